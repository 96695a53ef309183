package transfer

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

const plenty = int64(1) << 40

// opening replaces the first fragment to an unknown server, and returns that of the program.
func opening(t *testing.T) int64 {
	t.Helper()
	tests := openingFragment
	t.Cleanup(func() { openingFragment = tests })
	openingFragment = rungs[0]
	return openingFragment
}

func TestFragmentSize(t *testing.T) {
	openingFragment := opening(t)
	const mib = 1 << 20
	ms := time.Millisecond
	for name, c := range map[string]struct {
		sizer fragmentSizer
		left  int64
		want  int64
	}{
		"nothing known":                       {fragmentSizer{}, plenty, openingFragment},
		"nothing known but the limit":         {fragmentSizer{limit: 100 << 10}, plenty, 3000 << 10},
		"little left":                         {fragmentSizer{}, 17, 17},
		"nothing left":                        {fragmentSizer{}, 0, 0},
		"100 round trips":                     {fragmentSizer{ServerStats: ServerStats{Rate: 100 * mib, Round: 10 * ms}}, plenty, 100 * mib},
		"our own part of the pause":           {fragmentSizer{ServerStats: ServerStats{Rate: 100 * mib, Round: 10 * ms}, gap: 5 * ms}, plenty, 150 * mib},
		"28 MiB on a fast line":               {fragmentSizer{ServerStats: ServerStats{Rate: mib, Round: ms}}, plenty, 28 * mib},
		"1 GiB at most":                       {fragmentSizer{ServerStats: ServerStats{Rate: 1e6 * mib, Round: 50 * ms}}, plenty, maxFragment},
		"30 s at most":                        {fragmentSizer{ServerStats: ServerStats{Rate: 10 << 10, Round: 10 * ms}}, plenty, 300 << 10},
		"30 s of a far line":                  {fragmentSizer{ServerStats: ServerStats{Rate: 4 * mib, Round: 600 * ms}}, plenty, 120 * mib},
		"5 KiB on the slowest line":           {fragmentSizer{ServerStats: ServerStats{Rate: 1}}, plenty, bits.MinFragment},
		"careful after a break":               {fragmentSizer{ServerStats: ServerStats{Rate: 100 * mib, Round: 100 * ms}, careful: true}, plenty, firstFragment},
		"half of what was refused":            {fragmentSizer{ServerStats: ServerStats{Refused: mib}}, plenty, mib / 2},
		"what was taken of a large":           {fragmentSizer{ServerStats: ServerStats{Rate: 1e9, Round: time.Second, Refused: 200 * mib, Taken: 120 * mib}}, plenty, 120 * mib},
		"what IIS takes":                      {fragmentSizer{ServerStats: ServerStats{Rate: 1e9, Round: time.Second, Refused: 200 * mib}}, plenty, 28 * mib},
		"no more before anything is measured": {fragmentSizer{ServerStats: ServerStats{Round: time.Second}, limit: 100 * mib}, plenty, openingFragment},
		"what Windows sends":                  {fragmentSizer{ServerStats: ServerStats{Refused: openingFragment}}, plenty, 13 * mib},
		"a usual limit":                       {fragmentSizer{ServerStats: ServerStats{Refused: 13 * mib}}, plenty, 4 * mib},
		"the smallest rung":                   {fragmentSizer{ServerStats: ServerStats{Refused: 3 * mib}}, plenty, mib},
		"what was taken, if that fit":         {fragmentSizer{ServerStats: ServerStats{Refused: mib, Taken: mib - 1}}, plenty, mib - 1},
		"more was taken than a rung":          {fragmentSizer{ServerStats: ServerStats{Refused: 12 * mib, Taken: 5 * mib}}, plenty, 5 * mib},
		"never below 5 KiB":                   {fragmentSizer{ServerStats: ServerStats{Refused: 6 << 10}}, plenty, bits.MinFragment},
		"a small file under a limit":          {fragmentSizer{ServerStats: ServerStats{Refused: mib}}, 100, 100},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.sizer.next(c.left); got != c.want {
				t.Errorf("next fragment %d, want %d", got, c.want)
			}
		})
	}
}

func TestFragmentShrinksToTheSmallest(t *testing.T) {
	s, tries := fragmentSizer{}, 0
	n := s.next(plenty)
	for s.refused(n) {
		smaller := s.next(plenty)
		if smaller >= n {
			t.Fatalf("%d after %d was refused", smaller, n)
		}
		n = smaller
		if tries++; tries > 20 {
			t.Fatal("it never ends")
		}
	}
	if n != bits.MinFragment {
		t.Errorf("the last size tried was %d", n)
	}
}

