package transfer

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// TestAbandonUnheardSession: only where the server acknowledges all else and gives no reason may it have lost the
// session, and the more is confirmed, the longer that is doubted: a new session costs all of it.
func TestAbandonUnheardSession(t *testing.T) {
	bare := &bits.Error{Packet: bits.Fragment, Status: 500, NotAck: true}
	for name, c := range map[string]struct {
		err     error
		before  int // unheard tries
		acked   int64
		change  func(w *worker)
		unheard bool
		want    bool
	}{
		"refused three times": {&bits.Error{Packet: bits.Fragment, Status: 500}, 2, 1000, nil, true, true},
		"with the code 1":     {&bits.Error{Packet: bits.Fragment, Status: 500, Code: 1}, 2, 1000, nil, true, true},
		"by a page":           {bare, 2, 1000, nil, true, true},
		"not answered":        {io.EOF, 2, 1000, func(w *worker) { w.unanswered = true }, true, true},
		"not answered at the end": {
			io.EOF, 2, 1000, func(w *worker) { w.unanswered, w.job.LastFragment = true, LastLeft }, true, false,
		},
		"not answered at the end, six times": {
			io.EOF, 5, 1000, func(w *worker) { w.unanswered, w.job.LastFragment = true, LastLeft }, true, true,
		},
		"refused twice":              {bare, 1, 1000, nil, true, false},
		"a megabyte, three times":    {bare, 2, 1 << 20, nil, true, false},
		"a megabyte, four times":     {bare, 3, 1 << 20, nil, true, true},
		"39 GB, for an hour":         {bare, 12, 39 << 30, nil, true, false},
		"39 GB, for hours":           {bare, 18, 39 << 30, nil, true, true},
		"a second time":              {bare, 9, 1000, func(w *worker) { w.job.Headway.Renewed = true }, true, false},
		"pings are not acknowledged": {bare, 9, 1000, func(w *worker) { w.alive = false }, false, false},
		"given up already":           {bare, 9, 1000, func(w *worker) { w.job.Abandoned = true }, false, false},
		"full disk":                  {&bits.Error{Packet: bits.Fragment, Status: 500, Code: bits.CodeDiskFull}, 9, 1000, nil, false, false},
		"full disk, as printed":      {&bits.Error{Packet: bits.Fragment, Status: 500, Code: bits.CodeDiskFullAsPrinted}, 9, 1000, nil, false, false},
		"application":                {&bits.Error{Packet: bits.Fragment, Status: 500, Context: bits.ContextRemoteApplication}, 9, 1000, nil, false, false},
		"asked to wait":              {&bits.Error{Packet: bits.Fragment, Status: 500, RetryAfter: time.Minute}, 9, 1000, nil, false, false},
		"busy":                       {&bits.Error{Packet: bits.Fragment, Status: 503}, 9, 1000, nil, false, false},
		"a proxy without its server": {&bits.Error{Packet: bits.Fragment, Status: 502, NotAck: true}, 9, 1000, nil, false, false},
		"a proxy that waited":        {&bits.Error{Packet: bits.Fragment, Status: 504, NotAck: true}, 9, 1000, nil, false, false},
		"the line broke":             {io.EOF, 9, 1000, nil, false, false},
		"close":                      {&bits.Error{Packet: bits.CloseSession, Status: 500}, 9, 1000, nil, false, false},
		"refused for good":           {&bits.Error{Packet: bits.Fragment, Status: 403}, 9, 1000, nil, false, false},
	} {
		w := &worker{alive: true, job: Job{
			Session: bits.Session{ID: "x"}, Source: source.File{Size: 40 << 30}, Acked: c.acked, Headway: Headway{Unheard: c.before},
		}}
		if c.change != nil {
			c.change(w)
		}
		err := fmt.Errorf("in between: %w", c.err)
		if unheard, got := w.unheard(err), w.abandonsUnheard(err); got != c.want || unheard != c.unheard {
			t.Errorf("%s: %t, unheard %t", name, got, unheard)
		}
	}
}

