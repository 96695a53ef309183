package receiver

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// send is do for other goroutines: it does not stop the test. It returns the status, 0 without an answer.
func (g *rig) send(s step) int {
	res, err := g.srv.Client().Transport.RoundTrip(g.request(s))
	if err != nil {
		return 0
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

// TestOneSessionManyRequests sends overlapping fragments of one session on many connections. Later ones abort earlier
// ones; the file must be right all the same.
func TestOneSessionManyRequests(t *testing.T) {
	const size, parts, workers = 256 << 10, 16, 8
	want := make([]byte, size)
	for i := range want {
		want[i] = byte(rand.IntN(256))
	}
	g := start(t, Options{})
	g.do(create)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() { // ends by itself: parts fragments
			for i := range parts {
				first, last := max(0, i*size/parts-1000), (i+1)*size/parts-1
				g.send(step{
					packet: "Fragment", rng: fmt.Sprintf("%d-%d/%d", first, last, size), body: string(want[first : last+1]),
				})
			}
		})
	}
	group.Wait()
	for _, s := range g.r.Sessions() {
		g.run(part(fmt.Sprintf("%d-%d/%d", 0, size-1, size), string(want), fmt.Sprint(size)))
		if s.Total >= 0 && s.Received > s.Total {
			t.Errorf("S45: session %+v", s)
		}
	}
	got, ok := g.file("a.bin")
	if !ok || !bytes.Equal([]byte(got), want) {
		t.Errorf("S45: file of %d bytes differs (there: %t)", len(got), ok)
	}
}

// TestRetryWhileTheOldRequestHangs: the client has abandoned its request, but the server has not noticed.
func TestRetryWhileTheOldRequestHangs(t *testing.T) {
	for _, next := range []step{part("0-9/10", "0123456789", "10"), cancel, closing} {
		t.Run(next.packet, func(t *testing.T) {
			arrived := make(chan struct{}, 1)
			g := start(t, Options{})
			g.srv.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				req.Body = &firstRead{ReadCloser: req.Body, told: arrived}
				g.r.ServeHTTP(w, req)
			})
			g.do(create)
			c := g.dial()
			if _, err := io.WriteString(c, g.fragmentHead(0, 9, 10, "Content-Length: 10\r\n")+"012"); err != nil {
				t.Fatal(err)
			}
			<-arrived // the session is working on the old request
			g.do(next)
			if answer, err := io.ReadAll(c); len(answer) > 0 || err != nil {
				t.Errorf("the old request was answered %q, error %v", answer, err)
			}
			if next.packet != "Fragment" && len(g.partial()) > 0 {
				t.Errorf("%s left data", next.packet)
			}
		})
	}
}

// firstRead signals when bytes of a body have been read.
type firstRead struct {
	io.ReadCloser
	told chan struct{}
}

func (f *firstRead) Read(p []byte) (int, error) {
	n, err := f.ReadCloser.Read(p)
	select {
	case f.told <- struct{}{}:
	default:
	}
	return n, err
}

func TestRaceForAName(t *testing.T) {
	const uploads = 12
	g := start(t, Options{})
	ids := make([]string, uploads)
	for i := range ids {
		g.do(create)
		ids[i] = g.id
	}
	var won, lost, winner atomic.Int32
	var group sync.WaitGroup
	for i, id := range ids {
		group.Go(func() { // ends with its one request
			body := fmt.Sprintf("upload %02d", i)
			switch g.send(step{packet: "Fragment", session: id, rng: "0-8/9", body: body}) {
			case 200:
				won.Add(1)
				winner.Store(int32(i))
			case 403:
				lost.Add(1)
			}
		})
	}
	group.Wait()
	if won.Load() != 1 || lost.Load() != uploads-1 {
		t.Errorf("S23: %d won, %d lost", won.Load(), lost.Load())
	}
	g.wantFile("a.bin", fmt.Sprintf("upload %02d", winner.Load()))
}

