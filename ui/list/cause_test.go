package list

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// TestCauseOfAGroup: a group whose stuck members all have one fault says it once, with how many they are, and its members
// say nothing; where the faults differ, or nothing is stuck, each speaks for itself.
func TestCauseOfAGroup(t *testing.T) {
	gone := transfer.Fault{Kind: transfer.KindGone, HTTP: 410, Final: true}
	other := func(change func(f *transfer.Fault)) *transfer.Fault { f := gone; change(&f); return &f }
	for name, c := range map[string]struct {
		faults [3]*transfer.Fault // nil: done
		want   string             // "" = none
	}{
		"all":              {[3]*transfer.Fault{&gone, &gone, &gone}, "CAUSE"},
		"some":             {[3]*transfer.Fault{&gone, nil, &gone}, "2 of 3: CAUSE"},
		"nothing is stuck": {[3]*transfer.Fault{nil, nil, nil}, ""},
		"another kind":     {[3]*transfer.Fault{&gone, &gone, other(func(f *transfer.Fault) { f.Kind = transfer.KindExists })}, ""},
		"another status":   {[3]*transfer.Fault{&gone, other(func(f *transfer.Fault) { f.HTTP = 404 }), nil}, ""},
		"another code":     {[3]*transfer.Fault{&gone, nil, other(func(f *transfer.Fault) { f.Code = 5 })}, ""},
		"other words":      {[3]*transfer.Fault{&gone, other(func(f *transfer.Fault) { f.Detail = "x" }), &gone}, "CAUSE"},
	} {
		u, id := listtest.Grouped(3, 0, 3, func(i int, j *transfer.Job) {
			if j.Fault = c.faults[i]; j.Fault == nil {
				listtest.In(transfer.Done, j)
			}
		})
		m := New(nil)
		m.Apply(u)
		g := m.Entries[id[0]].Group
		if g.OneCause() != (c.want != "") {
			t.Errorf("%s: %t", name, g.OneCause())
			continue
		}
		for i, one := range id {
			if got := g.Covers(m.Entries[one]); got != (c.want != "" && c.faults[i] != nil) {
				t.Errorf("%s: the group speaks for %d: %t", name, i, got)
			}
		}
		if want := strings.ReplaceAll(c.want, "CAUSE", words.ShortFault(&gone, u[id[0]])); want != "" && CauseText(g) != want {
			t.Errorf("%s: %q, want %q", name, CauseText(g), want)
		}
	}
	u, id := listtest.Grouped(2, 0, 2, func(i int, j *transfer.Job) {
		if listtest.In(transfer.Failed, j); i == 0 {
			j.Fault = &transfer.Fault{Kind: transfer.KindSignIn, Final: true}
		}
	})
	u[id[1]].Fault = u[id[0]].Fault
	m := New(nil)
	m.Apply(u)
	if g := m.Entries[id[0]].Group; g.Tally.NeedsYou != 2 || CauseText(g) != words.ShortFault(u[id[0]].Fault, u[id[0]]) {
		t.Errorf("%+v need the user: %q", g.Tally, CauseText(g))
	}
}

// TestPaceOfAGroupAndOfAPart: bytes left by the bytes a second, without what does not go on by itself; nothing below one
// byte a second.
func TestPaceOfAGroupAndOfAPart(t *testing.T) {
	for rate, want := range map[float64]time.Duration{0: 0, .9: 0, 1: 700 * time.Second, 10: 70 * time.Second} {
		u, id := listtest.Grouped(2, 0, 2, func(i int, j *transfer.Job) {
			if j.Source.Size, j.Acked = 1000, 300; i == 0 {
				j.Phase, j.Rate = transfer.Sending, rate
			} else {
				j.Want = transfer.Hold
			}
		})
		m := New(nil)
		m.Apply(u)
		if got := GroupLeft(m.Entries[id[0]].Group); got != words.TimeLeft(700, rate) && want != 0 || (got == 0) != (want == 0) {
			t.Errorf("%g: the group has %v left, want about %v", rate, got, want)
		}
	}
	u, _ := listtest.Jobs(4, func(i int, j *transfer.Job) {
		if j.Source.Size, j.Acked = 1000, 300; i < 2 {
			j.Phase, j.Rate = transfer.Sending, 5
		}
	})
	m := New(nil)
	m.Apply(u)
	for s, want := range map[Section][2]string{
		SectionUploading: {"2" + words.Dot + words.Rate(10) + words.Dot + words.LeftText(words.TimeLeft(1400, 10)), "2"},
		SectionWaiting:   {"2", "2"},
	} {
		p, ok := m.PartOf(s)
		if full, brief := m.SumText(p); !ok || full != want[0] || brief != want[1] {
			t.Errorf("%s: %q, %q; want %q", SectionText(s), full, brief, want)
		}
	}
	for id := range u {
		j := *u[id]
		j.Rate = min(j.Rate, .4)
		m.Apply(transfer.Update{id: &j})
	}
	p, _ := m.PartOf(SectionUploading)
	if full, _ := m.SumText(p); full != "2" {
		t.Errorf("nothing moves: %q", full)
	}
}

