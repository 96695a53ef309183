package transfer

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/source"
)

// TestFragmentLearns: what each experience leaves in the statistics, and nothing beside.
func TestFragmentLearns(t *testing.T) {
	const mib = 1 << 20
	known := ServerStats{Taken: 4 * mib, Rate: mib, Round: 10 * time.Millisecond, Resets: 1, Checks: true}
	with := func(change func(*fragmentSizer)) fragmentSizer {
		s := fragmentSizer{ServerStats: known, careful: true, tiny: true, probing: true}
		change(&s)
		return s
	}
	second := time.Second + known.Round // with a round trip
	for name, c := range map[string]struct {
		before, after func(*fragmentSizer)
		do            func(*fragmentSizer)
	}{
		"a shorter round trip": {nil, func(s *fragmentSizer) { s.Round = time.Millisecond }, func(s *fragmentSizer) { s.answered(time.Millisecond) }},
		"a longer one":         {nil, func(*fragmentSizer) {}, func(s *fragmentSizer) { s.answered(time.Second) }},
		"none":                 {nil, func(*fragmentSizer) {}, func(s *fragmentSizer) { s.answered(0) }},
		"the first": {func(s *fragmentSizer) { s.Round = 0 }, func(s *fragmentSizer) { s.Round = time.Second }, func(s *fragmentSizer) {
			s.answered(time.Second)
		}},
		"taken, no larger": {nil, func(s *fragmentSizer) { s.careful, s.tiny, s.Rate = false, false, 2.5*mib }, func(s *fragmentSizer) { s.acked(4*mib, second) }},
		"taken, larger": {nil, func(s *fragmentSizer) {
			s.careful, s.tiny, s.Taken, s.Resets, s.Rate = false, false, 5*mib, 0, 3*mib
		}, func(s *fragmentSizer) { s.acked(5*mib, second) }},
		"first taken": {func(s *fragmentSizer) { s.Rate = 0 }, func(s *fragmentSizer) { s.careful, s.tiny, s.Rate = false, false, 2*mib }, func(s *fragmentSizer) {
			s.acked(2*mib, second)
		}},
		"taken what was refused": {func(s *fragmentSizer) { s.Refused, s.Since = 4*mib, 9 }, func(s *fragmentSizer) {
			s.careful, s.tiny, s.Rate = false, false, 2.5*mib
		}, func(s *fragmentSizer) { s.acked(4*mib, second) }},
		"taken less than was refused": {func(s *fragmentSizer) { s.Refused, s.Since = 4*mib, 9 }, func(s *fragmentSizer) {
			s.careful, s.tiny, s.Refused, s.Since, s.Rate = false, false, 4*mib, 9, 1.5*mib
		}, func(s *fragmentSizer) { s.acked(2*mib, second) }},
		"whole again": {func(s *fragmentSizer) { s.maxWorth = mib }, func(s *fragmentSizer) { s.careful, s.tiny, s.maxWorth = false, false, 2*mib }, func(s *fragmentSizer) {
			s.acked(mib, second)
		}},
		"less than is worth": {func(s *fragmentSizer) { s.maxWorth = 2 * mib }, func(s *fragmentSizer) { s.careful, s.tiny, s.maxWorth = false, false, 2*mib }, func(s *fragmentSizer) {
			s.acked(mib, second)
		}},
		"partly":          {nil, func(s *fragmentSizer) { s.maxWorth = mib }, func(s *fragmentSizer) { s.partly(mib) }},
		"next to nothing": {nil, func(s *fragmentSizer) { s.maxWorth = bits.MinFragment }, func(s *fragmentSizer) { s.partly(1) }},
		"refused": {nil, func(s *fragmentSizer) { s.Refused, s.Since = 8*mib, 946684800 }, func(s *fragmentSizer) {
			s.refused(8 * mib)
		}},
		"refused what was taken": {nil, func(s *fragmentSizer) { s.Refused, s.Since, s.Taken = 4*mib, 946684800, 2*mib }, func(s *fragmentSizer) {
			s.refused(4 * mib)
		}},
		"refused more than before": {func(s *fragmentSizer) { s.Refused = 6 * mib }, func(s *fragmentSizer) { s.Refused, s.Since = 6*mib, 946684800 }, func(s *fragmentSizer) {
			s.refused(8 * mib)
		}},
		"the smallest refused":        {nil, func(*fragmentSizer) {}, func(s *fragmentSizer) { s.refused(bits.MinFragment) }},
		"broke under a size as taken": {nil, func(*fragmentSizer) {}, func(s *fragmentSizer) { s.broke(4 * mib) }},
		"broke a second time":         {nil, func(s *fragmentSizer) { s.Resets, s.Refused, s.Since = 0, 8*mib, 946684800 }, func(s *fragmentSizer) { s.broke(8 * mib) }},
		"broke a first time": {func(s *fragmentSizer) { s.Resets, s.careful = 0, false }, func(s *fragmentSizer) { s.careful = true }, func(s *fragmentSizer) {
			s.broke(8 * mib)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // whose clock begins with the year 2000
				before := func(s *fragmentSizer) {
					if c.before != nil {
						c.before(s)
					}
				}
				got, want := with(before), with(before)
				c.do(&got)
				if name == "broke a first time" {
					want.Resets = 1
				}
				if name == "taken what was refused" {
					want.Refused, want.Since = 0, 0
				}
				c.after(&want)
				if got != want {
					t.Errorf("%+v\nwant %+v", got, want)
				}
			})
		})
	}
}