// TestDefinite: after these errors Create-Session certainly left nothing on the server.
func TestDefinite(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want bool
	}{
		"refused by the server":    {&bits.Error{Status: 403}, true},
		"busy":                     {&bits.Error{Status: 503}, true},
		"a proxy's page":           {&bits.Error{Status: 502, NotAck: true}, false},
		"a web server's page":      {&bits.Error{Status: 404, NotAck: true}, true},
		"a wall's page":            {&bits.Error{Status: 403, NotAck: true}, true},
		"an unknown verb":          {&bits.Error{Status: 501, NotAck: true}, true},
		"asked to sign in":         {&bits.Error{Status: 401, NotAck: true}, true},
		"a proxy that waited":      {&bits.Error{Status: 408, NotAck: true}, false},
		"an ack without an id":     {&bits.Error{Status: 200}, false},
		"refused the second time":  {&bits.Error{Status: 403, Resent: true}, false},
		"connection refused":       {&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, true},
		"given up before that":     {bits.ErrUnsent, true},
		"no such name":             {&net.DNSError{}, true},
		"reset while reading":      {&net.OpError{Op: "read", Err: syscall.ECONNRESET}, false},
		"closed without an answer": {io.EOF, false},
		"stalled":                  {bits.ErrStalled, false},
	} {
		if got := certainlyUnopened(fmt.Errorf("send: %w", c.err)); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// TestAbandonedSessionIsCancelled: an abandoned session is cancelled before another is opened, however often the
// cancel fails, and across a restart.
func TestAbandonedSessionIsCancelled(t *testing.T) {
	t.Parallel()
	f, s, paused := pausedHalfWay(t)
	outOfStep := func(cancel func(http.ResponseWriter) bool) hook {
		return func(w http.ResponseWriter, r *http.Request, p bits.PacketType, _ int) bool {
			switch {
			case p == bits.CancelSession:
				return cancel(w)
			case p == bits.Fragment && r.Header.Get(bits.HeaderSessionID) == paused.Session.ID:
				swallow(r)
				return status(w, 416)
			}
			return false
		}
	}
	f.swap(outOfStep(reset))
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{paused.ID}})
	waiting := func(j *Job) bool { return j.Fault != nil && !j.RetryAt.IsZero() && j.Phase == Idle }
	if j := f.until(paused.ID, waiting); !j.Abandoned || j.Session != paused.Session {
		t.Fatalf("%+v", j)
	}
	if err := f.engine.Close(); err != nil {
		t.Fatal(err)
	}
	tried := len(f.requests(bits.CancelSession))
	f.swap(outOfStep(func(w http.ResponseWriter) bool { return status(w, 503) }))
	f.launch()
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{paused.ID}})
	f.until(paused.ID, func(j *Job) bool { return waiting(j) && j.Fault.HTTP == 503 })
	if n := len(f.requests(bits.CancelSession)); n == tried || len(f.packets(bits.CreateSession)) != 1 {
		t.Errorf("%d cancels, %d before; %d sessions", n, tried, len(f.packets(bits.CreateSession)))
	}
	f.swap(nil)
	done, faults := f.push(paused.ID, 1)
	if done.State() != Done || done.Abandoned || done.Restarted != 1 {
		t.Fatalf("%s %+v", done.State(), faults)
	}
	f.arrived(s)
	if left := f.receiver.Sessions(); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
}

// TestAbandonedSessionThatCannotBeCancelled: a server that fails every cancel cannot block an upload for ever.
func TestAbandonedSessionThatCannotBeCancelled(t *testing.T) {
	w := &worker{job: Job{Attempt: maxAbandonTries - 1}}
	deaf := &bits.Error{Packet: bits.CancelSession, Status: 503}
	if w.abandonHeard(deaf) || w.abandonHeard(errors.New("no route")) || !w.abandonHeard(&bits.Error{Status: 403}) {
		t.Error("before the last try")
	}
	if w.job.Attempt++; !w.abandonHeard(deaf) || w.abandonHeard(errors.New("no route")) {
		t.Error("after it")
	}
}

// TestWaitOfItsOwnKind: local causes are retried at their own pace, however often they failed, without the growing
// delays for servers.
func TestWaitOfItsOwnKind(t *testing.T) {
	r := newRig(t, receiver.Options{})
	r.open(Limits{})
	for name, c := range map[string]struct {
		err         error
		least, most time.Duration
	}{
		"no room for the queue": {&StorageError{syscall.ENOSPC}, ownDiskWait, ownDiskWait},
		"file is away":          {&source.Error{Path: "/x", Flaw: source.FlawAway}, maxLookWait / 2, maxLookWait * 6 / 5},
		"server is away":        {io.EOF, maxWait / 2, maxWait * 6 / 5},
	} {
		w := &worker{engine: r.engine, job: NewJob(source.File{Path: "/x", Size: 1}, Target{URL: "http://127.0.0.1:1/x"})}
		w.job.Attempt = 40
		w.fail(t.Context(), c.err)
		if wait := time.Until(w.job.RetryAt); wait < c.least-time.Second || wait > c.most {
			t.Errorf("%s: looked for in %v", name, wait)
		}
	}
}