// TestTitlesOfParts: parts are told apart by titles, not where a filter leaves one of them, but for the history.
func TestTitlesOfParts(t *testing.T) {
	u, _ := listtest.Jobs(len(transfer.States), func(i int, j *transfer.Job) { listtest.In(transfer.States[i], j) })
	m := New(nil)
	m.Apply(u)
	for f := range FilterCount {
		m.SetFilter(f)
		for _, p := range m.Parts {
			want := f == FilterAll || (f == FilterDone || f == FilterCancelled) && p.Section == SectionFinished
			if got := m.Titled(p); got != want {
				t.Errorf("%s, %s: %t", FilterText(f), SectionText(p.Section), got)
			}
			m.Untitled = true
			if m.Titled(p) {
				t.Errorf("%s, %s: a title where there is none", FilterText(f), SectionText(p.Section))
			}
			m.Untitled = false
		}
	}
	m.SetFilter(FilterAll)
	m.FoldSection(SectionFinished, true)
	folded := len(m.Shown)
	if m.SetUntitled(true); !m.Untitled || len(m.Shown) <= folded {
		t.Errorf("without titles %d rows are shown, with a folded part %d", len(m.Shown), folded)
	}
	if m.SetUntitled(false); m.Untitled || len(m.Shown) != folded {
		t.Errorf("with titles again %d rows", len(m.Shown))
	}
	seen := map[string]bool{}
	for s := range SectionCount {
		seen[SectionText(s)] = true
	}
	for f := range PracticeFaultCount {
		seen[PracticeFaultText(f)] = true
	}
	if len(seen) != int(SectionCount)+int(PracticeFaultCount) || seen[""] {
		t.Errorf("titles and faults that are told alike: %v", seen)
	}
}

// TestWhatIsCancelledOrVerified: what the user has cancelled is so whatever the server said; only what has arrived can be
// compared.
func TestWhatIsCancelledOrVerified(t *testing.T) {
	for _, c := range listtest.Every() {
		j := c.Job()
		cancelled := c.State == transfer.Cancelling || c.State == transfer.Cancelled
		if IsCancelled(j) != cancelled || CanVerify(j) != (c.State == transfer.Done) {
			t.Errorf("%s: cancelled %t, can be compared %t", c, IsCancelled(j), CanVerify(j))
		}
	}
	if late := (&transfer.Job{Outcome: transfer.TooLate}); !IsCancelled(late) {
		t.Error("a cancel that came too late is none")
	}
}

// TestFirstOfThoseAway is the first in the order of the list whose server does not answer and that is tried again.
func TestFirstOfThoseAway(t *testing.T) {
	u, id := listtest.Jobs(4, func(i int, j *transfer.Job) {
		if j.Fault = (&transfer.Fault{Kind: transfer.KindConnect}); i == 0 {
			j.Fault.Kind = transfer.KindBusy
		}
		if i == 1 {
			j.Want = transfer.Hold
		}
	})
	m := New(nil)
	if got, ok := m.FirstAway(); ok || got != uuid.Nil {
		t.Errorf("of none: %v", got)
	}
	m.Apply(u)
	if got, ok := m.FirstAway(); !ok || got != id[2] {
		t.Errorf("%v, %t; want %v", got, ok, id[2])
	}
}

// TestFoundServersFolder: the address of a found server is the folder that was uploaded to last; that of a remembered one
// stays.
func TestFoundServersFolder(t *testing.T) {
	now := time.Now()
	u, _ := listtest.Jobs(4, func(i int, j *transfer.Job) {
		j.Added = now.Add(time.Duration(i%3) * time.Hour) // the third was added last
		if j.Target.URL = fmt.Sprintf("https://zeta.example.com/in%d/x", i); i == 3 {
			j.Target.URL, j.Added = testServers[0].URL+"below/x", now.Add(9*time.Hour)
		}
	})
	m := New(testServers)
	m.Apply(u)
	if s, ok := m.ChosenServer(); ok || s != (Server{}) {
		t.Errorf("none is chosen: %+v", s)
	}
	for i, want := range []string{testServers[0].URL, testServers[1].URL, "https://zeta.example.com/in2/"} {
		m.SetServer(i)
		if s, ok := m.ChosenServer(); !ok || s.URL != want || m.Destined(i) != s || m.Remembered(i) != (i < len(testServers)) {
			t.Errorf("%d: %+v, %t, want %s", i, s, ok, want)
		}
	}
}

// TestWhatIsStillThere: while a question is open, uploads end or leave the list.
func TestWhatIsStillThere(t *testing.T) {
	u, id := listtest.Jobs(3, func(i int, j *transfer.Job) {
		if i == 1 {
			listtest.In(transfer.Done, j)
		}
	})
	m := New(nil)
	m.Apply(u)
	asked := []uuid.UUID{id[0], id[1], id[2], {9}}
	m.Apply(transfer.Update{id[2]: nil})
	if got := m.Still(asked, CanCancel); len(got) != 1 || got[0] != id[0] || len(asked) != 4 || asked[1] != id[1] {
		t.Errorf("%v of %v", got, asked)
	}
	if m.Job(id[2]) != nil || m.Job(id[0]) != u[id[0]] {
		t.Error("of what is gone, or there")
	}
}