// TestHeadwayOfAnOffset: what counts, and what is only the same again.
func TestHeadwayOfAnOffset(t *testing.T) {
	for name, c := range map[string]struct {
		before         Headway
		received, cost int64
		after          Headway
		counts         bool
	}{
		"new bytes":          {Headway{100, 5, 2, true, true}, 150, 50, Headway{150, 5, 0, false, false}, true},
		"half of them":       {Headway{100, 5, 2, true, true}, 150, 100, Headway{150, 55, 0, false, false}, true},
		"no more":            {Headway{100, 5, 2, true, true}, 100, 50, Headway{100, 55, 2, true, true}, false},
		"less":               {Headway{100, 5, 2, true, true}, 50, 50, Headway{100, 55, 2, true, true}, false},
		"more than was sent": {Headway{100, 5, 2, true, true}, 400, 50, Headway{400, 5, 0, false, false}, true},
		"overdrawn, half":    {Headway{0, maxResent + 50, 2, true, true}, 50, 100, Headway{50, maxResent + 100, 0, false, false}, true},
		"overdrawn, less":    {Headway{0, maxResent + 50, 2, true, true}, 49, 100, Headway{49, maxResent + 101, 2, true, true}, false},
		"not yet overdrawn":  {Headway{0, maxResent - 51, 2, true, true}, 10, 71, Headway{10, maxResent + 10, 0, false, false}, true},
	} {
		h := c.before
		if counts := h.take(c.received, c.cost); counts != c.counts || h != c.after {
			t.Errorf("%s: %+v, counts %t; want %+v, %t", name, h, counts, c.after, c.counts)
		}
	}
	for acked, want := range map[int64]int{-1: 3, 0: 3, 1<<20 - 1: 3, 1 << 20: 4, 1<<21 - 1: 4, 1 << 21: 5, 40 << 30: 19} {
		if got := patienceWith(acked); got != want {
			t.Errorf("%d tries with %d bytes, want %d", got, acked, want)
		}
	}
}

