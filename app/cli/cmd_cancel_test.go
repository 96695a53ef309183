package cli

import (
	"strings"
	"testing"

	"sendoff/app/apptest"
)

func TestCancelBeforeAnyRequest(t *testing.T) {
	r := newRig(t)
	out, _ := r.Run(ExitDone, "add", "--paused", "--to", r.Server.URL, r.File("a.bin", 1))
	out, _ = r.Run(ExitDone, "cancel", strings.TrimSpace(out))
	if out != "a.bin: Cancelled · never reached the server\n" {
		t.Errorf("printed %q", out)
	}
	if got := r.List()["a.bin"]; got["outcome"] != "never_reached" || got["state"] != "cancelled" {
		t.Errorf("listed as %v", got)
	}
}

// TestCancelOfSeveralOfWhichOneHasEnded: it cancels none of them, and says so.
func TestCancelOfSeveralOfWhichOneHasEnded(t *testing.T) {
	r := newRig(t)
	out, _ := r.Run(ExitDone, "add", "--paused", "--to", r.Server.URL, r.File("a.bin", 1), r.File("b.bin", 1))
	ids := strings.Fields(out)
	r.Run(ExitDone, "cancel", ids[0])
	if _, stderr := r.Run(ExitFailed, "cancel", ids[1], ids[0]); !strings.Contains(stderr, "none of the uploads was changed") {
		t.Errorf("of two it says %q", stderr)
	}
	if _, stderr := r.Run(ExitFailed, "cancel", ids[0]); strings.Contains(stderr, "none of") {
		t.Errorf("of one it says %q", stderr)
	}
	if state := r.List()["b.bin"]["state"]; state != "paused" {
		t.Errorf("state is %v", state)
	}
}

// uploading starts an upload that takes minutes, and waits until the server has part of it.
func (r *rig) uploading() *apptest.Started {
	r.T.Helper()
	up := r.Start("upload", "--limit", "1M", "--to", r.Server.URL, r.File("long.bin", 100<<20))
	apptest.Eventually(r.T, "the first acknowledged fragment", func() bool {
		s := r.Server.Recv.Sessions()
		return len(s) == 1 && s[0].Received > 0
	})
	return up
}

func TestCancelOfAnother(t *testing.T) {
	r := newRig(t)
	up := r.uploading()
	id := r.List()["long.bin"]["id"].(string)
	out, _ := r.Run(ExitDone, "cancel", id)
	if !strings.HasPrefix(out, "long.bin: Cancelled · server confirmed") {
		t.Errorf("cancel printed %q", out)
	}
	if code := up.End(t); code != ExitFailed || !strings.Contains(up.Err.String(), "server confirmed") {
		t.Errorf("the upload ended with %d and printed %q", code, up.Err.String())
	}
	if s := r.Server.Recv.Sessions(); len(s) != 0 {
		t.Errorf("sessions left on the server: %v", s)
	}
	r.Run(ExitFailed, "cancel", id)
}

func TestCancelWithoutServer(t *testing.T) {
	r := newRig(t)
	up := r.uploading()
	up.Stop()
	up.End(t)
	r.Server.Stop()
	id := r.List()["long.bin"]["id"].(string)
	out, stderr := r.Run(ExitFailed, "cancel", "--wait", "300ms", id)
	if !strings.Contains(out, "server not told yet") || !strings.Contains(stderr, "sendoff run") {
		t.Errorf("printed %q and %q", out, stderr)
	}
	if state := r.List()["long.bin"]["state"]; state != "cancelling" {
		t.Errorf("state is %v", state)
	}
	r.Run(ExitDone, "forget", id)
	if got := r.List()["long.bin"]; got["outcome"] != "not_told" {
		t.Errorf("forgotten as %v", got)
	}
}
