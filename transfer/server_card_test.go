package transfer

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/transfer/receiver"
)

// card gives the rig's server a card, or changes it.
func (r *rig) card(change func(*cards.Card)) {
	r.t.Helper()
	c, old := cards.Card{Name: "Lab", Address: r.server.URL + "/"}, ""
	if at := r.engine.Cards().Named("Lab"); at >= 0 {
		c, old = r.engine.Cards()[at], "Lab"
	}
	change(&c)
	r.do(Command{Verb: VerbCard, At: old, Cards: []cards.Card{c}})
}

func (r *rig) done(ids ...uuid.UUID) {
	r.t.Helper()
	for _, id := range ids {
		if j := r.until(id, inState(Done, Failed, NeedsYou)); j.State() != Done {
			r.t.Fatalf("%s: %+v", j.State(), j.Fault)
		}
	}
}

// TestCardUploadsAtOnce: a card allows fewer uploads to its server than the settings, or more, from now on.
func TestCardUploadsAtOnce(t *testing.T) {
	t.Parallel()
	var running, most atomic.Int64
	goOn := make(chan struct{})
	f := newFront(t, receiver.Options{}, func(_ http.ResponseWriter, _ *http.Request, p bits.PacketType, _ int) bool {
		switch p { //nolint:exhaustive // the others say nothing of how many there are
		case bits.CreateSession:
			if n := running.Add(1); n > most.Load() {
				most.Store(n)
			}
		case bits.Fragment:
			<-goOn
		case bits.CloseSession:
			running.Add(-1)
		}
		return false
	})
	f.wait = time.Minute
	f.launch()
	f.card(func(c *cards.Card) { c.Uploads = 1 })
	var ids []uuid.UUID
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		j := f.job(f.file(name, 300<<10))
		f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
		ids = append(ids, j.ID)
	}
	f.until(ids[0], inState(Uploading))
	goOn <- struct{}{}
	f.done(ids[0])
	f.until(ids[1], inState(Uploading))
	if n := most.Load(); n != 1 {
		t.Errorf("%d uploads at once", n)
	}
	f.do(Command{Verb: VerbLimits, Limits: &Limits{Uploads: 10}})
	f.card(func(c *cards.Card) { c.Uploads = 4 })
	for _, id := range ids[1:] { // all at once, or this waits for ever
		f.until(id, inState(Uploading))
	}
	close(goOn)
	f.done(ids...)
	if n := most.Load(); n != 4 {
		t.Errorf("%d uploads at once", n)
	}
}

// TestCardSpeedLimit: the card's rate holds beside the one for all, and a changed one at once.
func TestCardSpeedLimit(t *testing.T) {
	file := sized(t, 1<<20)
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, file, &memoryServer{})
		b.start()
		const rate = 20_000
		b.do(Command{Verb: VerbCard, Cards: []cards.Card{{Name: "Lab", Address: "http://lab/", Rate: rate}}})
		begun := time.Now()
		id := b.add("lab")
		b.within(id, time.Hour, func(j *Job) bool { return j.Sent >= 200_000 })
		if took := time.Since(begun); took < 9*time.Second || took > 12*time.Second {
			t.Errorf("200 kB at 20 kB/s took %s", took)
		}
		b.do(Command{Verb: VerbCard, At: "lab", Cards: []cards.Card{{Name: "Lab", Address: "http://lab/"}}})
		begun = time.Now()
		b.within(id, time.Hour, inState(Done))
		if took := time.Since(begun); took > 2*time.Second {
			t.Errorf("without a limit the rest took %s", took)
		}
	})
}

func TestCardPartSize(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, nil)
	f.launch()
	const part = 300_000
	f.card(func(c *cards.Card) { c.PartSize = part })
	j := f.job(f.file("x.bin", 3*part+1))
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	f.done(j.ID)
	var sizes []int64
	for _, s := range f.requests(bits.Fragment) {
		span, err := bits.ParseRange(s.span)
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, span.Len())
	}
	if !slices.Equal(sizes, []int64{part, part, part, 1}) {
		t.Errorf("fragments of %d bytes", sizes)
	}
}

