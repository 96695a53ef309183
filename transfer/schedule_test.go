package transfer

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/lanes"
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
			w, names := draw(c, now)
			p := schedule(w)
			var starts, yields []string
			for _, j := range p.start {
				starts = append(starts, names[j.ID])
			}
			for _, id := range p.preempt {
				yields = append(yields, names[id])
			}
			if got := strings.Join(starts, " "); got != c.starts {
				t.Errorf("starts %q, want %q", got, c.starts)
			}
			if got := strings.Join(yields, " "); got != c.yields {
				t.Errorf("yields %q, want %q", got, c.yields)
			}
			if c.wait == 0 != p.next.IsZero() || c.wait > 0 && !p.next.Equal(now.Add(c.wait)) {
				t.Errorf("looks again at %v", p.next)
			}
		})
	}
}

func draw(c sketch, now time.Time) (scheduleInput, map[uuid.UUID]string) {
	w := scheduleInput{running: map[uuid.UUID]bool{}, blocked: map[string]bool{}, limits: c.limits.withDefaults(), now: now}
	w.lanes = func(string) int { return 3 }
	names := map[uuid.UUID]string{}
	var jobs []*Job
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
			w.blocked[j.Target.URL] = true
		case "f":
			j.Fault = &Fault{Final: true}
		case "w":
			j.Fault, j.RetryAt = &Fault{}, now.Add(time.Minute)
		case "p":
			j.Fault, j.RetryAt = &Fault{}, now.Add(-time.Second)
		case "r", "c":
			j.Closing = marks == "c"
			w.busy, w.running[j.ID], w.blocked[j.Target.URL] = append(w.busy, j), true, true
		}
		jobs = append(jobs, j)
	}
	slices.SortFunc(jobs, QueueOrder)
	slices.SortFunc(w.busy, QueueOrder)
	w.queue = slices.Values(jobs)
	return w, names
}

// BenchmarkSchedule is a round of the loop with 10,000 jobs for one server that is full.
func BenchmarkSchedule(b *testing.B) {
	w, _ := draw(sketch{queue: "a:2@x/1!r b:2@x/2!r"}, time.Now())
	jobs := slices.Clone(w.busy)
	for i := range 10_000 {
		jobs = append(jobs, &Job{
			ID: newID(), Order: int64(i + 2), Priority: Normal, Target: Target{URL: fmt.Sprintf("http://x/folder/file-%d", i)},
		})
	}
	w.queue = slices.Values(jobs)
	for b.Loop() {
		if p := schedule(w); len(p.start) != 0 {
			b.Fatal("a job started on a full server")
		}
	}
}

// TestWorldOfTheLoop: what the process can open bounds the uploads that the user allows, and never raises them;
// of those that run, the weakest is the last.
func TestWorldOfTheLoop(t *testing.T) {
	var l loop
	l.load(contents{}, Limits{}.withDefaults())
	for i := range 20 {
		j := &Job{ID: newID(), Order: int64(i), Priority: Priority(i % 4), Target: Target{URL: fmt.Sprintf("http://h/%d", i)}}
		l.entries[j.ID], l.working[j.ID] = &entry{job: j}, &worker{job: *j}
	}
	for room, want := range map[int]int{0: 5, 3: 3, 9: 5} {
		l.maxUploads, l.limits.Uploads = room, 5
		w := l.scheduleInput(time.Now())
		if w.limits.Uploads != want {
			t.Errorf("room for %d: %d at once, want %d", room, w.limits.Uploads, want)
		}
		if len(w.busy) != 20 || !slices.IsSortedFunc(w.busy, QueueOrder) {
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
			w, names := draw(c.sketch, time.Now())
			w.room = c.room
			var starts []string
			for _, j := range schedule(w).start {
				starts = append(starts, names[j.ID])
			}
			if got := strings.Join(starts, " "); got != c.starts {
				t.Errorf("starts %q, want %q", got, c.starts)
			}
		})
	}
}
