package main

import (
	"strings"
	"testing"
)

func TestCancelBeforeAnyRequest(t *testing.T) {
	r := newRig(t)
	out, _ := r.run(exitDone, "add", "--paused", "--to", r.server.url, r.file("a.bin", 1))
	out, _ = r.run(exitDone, "cancel", strings.TrimSpace(out))
	if out != "a.bin: Cancelled - never reached the server\n" {
		t.Errorf("printed %q", out)
	}
	if got := r.list()["a.bin"]; got["outcome"] != "never_reached" || got["state"] != "cancelled" {
		t.Errorf("listed as %v", got)
	}
}

// uploading starts an upload that takes minutes, and waits until the server has some of it.
func (r *rig) uploading() *started {
	r.t.Helper()
	up := r.start("upload", "--limit", "1M", "--to", r.server.url, r.file("long.bin", 100<<20))
	eventually(r.t, "the first acknowledged fragment", func() bool {
		s := r.server.recv.Sessions()
		return len(s) == 1 && s[0].Received > 0
	})
	return up
}

func TestCancelOfAnother(t *testing.T) {
	r := newRig(t)
	up := r.uploading()
	id := r.list()["long.bin"]["id"].(string)
	out, _ := r.run(exitDone, "cancel", id)
	if !strings.HasPrefix(out, "long.bin: Cancelled - server confirmed") {
		t.Errorf("cancel printed %q", out)
	}
	if code := up.end(t); code != exitFailed || !strings.Contains(up.err.String(), "server confirmed") {
		t.Errorf("the upload ended with %d and printed %q", code, up.err.String())
	}
	if s := r.server.recv.Sessions(); len(s) != 0 {
		t.Errorf("sessions left on the server: %v", s)
	}
	r.run(exitFailed, "cancel", id)
}

func TestCancelWithoutServer(t *testing.T) {
	r := newRig(t)
	up := r.uploading()
	up.stop()
	up.end(t)
	r.server.stop()
	id := r.list()["long.bin"]["id"].(string)
	out, stderr := r.run(exitFailed, "cancel", "--wait", "300ms", id)
	if !strings.Contains(out, "server not told yet") || !strings.Contains(stderr, "sendoff run") {
		t.Errorf("printed %q and %q", out, stderr)
	}
	if state := r.list()["long.bin"]["state"]; state != "cancelling" {
		t.Errorf("state is %v", state)
	}
	r.run(exitDone, "forget", id)
	if got := r.list()["long.bin"]; got["outcome"] != "not_told" {
		t.Errorf("forgotten as %v", got)
	}
}