// TestCardRetryAndGiveUp: the card says how long to wait after a failure and how long to try, unless the job does.
func TestCardRetryAndGiveUp(t *testing.T) {
	file := sized(t, 1000)
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, file, &memoryServer{})
		b.start()
		b.do(Command{Verb: VerbCard, Cards: []cards.Card{
			{Name: "patient", Address: "http://away1/", Retry: cards.Span(10 * time.Minute), GiveUp: cards.Span(time.Hour)},
			{Name: "hasty", Address: "http://away2/", GiveUp: cards.None},
		}})
		hasty := b.within(b.add("away2"), time.Minute, failedTimes(1))
		if !hasty.Fault.Final {
			t.Errorf("the first failure is not the end: %+v", hasty.Fault)
		}
		begun := time.Now()
		id := b.add("away1")
		first := b.within(id, time.Minute, failedTimes(1))
		if wait := first.RetryAt.Sub(first.Fault.At); wait < 10*time.Minute {
			t.Errorf("the next try comes after %s", wait)
		}
		end := b.within(id, 2*time.Hour, func(j *Job) bool { return j.Fault != nil && j.Fault.Final })
		if took := time.Since(begun); took > 75*time.Minute || end.Attempt > 8 {
			t.Errorf("%d tries, the last after %s", end.Attempt, took)
		}
	})
}

// TestCardAfterAnUnclearFragment: a card decides what the server has not shown.
func TestCardAfterAnUnclearFragment(t *testing.T) {
	for way, sessions := range map[cards.Unclear]int{cards.UnclearResume: 1, cards.UnclearRestart: 2} {
		t.Run(string(way), func(t *testing.T) {
			t.Parallel()
			var lost atomic.Bool
			f := newFront(t, receiver.Options{}, nil)
			f.swap(on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, _ int) bool {
				return offset(r) > 0 && lost.CompareAndSwap(false, true) && f.unanswered(w, r)
			}))
			f.launch()
			f.card(func(c *cards.Card) { c.Unclear, c.PartSize = way, 100_000 })
			s := f.file("x.bin", 400_000)
			j := f.job(s)
			learn(f.rig, j.Target.Server(), ServerStats{Checks: way == cards.UnclearRestart}) // Auto would do the opposite
			f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			if got, _ := f.push(j.ID, 5); got.State() != Done {
				t.Fatalf("%+v", got.Fault)
			}
			f.arrived(s)
			if n := len(f.requests(bits.CreateSession)); n != sessions {
				t.Errorf("%d sessions, want %d", n, sessions)
			}
		})
	}
}

// TestCardMethodAndHeaders: they go out with each request. A job's own header wins; one without a value waits for it.
func TestCardMethodAndHeaders(t *testing.T) {
	t.Parallel()
	type request struct{ method, override, team, key, empty string }
	var mu sync.Mutex
	seen := map[request]int{}
	f := newFront(t, receiver.Options{}, func(_ http.ResponseWriter, r *http.Request, _ bits.PacketType, _ int) bool {
		mu.Lock()
		defer mu.Unlock()
		seen[request{
			r.Method, r.Header.Get(bits.HeaderMethodOverride), strings.Join(r.Header.Values("X-Team"), ","), r.Header.Get("X-Api-Key"),
			strings.Join(r.Header.Values("X-Later"), "is sent"),
		}]++
		return false
	})
	f.launch()
	f.card(func(c *cards.Card) { c.Method, c.Headers = cards.MethodPOST, ownHeaders+"\nX-Later: " })
	plain, own := f.job(f.file("x.bin", 1000)), f.job(f.file("y.bin", 1000))
	own.Target.Headers = "shown x-team: blue"
	f.do(Command{Verb: VerbAdd, Jobs: []Job{plain}})
	f.done(plain.ID)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{own}})
	f.done(own.ID)
	mu.Lock()
	defer mu.Unlock()
	for _, team := range []string{"red", "blue"} {
		if n := seen[request{"POST", bits.Method, team, "hunter2", ""}]; n != 3 || len(seen) != 2 {
			t.Errorf("%d requests of team %s; all: %+v", n, team, seen)
		}
	}
	notes, err := f.engine.Transcript(t.Context(), plain.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range notes {
		if strings.Contains(n.Headers, "hunter2") {
			t.Errorf("the transcript shows a secret: %q", n.Headers)
		}
	}
}