func TestFragmentTwoResetsAreARefusal(t *testing.T) {
	s := fragmentSizer{ServerStats: ServerStats{Taken: 1 << 20, Rate: 1e9, Round: 100 * time.Millisecond}}
	n := s.next(plenty)
	for i := range 2 {
		if s.Refused != 0 {
			t.Fatalf("taken for a refusal after %d resets", i)
		}
		s.broke(n)
		// The next conversation knows only what was learned, and begins with a careful fragment.
		s = fragmentSizer{ServerStats: s.ServerStats, careful: true}
		if first := s.next(plenty); first > firstFragment {
			t.Fatalf("%d bytes after a break", first)
		}
		s.acked(firstFragment, time.Millisecond)
	}
	if s.Refused != n || s.next(plenty) >= n {
		t.Errorf("after two resets at %d: refused %d, next %d", n, s.Refused, s.next(plenty))
	}
}

func TestFragmentResetsOfProvenSizesAreNoRefusal(t *testing.T) {
	s := fragmentSizer{ServerStats: ServerStats{Taken: 32 << 20, Rate: 1e9, Round: time.Second}}
	for range 5 {
		s.broke(32 << 20)
		s.broke(firstFragment)
	}
	if s.Refused != 0 {
		t.Errorf("a size that was taken before counts as refused: %d", s.Refused)
	}
}

func TestFragmentAsksOnlyAboveWhatIsProven(t *testing.T) {
	for _, c := range []struct {
		taken, n int64
		want     bool
	}{
		{0, 28 << 20, true},
		{0, 1 << 20, false},
		{1 << 20, 1 << 20, false},
		{1 << 20, 1<<20 + 1, true},
		{4 << 20, 4 << 20, false},
		{100, 1 << 20, false},
		{13 << 20, 28 << 20, true},
		{28 << 20, 200 << 20, false}, // it would cost a round trip for each step of growth
	} {
		s := fragmentSizer{ServerStats: ServerStats{Taken: c.taken}}
		if got := s.ask(c.n); got != c.want {
			t.Errorf("taken %d, next %d: ask is %t", c.taken, c.n, got)
		}
	}
}

// TestFragmentAsksWhereALimitHasShown: a server that took the first rung is asked about larger sizes only after it
// refused one or broke under it, also when the refusal is old.
func TestFragmentAsksWhereALimitHasShown(t *testing.T) {
	const taken, next = 64 << 20, 80 << 20
	for name, show := range map[string]func(*fragmentSizer){
		"refused": func(s *fragmentSizer) { s.refused(100 << 20) },
		"broke":   func(s *fragmentSizer) { s.broke(100 << 20) },
		"refused long ago": func(s *fragmentSizer) {
			s.refused(100 << 20)
			s.forgive(time.Now().Add(refusedFor + time.Minute))
		},
	} {
		s := fragmentSizer{ServerStats: ServerStats{Taken: taken}}
		if s.ask(next) {
			t.Errorf("asked before anything was %s", name)
		}
		if show(&s); !s.ask(next) {
			t.Errorf("not asked after one was %s", name)
		}
	}
}

// TestFragmentProperties plays random conversations with servers of random limits.
func TestFragmentProperties(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		s, limit := fragmentSizer{careful: true}, bits.MinFragment+r.Int64N(100<<20)
		for left := r.Int64N(1<<34) + 1; left > 0; {
			n := s.next(left)
			switch {
			case n < 1 || n > left || n > maxFragment:
				t.Fatalf("seed %d: fragment of %d with %d left", seed, n, left)
			case s.Refused > 0 && n >= s.Refused && n > bits.MinFragment:
				t.Fatalf("seed %d: %d, although %d was refused", seed, n, s.Refused)
			case n > limit:
				if !s.refused(n) {
					t.Fatalf("seed %d: gave up at %d, the limit is %d", seed, n, limit)
				}
				continue
			}
			switch r.IntN(20) {
			case 0:
				s.broke(n)
			case 1:
				s.answered(time.Duration(r.Int64N(int64(time.Second))))
			default:
				s.acked(n, time.Duration(1+r.Int64N(int64(10*time.Second))))
				left -= n
			}
			if r.IntN(50) == 0 {
				break // enough of this file
			}
		}
	}
}

// TestFragmentAfterSmallFiles: a few bytes take a round trip. Taken for the connection's rate, that would make later
// fragments tiny.
func TestFragmentAfterSmallFiles(t *testing.T) {
	openingFragment := opening(t)
	var s fragmentSizer
	s.answered(time.Millisecond)
	s.acked(6, 4*time.Millisecond)
	if got := s.next(1 << 30); got != openingFragment {
		t.Errorf("after a file of 6 bytes the next fragment is %d", got)
	}
	s = fragmentSizer{ServerStats: ServerStats{Taken: 48 << 10, Rate: 1600, Round: time.Millisecond}}
	for range 12 { // a rate that was taken for much too low is corrected
		s.acked(s.next(1<<30), 5*time.Millisecond)
	}
	if got := s.next(1 << 30); got < openingFragment/2 {
		t.Errorf("a rate learned too low keeps fragments at %d", got)
	}
	s = fragmentSizer{}
	s.acked(32<<10, 16*time.Second) // a line of 2 KiB a second is believed
	if got := s.next(1 << 30); got > 64<<10 {
		t.Errorf("on a slow line the next fragment is %d", got)
	}
}

