package transfer

import (
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
)

// TestGiveUpSession: only a server that refuses the same fragment again and again without a reason may
// have lost the session; a new one costs all that was uploaded.
func TestGiveUpSession(t *testing.T) {
	for name, c := range map[string]struct {
		err     error
		attempt int
		want    bool
	}{
		"refused three times":        {&bits.Error{Packet: bits.Fragment, Status: 500}, 2, true},
		"with the code 1":            {&bits.Error{Packet: bits.Fragment, Status: 500, Code: 1}, 2, true},
		"refused twice":              {&bits.Error{Packet: bits.Fragment, Status: 500}, 1, false},
		"once in a conversation":     {&bits.Error{Packet: bits.Fragment, Status: 500}, 3, false},
		"full disk":                  {&bits.Error{Packet: bits.Fragment, Status: 500, Code: bits.CodeDiskFull}, 2, false},
		"full disk, as printed":      {&bits.Error{Packet: bits.Fragment, Status: 500, Code: bits.CodeDiskFullAsPrinted}, 2, false},
		"application":                {&bits.Error{Packet: bits.Fragment, Status: 500, Context: bits.ContextRemoteApplication}, 2, false},
		"asked to wait":              {&bits.Error{Packet: bits.Fragment, Status: 503, RetryAfter: time.Minute}, 2, false},
		"a proxy without its server": {&bits.Error{Packet: bits.Fragment, Status: 502, NotAck: true}, 2, false},
		"no answer":                  {io.EOF, 2, false},
		"close":                      {&bits.Error{Packet: bits.CloseSession, Status: 500}, 2, false},
		"refused for good":           {&bits.Error{Packet: bits.Fragment, Status: 403}, 2, false},
	} {
		w := &worker{job: Job{Attempt: c.attempt, Session: bits.Session{ID: "x"}}}
		if got := w.giveUpSession(fmt.Errorf("in between: %w", c.err)); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// TestDefinite: after these a Create-Session has left nothing on the server for certain.
func TestDefinite(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want bool
	}{
		"refused by the server":    {&bits.Error{Status: 403}, true},
		"busy":                     {&bits.Error{Status: 503}, true},
		"a proxy's page":           {&bits.Error{Status: 502, NotAck: true}, false},
		"an ack without an id":     {&bits.Error{Status: 200}, false},
		"connection refused":       {&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, true},
		"no such name":             {&net.DNSError{}, true},
		"reset while reading":      {&net.OpError{Op: "read", Err: syscall.ECONNRESET}, false},
		"closed without an answer": {io.EOF, false},
		"stalled":                  {bits.ErrStalled, false},
	} {
		if got := definite(fmt.Errorf("send: %w", c.err)); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// TestHistoryIsKeptAsLimited: fewer lines are kept as soon as the limits say so, the newest of them.
func TestHistoryIsKeptAsLimited(t *testing.T) {
	l := &loop{history: map[uuid.UUID]*Job{}, limits: Limits{}.withDefaults()}
	begun := time.Now()
	for i := range 300 {
		j := &Job{ID: uuid.New(), Ended: begun.Add(time.Duration(i) * time.Second)}
		l.history[j.ID] = j
	}
	tr := l.begin(begun)
	if old := surplus(l.history, tr.keep()); len(old) != 0 {
		t.Errorf("%d went by the default", len(old))
	}
	limits := Limits{History: 3}.withDefaults()
	tr.limits = &limits
	old := surplus(l.history, tr.keep())
	if len(old) != 300-historyLeast {
		t.Errorf("%d went, want all but %d", len(old), historyLeast)
	}
	for _, id := range old {
		if l.history[id].Ended.After(begun.Add(199 * time.Second)) {
			t.Error("one of the newest went")
		}
	}
}

// TestHistoryIsBounded: the oldest lines go first, many at once.
func TestHistoryIsBounded(t *testing.T) {
	history := Update{}
	begun := time.Now()
	for i := range historyMost + historyMost/20 {
		if old := surplus(history, historyMost); len(old) != 0 {
			t.Fatalf("%d lines of %d are too many", len(old), len(history))
		}
		j := &Job{ID: newID(), Ended: begun.Add(time.Duration(i) * time.Second)}
		history[j.ID] = j
	}
	old := surplus(history, historyMost)
	if len(old) != historyMost/20 {
		t.Fatalf("%d lines go", len(old))
	}
	for _, id := range old {
		if history[id].Ended.After(begun.Add(historyMost / 20 * time.Second)) {
			t.Errorf("a line goes that ended as number %v", history[id].Ended.Sub(begun))
		}
	}
}