// TestCardTellsAFurtherHost: secret headers go to a host that the server names only if the card names it too.
func TestCardTellsAFurtherHost(t *testing.T) {
	for name, told := range map[string]bool{"named": true, "not named": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{}, nil)
			h, counted := worn(f, on(bits.CreateSession, func(w http.ResponseWriter, r *http.Request, _ int) bool {
				return hostIDs(f, "localhost", "")(w, r)
			}))
			f.swap(h)
			f.launch()
			u, err := url.Parse(f.server.URL)
			if err != nil {
				t.Fatal(err)
			}
			f.card(func(c *cards.Card) {
				c.Headers = ownHeaders
				if told {
					c.Tell = "elsewhere.example, LOCALHOST:" + u.Port()
				}
			})
			j := f.job(f.file("x.bin", 100))
			f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			f.done(j.ID)
			if all, team, key := counted(bits.Fragment, "localhost"); all == 0 || team != all || (key == all) != told || (key == 0) == told {
				t.Errorf("%d fragments to the other host, %d and %d with the headers", all, team, key)
			}
		})
	}
}

// TestAChangedCardCountsAtOnce: an upload that runs goes on with it from its next fragment, in the same session.
func TestAChangedCardCountsAtOnce(t *testing.T) {
	t.Parallel()
	come, goOn := make(chan struct{}), make(chan struct{})
	f := newFront(t, receiver.Options{}, nil)
	h, counted := worn(f, holdFirst(bits.Fragment, come, goOn))
	f.swap(h)
	f.wait = time.Minute
	f.launch()
	f.card(func(c *cards.Card) { c.PartSize = 100_000 })
	s := f.file("x.bin", 500_000)
	j := f.job(s)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	<-come
	f.card(func(c *cards.Card) { c.Headers = ownHeaders })
	close(goOn)
	f.done(j.ID)
	f.arrived(s)
	if all, _, key := counted(bits.Fragment, "127.0.0.1"); all < 5 || key != all-1 {
		t.Errorf("%d of %d fragments with the new header", key, all)
	}
	if n := len(f.requests(bits.CreateSession)); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

// TestAChangedCardIsTriedAtOnce: an upload that waits after a failure does not wait for the old wait to end.
func TestAChangedCardIsTriedAtOnce(t *testing.T) {
	file := sized(t, 1000)
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, file, &memoryServer{})
		b.start()
		c := cards.Card{Name: "Lab", Address: "http://away/", Retry: cards.Span(5 * time.Hour)}
		b.do(Command{Verb: VerbCard, Cards: []cards.Card{c}})
		id := b.add("away")
		b.within(id, time.Minute, failedTimes(1))
		c.Retry = 0
		b.do(Command{Verb: VerbCard, At: "Lab", Cards: []cards.Card{c}})
		begun := time.Now()
		b.within(id, time.Hour, failedTimes(2))
		if took := time.Since(begun); took > time.Minute {
			t.Errorf("the next try came after %s", took)
		}
	})
}