// TestFragmentRefusedLongAgo: limits are raised, so after a day a larger size is announced again, without sending its
// bytes in vain.
func TestFragmentRefusedLongAgo(t *testing.T) {
	s := fragmentSizer{ServerStats: ServerStats{Taken: 1 << 20, Rate: 100 << 20, Round: 10 * time.Millisecond}}
	wanted := s.next(1 << 30)
	s.refused(wanted)
	now := time.Now()
	if s.forgive(now.Add(refusedFor - time.Minute)); s.next(1<<30) >= wanted {
		t.Errorf("%d again within the day", s.next(1<<30))
	}
	s.forgive(now.Add(refusedFor + time.Minute))
	if n := s.next(1 << 30); n != wanted || !s.ask(n) {
		t.Errorf("after a day %d, asked first: %v; want %d", n, s.ask(n), wanted)
	}
	s.refused(wanted)
	if s.forgive(now.Add(-2 * time.Hour)); s.Refused != 0 {
		t.Error("the clock was set back, and the refusal would be believed for ever")
	}
}

// TestFragmentBreaksOfATakenSize: when a size gets through, the breaks before it are forgotten. They were no refusal.
func TestFragmentBreaksOfATakenSize(t *testing.T) {
	s := fragmentSizer{ServerStats: ServerStats{Taken: 1 << 20}}
	s.broke(8 << 20)
	s.acked(8<<20, time.Second)
	if s.broke(16 << 20); s.Refused != 0 {
		t.Errorf("one break at 16 MiB counts as a refusal of %d", s.Refused)
	}
	if s.broke(16 << 20); s.Refused != 16<<20 {
		t.Errorf("after two breaks in a row %d is refused", s.Refused)
	}
}

// TestUnknownServerGetsWhatPays: the first fragment to an unknown server is the whole file or 28 MiB. It is announced,
// so that a refusal costs no byte; the next one is what Windows sends at most. What was learned is used from the first
// byte of the next file, and not announced again.
func TestUnknownServerGetsWhatPays(t *testing.T) {
	opening(t)
	for name, c := range map[string]struct {
		limit int64 // of the server
		want  []string
	}{
		"takes everything": {0, []string{"28 asked", "12 plain", "20 plain"}},
		"takes 20 MiB":     {20 << 20, []string{"28 asked", "13 asked", "13 plain", "13 plain", "1 plain", "13 plain", "7 plain"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			f := newFront(t, receiver.Options{MaxFragment: c.limit}, on(bits.Fragment, func(_ http.ResponseWriter, r *http.Request, _ int) bool {
				asked := map[bool]string{true: "asked", false: "plain"}[r.Header.Get("Expect") != ""]
				got = append(got, fmt.Sprintf("%d %s", r.ContentLength>>20, asked))
				return false
			}))
			f.wait = 30 * time.Second
			f.launch()
			for _, size := range []int{40 << 20, 20 << 20} {
				j := f.job(f.file(fmt.Sprint(size), size))
				f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
				f.until(j.ID, inState(Done, Failed))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestWhatTwoWorkersLearned: two workers talk to a server at once, and each learns something else. Whoever ends last
// takes nothing back that the other has learned.
func TestWhatTwoWorkersLearned(t *testing.T) {
	before := ServerStats{Taken: 10, Rate: 1, Round: time.Second, Digests: true, Lanes: 4}
	large, small := worker{knew: before, proof: proved}, worker{knew: before, schemes: "Basic", empty: disproved}
	large.sizer.ServerStats, small.sizer.ServerStats = before, before
	large.sizer.Taken, large.sizer.Refused, large.sizer.Since, large.sizer.Resets = 500, 900, 7, 1
	large.sizer.Rate, large.sizer.Digests = 2, false
	small.sizer.Round = time.Millisecond
	want := ServerStats{
		Taken: 500, Refused: 900, Since: 7, Resets: 1, Rate: 2, Round: time.Millisecond, Checks: true, Lanes: 8,
		NoEmpty: true, Schemes: "Basic",
	}
	now := before
	now.Lanes = 8
	if got := small.stats(large.stats(now)); got != want {
		t.Errorf("the small one last: %+v, want %+v", got, want)
	}
	if got := large.stats(small.stats(now)); got != want {
		t.Errorf("the large one last: %+v, want %+v", got, want)
	}
	if got := small.stats(ServerStats{}); got.Taken != 0 || got.Rate != 0 || got.Digests {
		t.Errorf("what the user has forgotten is back: %+v", got)
	}
}
