package cli

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"sendoff/transfer/bits"
)

// TestCancelAgain: the server refuses a cancel, and accepts the retry.
func TestCancelAgain(t *testing.T) {
	r := newRig(t)
	var refuse atomic.Bool
	refuse.Store(true)
	r.Server.HTTP.Handler = http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if p, _ := bits.ParsePacketType(q.Header.Get(bits.HeaderPacketType)); p == bits.CancelSession && refuse.Load() {
			w.Header().Set(bits.HeaderPacketType, "Ack")
			w.WriteHeader(http.StatusForbidden)
			return
		}
		r.Server.Recv.ServeHTTP(w, q)
	})
	up := r.uploading()
	id := r.List()["long.bin"]["id"].(string)
	session := r.Server.Recv.Sessions()[0].ID
	refused := func(names ...string) {
		t.Helper()
		if out, _ := r.Run(ExitFailed, append([]string{"cancel"}, names...)...); !strings.HasPrefix(out, "long.bin: Cancel refused (403)") {
			t.Errorf("cancel %v printed %q", names, out)
		}
	}
	refused(id)
	up.End(t)
	refused(id)
	refused(strings.Trim(session, "{}"))
	if _, stderr := r.Run(ExitDone, "cancel", "--all"); !strings.Contains(stderr, "nothing to cancel") {
		t.Errorf("--all means the queue: %q", stderr)
	}
	refuse.Store(false)
	if _, stderr := r.Run(ExitDone, "retry", id); !strings.Contains(stderr, "sendoff run") {
		t.Errorf("nobody works on the queue, and retry does not say so: %q", stderr)
	}
	if got := r.List()["long.bin"]; got["state"] != "cancelling" || got["session"] != session {
		t.Errorf("after retry: %v in %v", got["state"], got["session"])
	}
	if out, _ := r.Run(ExitDone, "cancel", id); !strings.HasPrefix(out, "long.bin: Cancelled · server confirmed") {
		t.Errorf("cancel printed %q", out)
	}
	if left := r.Server.Recv.Sessions(); len(left) != 0 {
		t.Errorf("sessions left on the server: %v", left)
	}
	r.Run(ExitFailed, "cancel", id)
	r.Run(ExitFailed, "retry", id)
}