// TestCardsAreStored: they are there in the next run. A policy's card stands in for the user's own of that address,
// which comes back without it.
func TestCardsAreStored(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open := func(policy ...cards.Card) *Engine {
		t.Helper()
		e, err := Open(Options{Dir: dir, Policy: policy})
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	shut := func(e *Engine) {
		t.Helper()
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
	e := open()
	if has, err := e.HasCards(); has || err != nil {
		t.Errorf("%v, %v", has, err)
	}
	own := cards.Card{Name: "Lab", Address: "https://lab.example/drop/", Uploads: 3}
	if err := <-e.Do(Command{Verb: VerbCard, Cards: []cards.Card{own, {Name: "b", Address: "https://b.example"}}}); err != nil {
		t.Fatal(err)
	}
	shut(e)
	e = open(cards.Card{Name: "Policy", Address: "https://lab.example/drop/", From: "p.sendoff"})
	if b := e.Cards(); len(b) != 2 || b[0].Address != "https://b.example/" || b[1].Name != "Policy" {
		t.Errorf("%+v", b)
	}
	if err := <-e.Do(Command{Verb: VerbUncard, At: "B"}); err != nil {
		t.Fatal(err)
	}
	var flaw *cards.Error
	if err := <-e.Do(Command{Verb: VerbUncard, At: "Policy"}); !errors.As(err, &flaw) || flaw.Why != cards.FlawPolicy {
		t.Errorf("a policy was removed: %v", err)
	}
	shut(e)
	e = open()
	if b := e.Cards(); len(b) != 1 || b[0] != own {
		t.Errorf("%+v", b)
	}
	if err := <-e.Do(Command{Verb: VerbUncard, At: "nobody"}); !errors.Is(err, cards.ErrNoCard) {
		t.Error(err)
	}
	shut(e)
}

// TestWhatAServerTaughtCanBeForgotten: it is read by its card, and gone for the next run too.
func TestWhatAServerTaughtCanBeForgotten(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, _ int) bool {
		return r.ContentLength == 0 && page(w, http.StatusNotFound)
	}))
	f.relaunch()
	empty, full := f.job(f.file("empty", 0)), f.job(f.file("x.bin", 100_000))
	f.do(Command{Verb: VerbAdd, Jobs: []Job{full, empty}})
	f.done(full.ID)
	f.until(empty.ID, inState(Failed))
	f.until(empty.ID, func(j *Job) bool { return j.Phase == Idle })
	server := full.Target.Server()
	learned, err := f.engine.Learned([]string{server, "http://else"})
	if err != nil || learned[server].Taken == 0 || !learned[server].NoEmpty || len(learned) != 1 {
		t.Errorf("%+v, %v", learned, err)
	}
	f.do(Command{Verb: VerbUnlearn, At: server})
	if learned, err = f.engine.Learned([]string{server}); err != nil || len(learned) != 0 {
		t.Errorf("%+v, %v", learned, err)
	}
	if err := f.engine.Close(); err != nil {
		t.Fatal(err)
	}
	f.launch()
	if learned, err = f.engine.Learned([]string{server}); err != nil || len(learned) != 0 {
		t.Errorf("in the next run: %+v, %v", learned, err)
	}
}

// TestOnCards: whoever shows the cards hears of each change.
func TestOnCards(t *testing.T) {
	t.Parallel()
	r := newRig(t, receiver.Options{})
	r.open(Limits{})
	heard := make(chan cards.Book, 1)
	r.engine.OnCards(func(b cards.Book) { heard <- b })
	r.card(func(*cards.Card) {})
	if b := <-heard; len(b) != 1 || b[0].Name != "Lab" {
		t.Errorf("%+v", b)
	}
	if host, _, err := net.SplitHostPort(strings.TrimPrefix(r.engine.Cards()[0].Server(), "http://")); err != nil || host != "127.0.0.1" {
		t.Errorf("%s, %v", host, err)
	}
}

// TestCardTrustsACertificate: uploads that wait for it go on at once. It is trusted for its server's host alone.
func TestCardTrustsACertificate(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, nil)
	secure := httptest.NewUnstartedServer(f)
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // it would log the refused handshakes
	secure.StartTLS()
	t.Cleanup(secure.Close)
	f.launch()
	s := f.file("x.bin", 1000)
	j := NewJob(s, Target{URL: secure.URL + "/x.bin"})
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	if asks := f.until(j.ID, inState(NeedsYou, Done)); asks.Fault == nil || asks.Fault.Kind != KindTrust {
		t.Fatalf("%+v", asks.Fault)
	}
	sum := sha256.Sum256(secure.Certificate().Raw)
	c := cards.Card{Name: "Lab", Address: secure.URL + "/", Certificate: cards.Certificate{Server: hex.EncodeToString(sum[:])}}
	f.do(Command{Verb: VerbCard, Cards: []cards.Card{c}})
	f.until(j.ID, inState(Done))
	f.arrived(s)
	if here, there := f.engine.Trusted("127.0.0.1"), f.engine.Trusted("else.example"); len(here) != 1 || len(there) != 0 {
		t.Errorf("trusted here %v, elsewhere %v", here, there)
	}
}
