package transfer

import (
	"errors"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/transfer/source"
)

// TestWhatAServerMayHave: an offset between what it has acknowledged and what was sent, both included; one that names
// the file's end and has never named another is not believed.
func TestWhatAServerMayHave(t *testing.T) {
	for _, c := range []struct {
		acked, reach, received int64
		bare, want             bool
	}{
		{100, 200, 99, false, false},
		{100, 200, 100, false, true},
		{100, 200, 150, true, true},
		{100, 200, 200, false, true},
		{100, 200, 201, false, false},
		{100, reachUnknown, 1000, false, true},
		{100, reachUnknown, 1000, true, true},
		{100, reachUnknown, 99, false, false},
		{0, 1000, 1000, false, true},
		{0, 1000, 1000, true, false},
		{0, 1000, 999, true, true},
	} {
		w := &worker{job: Job{Acked: c.acked, Reach: c.reach, Source: source.File{Size: 1000}, Session: bits.Session{Bare: c.bare}}}
		if got := w.mayHave(c.received); got != c.want {
			t.Errorf("%+v: %t", c, got)
		}
	}
}

// TestRangesOfProbes: a probe beyond what was sent never touches it and never ends the file; one of acknowledged bytes
// repeats only those, and never ends the file either.
func TestRangesOfProbes(t *testing.T) {
	for _, c := range []struct {
		acked, reach, size int64
		gap                int64 // -1: none
		overlaps           string
	}{
		{100, 200, 1000, 201, "[bytes 98-99/1000 bytes 98-98/1000]"},
		{0, 0, 1000, 1, "[bytes 0-1/1000 bytes 0-0/1000]"},
		{1, 5, 1000, 6, "[bytes 0-1/1000 bytes 0-0/1000]"},
		{2, 997, 1000, 998, "[bytes 0-1/1000 bytes 0-0/1000]"},
		{3, 998, 1000, -1, "[bytes 1-2/1000 bytes 1-1/1000]"},
		{1000, 1000, 1000, -1, "[bytes 998-998/1000 bytes 998-998/1000]"},
		{100, reachUnknown, 1000, -1, "[bytes 98-99/1000 bytes 98-98/1000]"},
		{0, 0, 2, -1, "[bytes 0-0/2 bytes 0-0/2]"},
		{0, 0, 1, -1, "[]"},
		{0, 0, 0, -1, "[]"},
	} {
		w := &worker{job: Job{Acked: c.acked, Reach: c.reach, Source: source.File{Size: c.size}}}
		gap, ok := w.gap()
		if ok != (c.gap >= 0) || ok && gap != (bits.Range{First: c.gap, Last: c.gap, Total: c.size}) {
			t.Errorf("%+v: beyond %+v, %t", c, gap, ok)
		}
		if got := fmt.Sprint(w.overlaps()); got != c.overlaps {
			t.Errorf("%+v: again %s", c, got)
		}
		if at, last := reachAfter(bits.Range{First: 10, Last: 19, Total: c.size}, bits.Receipt{Received: 15, Rewound: true}), reachAfter(bits.Range{First: 10, Last: 19}, bits.Receipt{Received: 15}); at != 15 || last != 20 {
			t.Errorf("sent up to %d after a rewound one, %d else", at, last)
		}
	}
	if got := reachAfter(bits.Range{First: 10, Last: 19}, bits.Receipt{Received: 25}); got != 25 {
		t.Errorf("a server that is further: %d", got)
	}
}