// TestTimesOfALoadedJob: none is in the future, whatever the clock was when they were written, and the rest of the
// job is as it was.
func TestTimesOfALoadedJob(t *testing.T) {
	for _, shift := range []time.Duration{-time.Minute, time.Second, 50 * 24 * time.Hour} {
		j := inTheMidst()
		j.Refusal, j.Dropped, j.Ended = &Fault{Kind: KindNoCancel}, eventNow, eventNow
		times := []*time.Time{&j.Opened, &j.Heard, &j.Since, &j.Patience.Last, &j.Added, &j.Started, &j.Dropped, &j.Ended, &j.Fault.At, &j.Refusal.At}
		for _, at := range times {
			*at = eventNow.Add(shift)
		}
		kept, refused := j.Fault, j.Refusal
		j.RetryAt = eventNow.Add(shift)
		want := j
		fault, refusal := *j.Fault, *j.Refusal
		want.Fault, want.Refusal = &fault, &refusal
		j.correct(eventNow)
		if shift > 0 {
			for _, at := range []*time.Time{&want.Opened, &want.Heard, &want.Since, &want.Patience.Last, &want.Added, &want.Started, &want.Dropped, &want.Ended, &want.Fault.At, &want.Refusal.At} {
				*at = eventNow
			}
			want.RetryAt = eventNow.Add(min(shift, maxWait+maxWait/anyJitter)) // a try may be ahead, within bounds
		}
		differences(t, j, want)
		if shift > 0 && (kept.At.Equal(eventNow) || refused.At.Equal(eventNow)) {
			t.Error("a fault that others may read is changed in place")
		}
	}
	for name, c := range map[string]struct {
		change func(*Job)
		after  func(*Job)
	}{
		"older files know no furthest":  {func(j *Job) { j.Headway.Furthest = 0 }, func(j *Job) { j.Headway.Furthest = 400 }},
		"it may be more than is acked":  {func(j *Job) { j.Headway.Furthest = 900 }, func(*Job) {}},
		"a wait below zero":             {func(j *Job) { j.Patience.Wait, j.Patience.Rested = -1, -1 }, func(j *Job) { j.Patience.Wait, j.Patience.Rested = 0, 0 }},
		"a wait without end":            {func(j *Job) { j.Patience.Wait = 1 << 60 }, func(j *Job) { j.Patience.Wait = maxRetryAfter }},
		"a wait that the server wanted": {func(j *Job) { j.Patience.Wait, j.RetryAt = 20*time.Hour, eventNow.Add(20*time.Hour) }, func(*Job) {}},
		"a cancel may wait longer":      {func(j *Job) { j.Want, j.RetryAt = Drop, eventNow.Add(maxCancelDelay) }, func(*Job) {}},
	} {
		j := inTheMidst()
		c.change(&j)
		want := j
		c.after(&want)
		j.correct(eventNow)
		t.Run(name, func(t *testing.T) { differences(t, j, want) })
	}
}

// TestWitnessOfManyTries: it covers the furthest byte that was sent, and says so if one try sent other bytes than an
// earlier one. However the bytes are cut, and however far each try gets.
func TestWitnessOfManyTries(t *testing.T) {
	sumOf := func(from source.Checksum, data []byte) source.Checksum {
		h, err := from.Resume()
		if err != nil {
			t.Fatal(err)
		}
		_, _ = h.Write(data)
		from.Size += int64(len(data))
		sum, err := from.Store(h)
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 3))
		data := make([]byte, 40)
		for i := range data {
			data[i] = byte(r.IntN(256))
		}
		base := sumOf(source.NewChecksum(), data[:r.IntN(10)])
		w := &witness{sums: sums{base: base}}
		furthest, mixed := int(base.Size), false
		for range 1 + r.IntN(4) {
			to := int(base.Size) + r.IntN(len(data)-int(base.Size))
			sent := bytes.Clone(data[base.Size:to])
			if furthest > int(base.Size) && len(sent) > 0 && r.IntN(3) == 0 {
				at := r.IntN(len(sent))
				sent[at]++
				mixed = mixed || int(base.Size)+len(sent) >= furthest && at < furthest-int(base.Size)
				if int(base.Size)+len(sent) < furthest {
					sent[at]-- // not seen: it ends before the others did
				}
				data = append(data[:base.Size], append(bytes.Clone(sent), data[to:]...)...)
			}
			x, left := w.begin(), sent
			for len(left) > 0 {
				n := 1 + r.IntN(len(left))
				if k, err := x.Write(left[:n]); k != n || err != nil {
					t.Fatalf("wrote %d of %d, %v", k, n, err)
				}
				left = left[n:]
			}
			last := sumOf(base, sent)
			furthest = max(furthest, to)
			got, of := w.done()
			if n, err := x.Write([]byte("late")); n != 4 || err != nil {
				t.Fatal("a late write fails")
			}
			if of != last {
				t.Fatalf("seed %d: the try saw %+v, want %+v", seed, of, last)
			}
			if int(got.Size) != furthest && furthest > int(base.Size) || got.Mixed() != mixed {
				t.Fatalf("seed %d: %+v, want %d bytes, mixed %t", seed, got, furthest, mixed)
			}
			if want := sumOf(base, data[base.Size:furthest]); !mixed && furthest > int(base.Size) && got != want {
				t.Fatalf("seed %d: %+v, want %+v", seed, got, want)
			}
		}
	}
}

