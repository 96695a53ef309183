package transfer

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/lanes"
	"sendoff/transfer/source"
)

// sketch is a queue written down: one job a word, "name:priority@server/path", with marks after "!":
// r running, c closing its session, h held, d dropped, w waits for its RetryAt, p its RetryAt is past, f failed for
// good. A further s means a small file.
type sketch struct {
	queue  string
	limits Limits
	starts string // names of the jobs that are to start
	yields string
	wait   time.Duration // until the plan wants to look again; 0 = not by itself
}

var scheduleCases = map[string]sketch{
	"empty":                           {"", Limits{}, "", "", 0},
	"three in all, two per server":    {"a:2@x/1 b:2@x/2 c:2@x/3 d:2@y/4 e:2@y/5", Limits{}, "a b d", "", 0},
	"what runs takes slots":           {"a:2@x/1!r b:2@x/2 c:2@x/3", Limits{}, "b", "", 0},
	"one slot":                        {"a:2@x/1 b:2@y/2", Limits{Uploads: 1}, "a", "", 0},
	"priority before order":           {"a:3@x/1 b:0@x/2 c:1@x/3", Limits{}, "b c", "", 0},
	"a lower one makes room":          {"a:3@x/1!r b:2@y/2!r c:3@z/3!r d:1@v/4", Limits{}, "", "c", 0},
	"only one makes room for one":     {"a:3@x/1!r b:3@y/2!r c:3@z/3!r d:1@v/4", Limits{}, "", "c", 0},
	"an equal one makes no room":      {"a:2@x/1!r b:2@y/2!r c:2@z/3!r d:2@v/4", Limits{}, "", "", 0},
	"room on the server that is full": {"a:3@x/1!r b:3@x/2!r c:3@y/3!r d:1@x/4", Limits{}, "", "b", 0},
	"not while it waits":              {"a:2@x/1!w b:2@x/2", Limits{}, "b", "", time.Minute},
	"again when the wait is over":     {"a:2@x/1!p b:2@x/2", Limits{}, "a b", "", 0},
	"a waiting one takes no slot":     {"a:0@x/1!w b:2@y/2!r c:2@z/3 d:2@v/4", Limits{}, "c d", "", time.Minute},
	"held, dropped and failed stay":   {"a:2@x/1!h b:2@x/2!d c:2@x/3!f d:2@x/4", Limits{}, "d", "", 0},
	"same address, one after another": {"a:2@x/1 b:2@x/1 c:2@x/2", Limits{}, "a c", "", 0},
	"same address as one that runs":   {"a:2@x/1!r b:2@x/1", Limits{}, "", "", 0},
	"an open cancel holds its URL":    {"a:2@x/1!d b:2@x/1 c:2@x/2", Limits{}, "c", "", 0},
	"a full server blocks no other":   {"a:2@x/1!r b:2@x/2!r c:2@x/3 d:2@y/4", Limits{}, "d", "", 0},
	"small files take lanes":          {"a:2@x/1!s b:2@x/2!s c:2@x/3!s d:2@x/4!s", Limits{}, "a b c", "", 0},
	"lanes in use":                    {"a:2@x/1!rs b:2@x/2!rs c:2@x/3!s d:2@x/4!s", Limits{}, "c", "", 0},
	"lanes of each server":            {"a:2@x/1!rs b:2@x/2!rs c:2@x/3!rs d:2@y/4!s e:2@x/5!s", Limits{}, "d", "", 0},
	"large ones keep their slots":     {"a:2@x/1!s b:2@x/2!s c:2@x/3!s d:2@x/4!s e:2@x/5 f:2@x/6 g:2@x/7", Limits{}, "a b c e f", "", 0},
	"small ones behind full slots":    {"a:2@x/1!r b:2@x/2!r c:2@y/3!r d:2@x/4 e:2@x/5!s", Limits{}, "e", "", 0},
	"one at a time means small too":   {"a:2@x/1!s b:2@x/2!s", Limits{PerServer: 1}, "a", "", 0},
	"one in all means small too":      {"a:2@x/1!s b:2@y/2!s", Limits{Uploads: 1}, "a", "", 0},
	"a small one needs no room":       {"a:3@x/1!r b:3@x/2!r c:0@x/3!s", Limits{}, "c", "", 0},
	"no room made for a small one":    {"a:3@x/1!rs b:3@x/2!rs c:3@x/3!rs d:0@x/4!s", Limits{}, "", "", 0},
	"the next while one closes":       {"a:2@x/1!c b:2@x/2!r c:2@x/3 d:2@x/4", Limits{}, "c", "", 0},
	"one that closes makes no room":   {"a:3@x/1!c b:2@x/2!r c:2@x/3!r d:0@x/4", Limits{}, "", "c", 0},
	"another port is another server":  {"a:2@x:1/1 b:2@x:1/2 c:2@x:2/3", Limits{Uploads: 9}, "a b c", "", 0},
}