// TestWhoIsAskedWhereItIs: a server that detects repeats, about many bytes, once; whoever must not repeat is unclear.
func TestWhoIsAskedWhereItIs(t *testing.T) {
	for name, c := range map[string]struct {
		change         func(w *worker)
		asked, unclear bool
	}{
		"many bytes":         {func(*worker) {}, true, false},
		"just enough":        {func(w *worker) { w.job.Reach = w.job.Acked + worthAsking }, true, false},
		"too few":            {func(w *worker) { w.job.Reach = w.job.Acked + worthAsking - 1 }, false, false},
		"asked before":       {func(w *worker) { w.asked = true }, false, false},
		"nothing was sent":   {func(w *worker) { w.planned = true }, false, false},
		"no repeats there":   {func(w *worker) { w.sizer.Checks = false }, false, true},
		"nothing is open":    {func(w *worker) { w.sizer.Checks, w.job.Reach = false, w.job.Acked }, false, false},
		"the user allows it": {func(w *worker) { w.sizer.Checks, w.job.Target.AfterUnclear = false, Resume }, false, false},
		"the user forbids":   {func(w *worker) { w.job.Target.AfterUnclear = Restart }, false, true},
		"up to the end":      {func(w *worker) { w.job.Reach = w.job.Source.Size }, false, false},
		"unknown how far":    {func(w *worker) { w.job.Reach = reachUnknown }, false, false},
	} {
		w := &worker{engine: &Engine{}, job: Job{Acked: 100, Reach: 1 << 20, Source: source.File{Size: 4 << 20}}}
		w.engine.cards.Store(&deck{})
		w.sizer.Checks = true
		c.change(w)
		if w.shouldAsk() != c.asked || w.unclear() != c.unclear {
			t.Errorf("%s: asked %t, unclear %t", name, w.shouldAsk(), w.unclear())
		}
	}
	w := &worker{}
	for _, c := range []struct {
		receipt bits.Receipt
		proof   proof
		checks  bool
	}{
		{bits.Receipt{Received: 5}, unproved, false},
		{bits.Receipt{Rewound: true}, proved, true},
		{bits.Receipt{Received: 6}, proved, true},
		{bits.Receipt{Guessed: true}, disproved, false},
	} {
		if w.learnChecks(c.receipt); w.proof != c.proof || w.sizer.Checks != c.checks {
			t.Errorf("%+v: %v, %t", c.receipt, w.proof, w.sizer.Checks)
		}
	}
}

// TestRefusalsOfProbes: an error that says nothing about the session, and does not ask for a pause.
func TestRefusalsOfProbes(t *testing.T) {
	for _, c := range []struct {
		err  error
		want bool
	}{
		{&bits.Error{Packet: bits.Fragment, Status: 500}, true},
		{&bits.Error{Packet: bits.Fragment, Status: 500, Code: 1}, true},
		{&bits.Error{Packet: bits.Fragment, Status: 500, Code: 2}, false},
		{&bits.Error{Packet: bits.Fragment, Status: 500, Context: bits.ContextRemoteApplication}, false},
		{&bits.Error{Packet: bits.Fragment, Status: 500, RetryAfter: time.Second}, false},
		{&bits.Error{Status: 400}, true},
		{&bits.Error{Status: 499, Code: bits.CodeInvalidArgument}, true},
		{&bits.Error{Status: 400, RetryAfter: time.Second}, false},
		{&bits.Error{Status: 400, Code: bits.CodeAccessDenied}, false},
		{&bits.Error{Status: 408}, false},
		{&bits.Error{Status: 429}, false},
		{&bits.Error{Status: 401}, false},
		{&bits.Error{Status: 403}, false},
		{&bits.Error{Status: 407}, false},
		{&bits.Error{Status: 501}, false},
		{&bits.Error{Status: 503}, false},
		{errors.New("lost"), false},
	} {
		if got := refusedProbe(c.err); got != c.want {
			t.Errorf("%+v: %t", c.err, got)
		}
	}
}

// TestCreateThatCertainlyLeftNothing: no session was opened there, so none is looked for.
func TestCreateThatCertainlyLeftNothing(t *testing.T) {
	dial, read := &net.OpError{Op: "dial", Err: errors.New("x")}, &net.OpError{Op: "read", Err: errors.New("x")}
	for _, c := range []struct {
		err  error
		want bool
	}{
		{&bits.Error{Status: 400}, true},
		{&bits.Error{Status: 399}, false},
		{&bits.Error{Status: 500}, true},
		{&bits.Error{Status: 400, Resent: true}, false},
		{&bits.Error{Status: 407, NotAck: true}, true},
		{&bits.Error{Status: 408, NotAck: true}, false},
		{&bits.Error{Status: 408}, true},
		{&bits.Error{Status: 501, NotAck: true}, true},
		{&bits.Error{Status: 500, NotAck: true}, false},
		{&bits.Error{Status: 502, NotAck: true}, false},
		{bits.ErrUnsent, true},
		{bits.ErrSentBefore, false},
		{errors.Join(bits.ErrSentBefore, &bits.Error{Status: 400}), false},
		{dial, true},
		{read, false},
		{&net.DNSError{}, true},
		{errors.New("x"), false},
	} {
		if got := certainlyUnopened(fmt.Errorf("create: %w", c.err)); got != c.want {
			t.Errorf("%+v: %t", c.err, got)
		}
	}
}