// TestEndsOfACopy: what an older queue takes from its copy: cancels and ends of its own jobs, no job that it has not.
func TestEndsOfACopy(t *testing.T) {
	job := func(n byte, want Want, o Outcome) *Job { return &Job{ID: uuid.UUID{n}, Want: want, Outcome: o} }
	c := &contents{jobs: []*Job{job(1, Run, ""), job(2, Run, ""), job(3, Drop, ""), job(4, Hold, ""), job(5, Run, "")}}
	taken := c.takeEnds(&contents{
		jobs:    []*Job{job(1, Run, ""), job(2, Drop, ""), job(3, Drop, ""), job(4, Run, ""), job(6, Drop, "")},
		history: []*Job{job(5, Run, Delivered), job(7, Drop, Confirmed)},
	})
	ids := func(m map[uuid.UUID]*Job) string {
		var list []string
		for id := range m {
			list = append(list, fmt.Sprint(id[0]))
		}
		slices.Sort(list)
		return strings.Join(list, " ")
	}
	if put, ended := ids(taken.put), ids(taken.ended); put != "2" || ended != "5" {
		t.Errorf("cancelled %q, ended %q", put, ended)
	}
	wants := map[byte]Want{}
	for _, j := range c.jobs {
		wants[j.ID[0]] = j.Want
	}
	if len(c.jobs) != 4 || wants[1] != Run || wants[2] != Drop || wants[3] != Drop || wants[4] != Hold {
		t.Errorf("the queue is %v", wants)
	}
	if len(c.history) != 1 || c.history[0].Outcome != Delivered {
		t.Errorf("the history has %d", len(c.history))
	}
}

// TestPinsReplaced: a newer certificate replaces that of the same host and port, itself not.
func TestPinsReplaced(t *testing.T) {
	newer := Pin{Host: "H", Port: "443", Fingerprint: "new"}
	for _, c := range []struct {
		old  Pin
		want bool
	}{
		{Pin{Host: "h", Port: "443", Fingerprint: "old"}, true},
		{Pin{Host: "h", Fingerprint: "old"}, true},
		{Pin{Host: "h", Port: "444", Fingerprint: "old"}, false},
		{Pin{Host: "g", Port: "443", Fingerprint: "old"}, false},
		{Pin{Host: "h", Port: "443", Fingerprint: "new"}, false},
	} {
		if got := ReplacedBy(newer, []Pin{c.old}); (len(got) == 1) != c.want {
			t.Errorf("%+v is replaced: %v", c.old, got)
		}
	}
}

// TestNameIsSuspected only of names that servers often refuse, by the packets that name the file first.
func TestNameIsSuspected(t *testing.T) {
	for _, c := range []struct {
		kind   Kind
		status int
		packet bits.PacketType
		name   string
		want   bool
	}{
		{KindRefused, 400, bits.CreateSession, "a+b", true},
		{KindNotBITS, 400, bits.Ping, "a%b", true},
		{KindRefused, 400, bits.Fragment, "a+b", false},
		{KindRefused, 400, bits.CreateSession, "ab.bin", false},
		{KindNotFound, 404, bits.CreateSession, "a+b", true},
		{KindNotFound, 404, bits.Ping, "a+b", true},
		{KindNotFound, 404, bits.CreateSession, "a:b", false},
		{KindRefused, 404, bits.CreateSession, "a+b", false},
		{KindBusy, 400, bits.CreateSession, "a+b", false},
		{KindRefused, 500, bits.CreateSession, "a+b", false},
	} {
		if got := nameSuspected(&Fault{Kind: c.kind, HTTP: c.status}, c.packet, c.name); got != c.want {
			t.Errorf("%+v: %t", c, got)
		}
	}
}