func TestSchedule(t *testing.T) {
	for name, c := range scheduleCases {
		t.Run(name, func(t *testing.T) {
			now := time.Now()
			l, names := draw(c, now)
			next := l.uploads.due(now)
			p := schedule(threeLanes(l))
			var starts, yields []string
			for _, en := range p.start {
				starts = append(starts, names[en.job().ID])
			}
			for _, en := range p.preempt {
				yields = append(yields, names[en.job().ID])
			}
			if got := strings.Join(starts, " "); got != c.starts {
				t.Errorf("starts %q, want %q", got, c.starts)
			}
			if got := strings.Join(yields, " "); got != c.yields {
				t.Errorf("yields %q, want %q", got, c.yields)
			}
			if c.wait == 0 != next.IsZero() || c.wait > 0 && !next.Equal(now.Add(c.wait)) {
				t.Errorf("looks again at %v", next)
			}
		})
	}
}

func draw(c sketch, now time.Time) (*loop, map[uuid.UUID]string) {
	l, names := loopOf(), map[uuid.UUID]string{}
	l.limits = c.limits.withDefaults()
	for i, word := range strings.Fields(c.queue) {
		head, marks, _ := strings.Cut(word, "!")
		name, rest, _ := strings.Cut(head, ":")
		j := &Job{ID: newID(), Order: int64(i), Priority: Priority(rest[0] - '0'), Target: Target{URL: "http://" + rest[2:]}}
		names[j.ID] = name
		j.Source.Size = lanes.Small + 1
		if without, small := strings.CutSuffix(marks, "s"); small {
			j.Source.Size, marks = lanes.Small, without
		}
		switch marks {
		case "h":
			j.Want = Hold
		case "d":
			j.Want = Drop
		case "f":
			j.Fault = &Fault{Final: true}
		case "w":
			j.Fault, j.RetryAt = &Fault{}, now.Add(time.Minute)
		case "p":
			j.Fault, j.RetryAt = &Fault{}, now.Add(-time.Second)
		case "c":
			j.Closing = true
		}
		en := l.insert(j)
		if marks == "r" || marks == "c" {
			l.occupy(en)
		}
	}
	return l, names
}

// threeLanes is what a schedule depends on, with as many small files at once for each server.
func threeLanes(l *loop) scheduleInput {
	w := l.scheduleInput()
	w.lanes = func(string) int { return 3 }
	return w
}

// occupy gives an entry a worker that does nothing.
func (l *loop) occupy(en *entry) {
	en.worker = &worker{job: *en.job()}
	l.working[en.job().ID] = en.worker
	l.began(en.worker)
	l.settle(en)
}

// full is a queue of n jobs for one server whose slots are taken.
func full(n int) *loop {
	l, _ := draw(sketch{queue: "a:2@x/1!r b:2@x/2!r"}, time.Now())
	for i := range n {
		l.insert(&Job{ID: newID(), Order: int64(i + 2), Priority: Normal, Target: Target{URL: fmt.Sprintf("http://x/folder/file-%d", i)}, Source: source.File{Size: lanes.Small + 1}})
	}
	return l
}

// BenchmarkSchedule is a round of the loop with a server that is full.
func BenchmarkSchedule(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l := full(n)
			for b.Loop() {
				if p := schedule(l.scheduleInput()); len(p.start) != 0 {
					b.Fatal("a job started on a full server")
				}
			}
		})
	}
}

// TestScheduleLooksAtFew: a round looks at as few jobs of a long queue as of a short one, whatever stands in their way.
func TestScheduleLooksAtFew(t *testing.T) {
	looks := func(l *loop) (n int) {
		w := l.scheduleInput()
		ready := w.ready
		w.ready = func(full func(string) bool) iter.Seq[*entry] {
			return func(yield func(*entry) bool) {
				for en := range ready(full) {
					if n++; !yield(en) {
						return
					}
				}
			}
		}
		for _, en := range schedule(w).behind {
			en.stand(l.uploads.behind)
		}
		return n
	}
	for name, make := range map[string]func(n int) *loop{
		"one server is full": full,
		"all slots are taken": func(n int) *loop {
			l := full(n)
			l.limits.Uploads = 2
			return l
		},
		"most are held or wait for their next try": func(n int) *loop {
			l := full(n)
			for _, en := range l.entries {
				j := *en.job()
				j.Want, j.RetryAt = Want(j.Order%2), time.Now().Add(time.Hour)
				l.put(en, &j)
			}
			return l
		},
		"all have the address of one that runs": func(n int) *loop {
			l := full(n)
			for _, en := range l.entries {
				if en.worker == nil {
					j := *en.job()
					j.Target.URL = "http://x/1"
					l.put(en, &j)
				}
			}
			looks(l) // the first round finds that out
			return l
		},
	} {
		few, many := looks(make(100)), looks(make(10_000))
		if few != many || many > 3 {
			t.Errorf("%s: %d jobs of 100 are looked at, and %d of 10,000", name, few, many)
		}
	}
}