// TestTruthOfACancel: closing a session says nothing about a file whose last fragment had left, in this session or in an
// earlier one; without a session what is known of the past counts.
func TestTruthOfACancel(t *testing.T) {
	for _, c := range []struct {
		last, earlier Last
		want          Outcome
	}{
		{LastUnsent, LastUnsent, Confirmed},
		{LastLeft, LastUnsent, Unknown},
		{LastUnsent, LastLeft, Unknown},
		{LastAcked, LastUnsent, TooLate},
		{LastUnsent, LastAcked, TooLate},
		{LastAcked, LastLeft, TooLate},
		{LastLeft, LastAcked, TooLate},
	} {
		if got := knownOutcome(&Job{LastFragment: c.last, Earlier: c.earlier}, Confirmed); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
	for want, j := range map[Outcome]Job{
		NeverReached: {}, AlreadyGone: {Started: time.Unix(1, 0)}, Unknown: {MaybeOpen: true, Started: time.Unix(1, 0)}, TooLate: {Earlier: LastAcked, MaybeOpen: true},
	} {
		if got := withoutSession(&j); got != want {
			t.Errorf("%+v: %s, want %s", j, got, want)
		}
	}
	if got := withoutSession(&Job{Earlier: LastLeft, Started: time.Unix(1, 0)}); got != Unknown {
		t.Errorf("its end had left: %s", got)
	}
}

// TestAnswersToACancel: which end it, which are tried again, and which refuse it.
func TestAnswersToACancel(t *testing.T) {
	for _, c := range []struct {
		err   error
		again bool
	}{
		{&bits.Error{Status: 199}, true},
		{&bits.Error{Status: 299}, true},
		{&bits.Error{Status: 300}, false},
		{&bits.Error{Status: 399, NotAck: true}, true},
		{&bits.Error{Status: 399}, false},
		{&bits.Error{Status: 400, NotAck: true}, false},
		{&bits.Error{Status: 401}, true},
		{&bits.Error{Status: 407}, true},
		{&bits.Error{Status: 408}, true},
		{&bits.Error{Status: 429}, true},
		{&bits.Error{Status: 403}, false},
		{&bits.Error{Status: 499}, false},
		{&bits.Error{Status: 500}, true},
		{errors.New("lost"), true},
	} {
		ev := afterCancel(&Job{Attempt: 3}, c.err)
		missed, again := ev.(failed)
		ended, over := ev.(cancelEnded)
		if again != c.again || over == c.again || over && (ended.outcome != Refused || ended.fault == nil || ended.fault.Kind != KindNoCancel || !ended.fault.Final || ended.fault.At.IsZero()) {
			t.Errorf("%+v: %+v", c.err, ev)
		}
		if again && (missed.fault.Final || missed.wait < firstCancelDelay || missed.wait > maxCancelDelay) {
			t.Errorf("%+v: again after %v, final %t", c.err, missed.wait, missed.fault.Final)
		}
	}
	if ev := afterCancel(&Job{}, &bits.Error{Status: 503, RetryAfter: time.Hour}); ev.(failed).wait != time.Hour {
		t.Errorf("the server asks for an hour: %+v", ev)
	}
	if ev := afterCancel(&Job{}, nil); ev.(cancelEnded).outcome != Confirmed {
		t.Errorf("%+v", ev)
	}
}

// TestCancelOfASessionThatIsForgotten: where fragments before it were lost alike, the server no longer knows the session.
func TestCancelOfASessionThatIsForgotten(t *testing.T) {
	plain := &bits.Error{Packet: bits.CancelSession, Status: 500}
	for name, c := range map[string]struct {
		headway Headway
		err     error
		want    bool
	}{
		"unheard":            {Headway{Unheard: 1}, plain, true},
		"renewed":            {Headway{Renewed: true}, plain, true},
		"heard":              {Headway{}, plain, false},
		"no answer":          {Headway{Unheard: 1}, errors.New("lost"), true},
		"not sent":           {Headway{Unheard: 1}, bits.ErrUnsent, false},
		"another status":     {Headway{Unheard: 1}, &bits.Error{Status: 503}, false},
		"a word for nothing": {Headway{Unheard: 1}, &bits.Error{Status: 500, Code: 1}, true},
		"a reason":           {Headway{Unheard: 1}, &bits.Error{Status: 500, Code: 2}, false},
		"a pause":            {Headway{Unheard: 1}, &bits.Error{Status: 500, RetryAfter: time.Second}, false},
		"an application's":   {Headway{Unheard: 1}, &bits.Error{Status: 500, Context: bits.ContextRemoteApplication}, false},
	} {
		j := &Job{Headway: c.headway}
		if got := forgotten(j, c.err); got != c.want || (notYet(j, c.err).(failed).fault.Kind == KindForgotten) != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// TestWhatBeginsANewConversation: a card changes running uploads only by what their requests depend on, and those of its
// server alone.
func TestWhatBeginsANewConversation(t *testing.T) {
	card := cards.Card{Name: "Lab", Address: "https://lab.example/in/"}
	for name, c := range map[string]struct {
		change func(c *cards.Card)
		anew   bool
	}{
		"account":     {func(c *cards.Card) { c.Account = "ines" }, true},
		"certificate": {func(c *cards.Card) { c.Certificate.File = "/a.pem" }, true},
		"proxy":       {func(c *cards.Card) { c.Proxy.Use = cards.ProxyNone }, true},
		"headers":     {func(c *cards.Card) { c.Headers = "X: y" }, true},
		"tell":        {func(c *cards.Card) { c.Tell = "other" }, true},
		"method":      {func(c *cards.Card) { c.Method = cards.MethodPOST }, true},
		"name":        {func(c *cards.Card) { c.Name = "Lab 2" }, false},
		"rate":        {func(c *cards.Card) { c.Rate, c.Uploads, c.PartSize, c.Retry, c.GiveUp = 1, 2, 3, 4, 5 }, false},
		"unclear":     {func(c *cards.Card) { c.Unclear, c.Reply, c.AtOnce = cards.UnclearRestart, true, true }, false},
		"gone":        {func(c *cards.Card) { c.Address = "https://other.example/" }, true},
	} {
		after := card
		c.change(&after)
		if got := !sameConversations(cards.Book{card}, cards.Book{after}, card.Server()); got != c.anew {
			t.Errorf("%s: anew %t", name, got)
		}
		if !sameConversations(cards.Book{card}, cards.Book{after}, "https://third.example") {
			t.Errorf("%s: of a third server", name)
		}
	}
}

// TestHistoryIsCheckedByAgeOnceAnHour: what is older than the days that the user keeps goes, however few there are.
func TestHistoryIsCheckedByAgeOnceAnHour(t *testing.T) {
	now := time.Now()
	l := &loop{history: packedHistory(ended(5, now.AddDate(0, 0, -3), "")), limits: Limits{HistoryDays: 2}.withDefaults()}
	young := &Job{ID: newID(), Ended: now.AddDate(0, 0, -2).Add(time.Minute), Outcome: Delivered}
	l.history[young.ID] = newOutcome(young)
	goes := func(at time.Time, want int) {
		t.Helper()
		tr := l.begin(at)
		old := tr.surplus()
		for _, id := range old {
			delete(l.history, id)
		}
		if len(old) != want || l.history[young.ID] == (outcome{}) && want != 1 {
			t.Errorf("%v later %d of %d go, want %d", at.Sub(now), len(old), len(old)+len(l.history), want)
		}
	}
	goes(now, 5)
	goes(now.Add(agePeriod-time.Second), 0)
	goes(now.Add(agePeriod), 1)
	l.limits.HistoryDays, l.history[young.ID] = 0, newOutcome(young)
	goes(now.Add(9*agePeriod), 0)
}

// TestOrderOfTheQueue: by priority, then by place, then by age.
func TestOrderOfTheQueue(t *testing.T) {
	a := &Job{ID: uuid.UUID{1}, Priority: Foreground, Order: 9}
	for name, b := range map[string]*Job{
		"a weaker one":        {ID: uuid.UUID{0}, Priority: Normal, Order: 1},
		"a later one":         {ID: uuid.UUID{0}, Priority: Foreground, Order: 10},
		"one that is younger": {ID: uuid.UUID{2}, Priority: Foreground, Order: 9},
	} {
		if QueueOrder(a, b) >= 0 || QueueOrder(b, a) <= 0 {
			t.Errorf("%s comes first", name)
		}
	}
	if QueueOrder(a, a) != 0 {
		t.Error("it differs from itself")
	}
	for _, c := range []struct {
		busy, j Priority
		want    bool
	}{{Normal, Foreground, true}, {Normal, Normal, false}, {Foreground, Normal, false}} {
		if got := weakerThan([]*entry{{priority: Foreground}, {priority: c.busy}}, &Job{Priority: c.j}); got != c.want {
			t.Errorf("%+v: %t", c, got)
		}
	}
}