// TestServersOnThisComputer need no network.
func TestServersOnThisComputer(t *testing.T) {
	for server, want := range map[string]bool{
		"http://localhost": true, "http://localhost:8080": true, "https://127.0.0.1": true, "http://127.9.9.9:1": true, "http://[::1]:80": true,
		"http://[::ffff:127.0.0.1]": true, "http://files.test": false, "http://10.0.0.1": false, "http://localhost.test": false, "%": false, "": false,
	} {
		if got := OnThisComputer(server); got != want {
			t.Errorf("%q: %t", server, got)
		}
	}
	if origin, err := SignInOrigin("ftp://h/"); origin != "" || err == nil {
		t.Errorf("%q, %v", origin, err)
	}
}

// TestLimitOfTries: when a failure is the last, and how long the wait is else.
func TestLimitOfTries(t *testing.T) {
	for name, c := range map[string]struct {
		own, all time.Duration // limits of the job and of the engine
		since    time.Duration // ago; 0: it is the first failure
		paused   time.Duration // of that time nothing was tried
		wait     time.Duration
		want     time.Duration
		final    bool
		given    time.Duration
	}{
		"time is left":        {0, time.Hour, time.Minute, 0, time.Minute, time.Minute, false, 0},
		"less than the wait":  {0, time.Hour, 50 * time.Minute, 0, 20 * time.Minute, 10 * time.Minute, false, 0},
		"none is left":        {0, time.Hour, time.Hour, 0, time.Minute, 0, true, time.Hour},
		"the job's own limit": {2 * time.Hour, time.Hour, time.Hour, 0, time.Minute, time.Minute, false, 0},
		"the first is final":  {-1, time.Hour, 0, 0, time.Minute, 0, true, 0},
		"everybody's first":   {0, -1, 0, 0, time.Minute, 0, true, 0},
		"a pause counts not":  {0, time.Hour, time.Hour, 30 * time.Minute, time.Minute, time.Minute, false, 0},
		"first after a pause": {0, time.Hour, 5 * time.Hour, 4*time.Hour - time.Second, time.Minute, time.Minute, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				now := time.Now()
				w := &worker{engine: &Engine{options: Options{NoProgress: c.all}}, tried: attempt{begun: now}}
				w.job.Target.NoProgress = c.own
				if c.since > 0 {
					w.job.Since = now.Add(-c.since)
					w.job.Patience = Patience{Last: now.Add(-c.paused)}
				}
				f := Fault{Kind: KindBusy}
				if got := w.limitTries(&f, c.wait); got != c.want || f.Final != c.final || f.GivenUp != c.given || f.Kind != KindBusy {
					t.Errorf("wait %v, %+v; want %v", got, f, c.want)
				}
				final := Fault{Kind: KindDenied, Final: true}
				if got := w.limitTries(&final, c.wait); got != c.wait || final.GivenUp != 0 {
					t.Errorf("of a final one: %v, %+v", got, final)
				}
			})
		})
	}
}