// TestNextOfAnAddress: of jobs for one address each gets its turn, in order, whatever becomes of the one before.
func TestNextOfAnAddress(t *testing.T) {
	l := loopOf()
	for i := range 4 {
		l.insert(&Job{ID: newID(), Order: int64(i), Target: Target{URL: "http://x/same"}})
	}
	next := func() *entry {
		t.Helper()
		p := schedule(l.scheduleInput())
		for _, en := range p.behind {
			en.stand(l.uploads.behind)
		}
		if len(p.start) != 1 {
			t.Fatalf("%d start", len(p.start))
		}
		return p.start[0]
	}
	none := func(when string) {
		t.Helper()
		p := schedule(l.scheduleInput())
		for _, en := range p.behind {
			en.stand(l.uploads.behind)
		}
		if len(p.start) != 0 {
			t.Fatalf("%s: one starts", when)
		}
	}
	become := func(en *entry, change func(*Job)) {
		j := *en.job()
		change(&j)
		l.put(en, &j)
	}
	vacate := func(en *entry) {
		w := en.worker
		delete(l.working, en.job().ID)
		en.worker = nil
		l.ended(w)
		l.settle(en)
	}
	first := next()
	l.occupy(first)
	none("while the first runs")
	vacate(first)
	become(first, func(j *Job) { j.RetryAt = time.Now().Add(time.Hour) })
	second := next()
	if second.job().Order != 1 {
		t.Errorf("after one that failed comes %d", second.job().Order)
	}
	become(second, func(j *Job) { j.Want = Hold })
	third := next()
	if third.job().Order != 2 {
		t.Errorf("after one that was paused comes %d", third.job().Order)
	}
	become(third, func(j *Job) { j.Want = Drop })
	none("while one is to be cancelled")
	l.put(third, nil)
	delete(l.entries, first.job().ID)
	if last := next(); last.job().Order != 3 {
		t.Errorf("after one that was cancelled comes %d", last.job().Order)
	}
}

// TestWorldOfTheLoop: what the process can open bounds the uploads that the user allows, and never raises them;
// of those that run, the weakest is the last.
func TestWorldOfTheLoop(t *testing.T) {
	l := loopOf()
	for i := range 20 {
		j := &Job{ID: newID(), Order: int64(i), Priority: Priority(i % 4), Target: Target{URL: fmt.Sprintf("http://h/%d", i)}}
		l.occupy(l.insert(j))
	}
	for room, want := range map[int]int{0: 5, 1: 1, 3: 3, 9: 5} {
		l.maxUploads, l.limits.Uploads = room, 5
		w := l.scheduleInput()
		if w.limits.Uploads != want {
			t.Errorf("room for %d: %d at once, want %d", room, w.limits.Uploads, want)
		}
		if len(w.busy) != 20 || !slices.IsSortedFunc(w.busy, func(a, b *entry) int { return QueueOrder(a.job(), b.job()) }) {
			t.Errorf("%d run, in no order", len(w.busy))
		}
	}
}

// TestRoomForAll: what the process can open bounds small files and those that close too, and so does what one server
// gets.
func TestRoomForAll(t *testing.T) {
	closing := strings.Repeat("c:2@x/c!c ", lanes.Most)
	for name, c := range map[string]struct {
		sketch
		room int
	}{
		"process": {sketch{queue: "a:2@x/1!rs b:2@y/2!r c:2@x/3!c d:2@x/4!s e:2@z/5 f:2@z/6!s", starts: "d"}, 4},
		"server":  {sketch{queue: closing + "a:2@x/1 b:2@x/2!s e:2@y/1", starts: "e"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			l, names := draw(c.sketch, time.Now())
			l.maxUploads = c.room
			var starts []string
			for _, en := range schedule(threeLanes(l)).start {
				starts = append(starts, names[en.job().ID])
			}
			if got := strings.Join(starts, " "); got != c.starts {
				t.Errorf("starts %q, want %q", got, c.starts)
			}
		})
	}
}