func TestManySessionsAtOnce(t *testing.T) {
	g := start(t, Options{Log: func(Entry) {}})
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() { // ends with its upload
			path := fmt.Sprintf("/file%d", i)
			res, err := g.srv.Client().Transport.RoundTrip(g.request(step{packet: "Create-Session", path: path}))
			if err != nil {
				t.Error(err)
				return
			}
			_ = res.Body.Close()
			id := res.Header.Get("BITS-Session-Id")
			for at := range 20 {
				s := step{packet: "Fragment", path: path, session: id, rng: fmt.Sprintf("%d-%d/20", at, at), body: string(rune('a' + at))}
				if status := g.send(s); status != 200 {
					t.Errorf("%s at %d: %d", path, at, status)
				}
			}
			g.r.Sessions()
		})
	}
	group.Wait()
	for i := range 8 {
		g.wantFile(fmt.Sprintf("file%d", i), "abcdefghijklmnopqrst")
	}
}

// TestAbortedTooLate: a request that is aborted after its last byte is answered, and its connection closed: net/http
// could serve no further request on it.
func TestAbortedTooLate(t *testing.T) {
	g := start(t, Options{})
	g.srv.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.ContentLength > 0 {
			req.Body = &abortAtEnd{ReadCloser: req.Body, g: g}
		}
		g.r.ServeHTTP(w, req)
	})
	g.do(create)
	for i := range 20 {
		g.do(part(fmt.Sprintf("%d-%d/99", i, i), "x", fmt.Sprint(i+1)))
	}
}

// abortAtEnd aborts the reading, as a later request of the session would, once the body has been read.
type abortAtEnd struct {
	io.ReadCloser
	g *rig
}

func (a *abortAtEnd) Read(p []byte) (int, error) {
	n, err := a.ReadCloser.Read(p)
	if s, found := a.g.r.table.find(a.g.id); found == nil && err == io.EOF {
		s.mu.Lock()
		if s.newest != nil {
			s.newest.abort()
		}
		s.mu.Unlock()
	}
	return n, err
}

// TestLatestRequestAbortsEachBefore: of three requests of a session the third aborts the second, even if the first
// has ended or stopped waiting meanwhile.
func TestLatestRequestAbortsEachBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSession(record{})
		aborted := func(rd *reading) bool { rd.mu.Lock(); defer rd.mu.Unlock(); return rd.aborted }
		reads := func() *reading { return &reading{rc: http.NewResponseController(httptest.NewRecorder())} }
		first, second, third, last := reads(), reads(), reads(), reads()
		if err := s.enter(t.Context(), first); err != nil {
			t.Fatal(err)
		}
		entered := make(chan error)
		go func() { entered <- s.enter(t.Context(), second) }() // ends when first leaves
		synctest.Wait()
		if !aborted(first) {
			t.Error("the second does not end the first")
		}
		s.leave(first)
		if err := <-entered; err != nil {
			t.Fatal(err)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.enter(gone, third); err == nil || !aborted(second) {
			t.Errorf("the third of a client that is gone: %v, the second aborted %t", err, aborted(second))
		}
		if s.newest != nil {
			t.Error("who has given up counts as the newest")
		}
		s.leave(second)
		if err := s.enter(t.Context(), last); err != nil || aborted(third) {
			t.Errorf("the last: %v, who had given up was aborted %t", err, aborted(third))
		}
		s.leave(last)
	})
}

// TestSessionRemovedWhileItWasWaitedFor: a request that gets the turn of a removed session finds none, and does not
// restore it.
func TestSessionRemovedWhileItWasWaitedFor(t *testing.T) {
	g := start(t, Options{})
	g.run(create, part("0-1/4", "ab", "2"))
	s, err := g.r.table.find(g.id)
	if err != nil {
		t.Fatal(err)
	}
	first := &reading{}
	if err := s.enter(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	status := make(chan int)
	go func() { status <- g.send(step{packet: "Fragment", rng: "2-3/4", body: "cd"}) }() // ends with the turn
	for waiting := false; !waiting; runtime.Gosched() {
		s.mu.Lock()
		waiting = s.newest != nil && s.newest != first
		s.mu.Unlock()
	}
	rec := s.view()
	rec.Touched = time.Now().Add(-2 * DefaultSessionTimeout)
	s.set(rec)
	if err := g.r.expire(s); err == nil {
		t.Fatal("it is not over")
	}
	rec.Touched = time.Now()
	s.set(rec) // however young it seems
	s.leave(first)
	if got := <-status; got != 500 {
		t.Errorf("status %d", got)
	}
	if left := g.partial(); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}