// TestWhatARefusalLeaves: which refusals of a fragment leave no byte of it on the server, and which may mean a lost
// session or too large a fragment.
func TestWhatARefusalLeaves(t *testing.T) {
	w := &worker{}
	w.sizer.Taken = 1000
	for _, c := range []struct {
		err               error
		whole, size, lost bool
	}{
		{&bits.Error{Status: 413}, true, false, true},
		{&bits.Error{Status: 413, Resent: true}, false, false, true},
		{&bits.Error{Status: 404, NotAck: true}, true, true, true},
		{&bits.Error{Status: 400, NotAck: true}, true, true, true},
		{&bits.Error{Status: 408}, false, false, true},
		{&bits.Error{Status: 501}, true, false, false},
		{&bits.Error{Status: 400, Code: bits.CodeAccessDenied}, true, false, false},
		{&bits.Error{Status: 404}, true, false, true},
		{&bits.Error{Status: 401}, true, false, false},
		{&bits.Error{Status: 403}, true, false, false},
		{&bits.Error{Status: 500}, false, false, false},
		{&bits.Error{Status: 200}, false, false, false},
		{fmt.Errorf("send: %w", bits.ErrUnsent), true, false, false},
		{errors.New("lost"), false, false, false},
	} {
		e, ok := asAnswer(c.err)
		whole := refusedWhole(c.err)
		size, lost := ok && w.refusedForSize(e, 1001), ok && likelyLost(e)
		if whole != c.whole || size != c.size || lost != c.lost {
			t.Errorf("%v: whole %t, for its size %t, lost %t; want %t, %t, %t", c.err, whole, size, lost, c.whole, c.size, c.lost)
		}
		if ok && w.refusedForSize(e, 1000) {
			t.Errorf("%v for a size that was taken", c.err)
		}
	}
	w.sizer.Taken = 0
	if w.refusedForSize(&bits.Error{Status: http.StatusNotFound, NotAck: true}, 1001) {
		t.Error("for its size, where nothing was taken yet")
	}
}

// TestWhatMayHaveArrived: only where a session was lost after the file's end had left, and the new one is refused as
// if the file were there.
func TestWhatMayHaveArrived(t *testing.T) {
	for name, c := range map[string]struct {
		change func(j *Job)
		want   bool
	}{
		"refused as there":     {func(*Job) {}, true},
		"refused as forbidden": {func(j *Job) { j.Fault.Kind = KindDenied }, true},
		"it was acknowledged":  {func(j *Job) { j.Earlier = LastAcked }, true},
		"its end had not left": {func(j *Job) { j.Earlier, j.LastFragment = LastUnsent, LastLeft }, false},
		"another refusal":      {func(j *Job) { j.Fault.Kind = KindNotFound }, false},
		"of another packet":    {func(j *Job) { j.Fault.Packet = string(bits.Fragment) }, false},
		"it is tried again":    {func(j *Job) { j.Fault.Final = false }, false},
		"a session is open":    {func(j *Job) { j.Session.ID = "s" }, false},
		"it is over":           {func(j *Job) { j.Outcome = NotTold }, false},
		"nothing is wrong":     {func(j *Job) { j.Fault = nil }, false},
	} {
		j := Job{Earlier: LastLeft, Fault: &Fault{Kind: KindExists, Packet: string(bits.CreateSession), Final: true}}
		if c.change(&j); j.MayHaveArrived() != c.want {
			t.Errorf("%s: %t", name, !c.want)
		}
	}
}

// TestReplyThatIsMissing: why, and of which packet; none if none was wanted, or it was fetched or never named.
func TestReplyThatIsMissing(t *testing.T) {
	for name, c := range map[string]struct {
		wanted string
		named  *NamedReply
		kind   Kind
		packet bits.PacketType
	}{
		"none was wanted": {"", &NamedReply{}, "", ""}, "not known": {"/r", nil, "", ""}, "fetched": {"/r", &NamedReply{URL: "u"}, "", ""},
		"none was named": {"/r", &NamedReply{}, KindNoReply, bits.Fragment}, "in clear": {"/r", &NamedReply{Flaw: bits.ReplyClear, Given: "g"}, KindReplyClear, bits.Fragment},
		"no address": {"/r", &NamedReply{Flaw: bits.ReplyUnusable, Given: "g"}, KindReplyURL, bits.Fragment}, "endless": {"/r", &NamedReply{Flaw: replyEndless}, KindReplyEndless, bits.GetReply},
	} {
		j := Job{Target: Target{Reply: c.wanted}, Named: c.named}
		f := j.missingReply(eventNow)
		if (f == nil) != (c.kind == "") || f != nil && *f != (Fault{Kind: c.kind, Context: bits.ContextRemoteFile, Packet: string(c.packet), Detail: c.named.Given, At: eventNow, Final: true}) {
			t.Errorf("%s: %+v", name, f)
		}
		if next := j.replyNext(); next != (c.wanted != "" && (c.named == nil || c.named.URL != "")) {
			t.Errorf("%s: to be fetched %t", name, next)
		}
	}
	for r, want := range map[bits.Receipt]*NamedReply{
		{}: {}, {Rewound: true}: nil, {Rewound: true, ReplyURL: "u"}: {URL: "u"}, {ReplyURL: "u"}: {URL: "u"},
		{ReplyFlaw: bits.ReplyClear, ReplyGiven: "g"}: {Flaw: bits.ReplyClear, Given: "g"},
	} {
		if got := namedIn(r); (got == nil) != (want == nil) || got != nil && *got != *want {
			t.Errorf("%+v names %+v", r, got)
		}
	}
}

// TestRestBetweenTries: the time without tries, beyond the planned wait, and with what the computer slept.
func TestRestBetweenTries(t *testing.T) {
	p := Patience{Last: eventAdded, Wait: time.Minute}
	for _, c := range []struct {
		p       Patience
		attempt attempt
		want    time.Duration
	}{
		{p, attempt{begun: eventAdded.Add(time.Hour)}, 59 * time.Minute},
		{p, attempt{begun: eventAdded.Add(time.Second)}, 0},
		{p, attempt{begun: eventAdded.Add(time.Hour), slept: time.Minute}, time.Hour},
		{p, attempt{}, 0},
		{Patience{}, attempt{begun: eventAdded, slept: 5}, 5},
	} {
		if got := c.p.restBy(c.attempt); got != c.want {
			t.Errorf("%+v, %+v: %v, want %v", c.p, c.attempt, got, c.want)
		}
	}
	j := Job{Since: eventAdded, Patience: Patience{Last: eventAdded.Add(time.Hour), Rested: 10 * time.Minute}}
	for _, c := range []struct {
		begun, now time.Duration
		spent      time.Duration
		fresh      bool
	}{
		{time.Hour, 2 * time.Hour, 110 * time.Minute, false},
		{2*time.Hour - time.Second, 2 * time.Hour, 50*time.Minute + time.Second, false},
		{2 * time.Hour, 2 * time.Hour, 50 * time.Minute, true},
		{time.Hour, time.Minute, 0, false},
	} {
		if spent, fresh := j.triedInVain(attempt{begun: eventAdded.Add(c.begun)}, eventAdded.Add(c.now)); spent != c.spent || fresh != c.fresh {
			t.Errorf("%+v: %v, %t", c, spent, fresh)
		}
	}
	if spent, fresh := (&Job{}).triedInVain(attempt{begun: eventAdded, slept: time.Hour}, eventNow); spent != 0 || fresh {
		t.Errorf("before any failure: %v, %t", spent, fresh)
	}
}

// TestSumsOfAJob: older programs stored one checksum, of what was sent or about to be. It is no base then.
func TestSumsOfAJob(t *testing.T) {
	sum := func(n int64) source.Checksum { return source.Checksum{Algorithm: "x", Size: n, State: "s"} }
	for _, c := range []struct {
		acked int64
		have  sums
		want  sums
	}{
		{400, sums{sum(400), sum(600)}, sums{sum(400), sum(600)}},
		{400, sums{sum(300), source.Checksum{}}, sums{sum(300), source.Checksum{}}},
		{400, sums{sum(500), source.Checksum{}}, sums{source.Checksum{Algorithm: "x"}, sum(500)}},
		{400, sums{sum(500), sum(600)}, sums{source.Checksum{Algorithm: "x"}, sum(600)}},
		{400, sums{sum(500), sum(600).AsMixed()}, sums{source.Checksum{Algorithm: "x"}, sum(600).AsMixed()}},
		{400, sums{sum(600), sum(500).AsMixed()}, sums{source.Checksum{Algorithm: "x"}, sum(500).AsMixed()}},
	} {
		j := Job{Acked: c.acked, Reach: 9999, Checksum: c.have.base, Left: c.have.left}
		if got := j.sums(); got != c.want {
			t.Errorf("%+v: %+v, want %+v", c.have, got, c.want)
		}
	}
}
