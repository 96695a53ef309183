package list

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/source"
	"sendoff/ui/list/listtest"
)

// person changes a list at random, and remembers what was asked for and what there is.
type person struct {
	t       *testing.T
	rand    *rand.Rand
	m       *Model
	jobs    transfer.Update
	servers []Server
	search  string
	did     []string
	groups  []string
	at      time.Time
}

// TestListIsAsIfNew: after any updates, filters, servers, sortings and folds the list is the one that a new model
// makes of the same uploads and wishes: rows, sums, counts and what is told of each.
func TestListIsAsIfNew(t *testing.T) {
	for seed := range uint64(40) {
		p := &person{t: t, rand: rand.New(rand.NewPCG(seed, 5)), jobs: transfer.Update{}, servers: testServers, at: time.Unix(1_800_000_000, 0)}
		for i := range 4 {
			p.groups = append(p.groups, transfer.NewGroupKey(fmt.Sprint("folder-", i)))
		}
		p.m = New(p.servers)
		for range 60 {
			p.step()
			p.compare()
			if t.Failed() {
				t.Fatalf("seed %d: %v", seed, p.did)
			}
		}
	}
}

func (p *person) step() {
	switch n := p.rand.IntN(16); n {
	case 0:
		p.m.SetFilter(Filter(p.rand.IntN(int(FilterCount))))
	case 1:
		p.m.SetFilter(FilterAll)
	case 2:
		p.search = []string{"", "file", "-00001", "else deep", "FILE-0000"}[p.rand.IntN(5)]
		p.m.SetSearch(p.search)
	case 3:
		p.search = ""
		p.m.SetSearch("")
	case 4:
		p.m.SetServer(p.rand.IntN(len(p.servers)+1) - 1)
	case 5:
		p.m.SortBy(Column(p.rand.IntN(5)))
	case 6:
		if keys := slices.Sorted(maps.Keys(p.m.Groups)); len(keys) > 0 {
			p.m.Fold(p.m.Groups[keys[p.rand.IntN(len(keys))]], p.rand.IntN(2) == 0)
		}
	case 7:
		p.rename()
	default:
		p.update()
	}
}

// rename takes a server away or brings it back under another name.
func (p *person) rename() {
	p.servers = slices.Clone(testServers[:1+p.rand.IntN(len(testServers))])
	if p.rand.IntN(2) == 0 {
		p.servers[0].Name = "Another"
	}
	if p.rand.IntN(3) == 0 {
		p.servers = append(p.servers, Server{Name: "Else", URL: "https://else.example.com/"})
	}
	p.m.SetServers(p.servers)
}

func (p *person) update() {
	u := transfer.Update{}
	if p.rand.IntN(3) == 0 {
		more, _ := listtest.Jobs(1+p.rand.IntN(4), func(_ int, j *transfer.Job) { p.anew(j) })
		maps.Copy(u, more)
	}
	for id, j := range p.jobs {
		switch next := *j; p.rand.IntN(8) {
		case 0:
			u[id] = nil
		case 1, 2:
			p.change(&next)
			u[id] = &next
		case 3:
			next.Acked, next.Rate = p.rand.Int64N(next.Source.Size+1), float64(p.rand.IntN(100))
			u[id] = &next
		}
	}
	for id, j := range u {
		if j == nil {
			delete(p.jobs, id)
		} else {
			p.jobs[id] = j
		}
	}
	p.m.Apply(u)
}

// anew gives a new upload what cannot change later.
func (p *person) anew(j *transfer.Job) {
	name := []string{"file-00001.bin", "other.txt", "Zebra", "äpfel"}[p.rand.IntN(4)]
	j.Source.Path, j.Source.Size = "/data/"+name, 1+p.rand.Int64N(5000)
	if p.rand.IntN(3) > 0 {
		j.Target.Group = p.groups[p.rand.IntN(len(p.groups))]
	}
	p.change(j)
}

// change puts an upload into any state, at any place.
func (p *person) change(j *transfer.Job) {
	host := []string{"https://files.example.com/drop/", "https://files.example.com/drop/deep/", "https://else.example.com/"}[p.rand.IntN(3)]
	fresh := transfer.NewJob(j.Source, transfer.Target{URL: host + "x", Group: j.Target.Group})
	fresh.ID, fresh.Order = j.ID, p.rand.Int64N(50)
	cases := listtest.Every()
	cases[p.rand.IntN(len(cases))].In(&fresh)
	p.at = p.at.Add(time.Second)
	if !fresh.Ended.IsZero() {
		fresh.Ended = p.at
	}
	if fresh.Fault != nil && p.rand.IntN(2) == 0 {
		fresh.Fault.Kind = transfer.KindConnect
	}
	if !fresh.Ended.IsZero() && p.rand.IntN(4) == 0 {
		fresh.Cut = map[transfer.Outcome]transfer.Cut{transfer.Delivered: {Jobs: 2, Bytes: 7}, transfer.Refused: {Jobs: 1}}
	}
	fresh.Quiet = time.Duration(p.rand.IntN(9)) * time.Second
	*j = fresh
}

// compare compares the list with a new one, and its sums with a plain count.
func (p *person) compare() {
	p.t.Helper()
	n := New(p.servers)
	n.Column, n.Descending, n.Filter, n.Server = p.m.Column, p.m.Descending, p.m.Filter, p.m.Server
	n.search, n.Found = p.search, slices.Clone(p.m.Found) // a server once found stays
	maps.Copy(n.folds, p.m.folds)
	n.Apply(p.jobs)
	if got, want := p.lines(p.m), p.lines(n); !slices.Equal(got, want) {
		p.t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !slices.Equal(p.m.ServerCounts, n.ServerCounts) || p.m.Counts != n.Counts || p.m.Totals != n.Totals {
		p.t.Errorf("%v %v %+v\nwant %v %v %+v", p.m.Counts, p.m.ServerCounts, p.m.Totals, n.Counts, n.ServerCounts, n.Totals)
	}
	if len(p.m.Entries) != len(p.jobs) || len(p.m.Order) != len(p.jobs) || len(p.m.Groups) != len(n.Groups) {
		p.t.Errorf("%d entries, %d in order, %d groups; want %d and %d", len(p.m.Entries), len(p.m.Order), len(p.m.Groups), len(p.jobs), len(n.Groups))
	}
	p.count()
}

// lines are the rows with all that is told of them. Rows that a sorting takes for equal may change places.
func (p *person) lines(m *Model) []string {
	list := []string{fmt.Sprint("split ", m.Split)}
	for _, part := range m.Parts { // what is kept of them must not be that of rows of before
		n, sum := m.Sum(part)
		entries, uploaded := m.History()
		list = append(list, fmt.Sprintf("section %d at %d: %d, %+v; history %d, %d", part.Section, part.At, n, sum, entries, uploaded))
	}
	for _, r := range m.Shown {
		line := fmt.Sprintf("%s %s %+v %v %s", r.ID(), r.state(), r.Progress(), r.Ended(), m.Destination(r))
		if g, is := r.(*Group); is {
			line += fmt.Sprintf(" %s %+v %d %v %s %d folded %t", g.Outcome, g.Tally, g.size, g.Latest.Unix(), g.quiet, len(g.Members), m.Folded(g))
		}
		list = append(list, line)
	}
	return list
}

// count counts by states what the sums must be.
func (p *person) count() {
	p.t.Helper()
	var want struct{ open, sessions, finished, hidden, stuck, retrying, paused, failed, active int }
	away := map[string]bool{}
	var rest int64
	for _, j := range p.jobs {
		here := p.m.Server < 0 || p.m.ServerOf(j.Target.URL) == p.m.Server
		s := j.State()
		if _, open := j.OpenSession(); open && s != transfer.Cancelling {
			want.sessions++
		}
		stuck := s == transfer.Failed || s == transfer.NeedsYou
		switch {
		case s == transfer.Done || s == transfer.Cancelled:
			want.finished++
			continue
		case s == transfer.Cancelling:
			want.sessions++
			continue
		case stuck:
			want.failed++
			if !here {
				want.hidden++
			}
			if !here && s == transfer.Failed {
				want.stuck++
			}
		case s == transfer.Paused:
			want.paused++
		default:
			rest += j.Source.Size - j.Acked
			if s == transfer.Retrying {
				want.retrying++
			} else if s != transfer.Waiting {
				want.active++
			}
			if s == transfer.Retrying && j.Fault.Kind == transfer.KindConnect {
				away[j.Target.Server()] = true
			}
		}
		want.open++
	}
	got := p.m.Totals
	if got.Open != want.open || got.Sessions != want.sessions || got.finished != want.finished || got.Hidden != want.hidden || got.Stuck != want.stuck ||
		got.Retrying != want.retrying || got.paused != want.paused || got.failed != want.failed || got.active != want.active || got.bytes != rest || got.Away != len(away) {
		p.t.Errorf("%+v\nwant %+v, %d bytes, %d away", got, want, rest, len(away))
	}
	survey := p.m.Survey()
	if survey.Running != want.active || survey.Paused != want.paused || survey.Needs+survey.Failed != want.failed || survey.retrying != want.retrying || survey.Busy() != (rest > 0 || want.open > want.paused+want.failed) {
		p.t.Errorf("%+v, want %+v", survey, want)
	}
	for _, g := range p.groups {
		open := false
		for _, j := range p.jobs {
			open = open || j.Target.Group == g && j.Outcome == "" && j.Want != transfer.Drop && (j.State().GoesOn() || CanResume(j))
		}
		if p.m.Open(g) != open {
			p.t.Errorf("a group goes on: %t, want %t", !open, open)
		}
	}
}

// TestServerOf: the longest address that fits; the practice server is found at its last address, unless another
// server fits.
func TestServerOf(t *testing.T) {
	m := New([]Server{
		{Name: "empty"},
		{Name: "drop", URL: "https://h/drop/"},
		{Name: "deep", URL: "https://h/drop/deep/"},
		{Name: "again", URL: "https://h/drop/"},
		{Name: "practice", Practice: true},
		{Name: "port", URL: "http://127.0.0.1:7000/x/"},
	})
	m.Practice = "http://127.0.0.1:7000/"
	for address, want := range map[string]int{
		"https://h/drop/a": 1, "https://h/drop/deep/a": 2, "https://h/dro": -1, "https://g/drop/a": -1, "": -1,
		"http://127.0.0.1:7000/a": 4, "http://127.0.0.1:7000/x/a": 5, "http://127.0.0.1:7001/a": -1,
	} {
		if got := m.ServerOf(address); got != want {
			t.Errorf("%q is of server %d, want %d", address, got, want)
		}
	}
	if m.Practice = ""; m.ServerOf("http://127.0.0.1:7000/a") != -1 {
		t.Error("a practice server that never ran is found")
	}
}

// TestAddressOfARowThatMoves: another address is another destination, and the search finds the new one only.
func TestAddressOfARowThatMoves(t *testing.T) {
	u, ids := listtest.Jobs(1, nil)
	m := New(testServers)
	m.Apply(u)
	m.SetSearch("drop")
	moved := *u[ids[0]]
	moved.Target.URL = "https://elsewhere.example.com/x"
	m.Apply(transfer.Update{ids[0]: &moved})
	m.SetSearch("drop")
	if len(m.Shown) != 0 {
		t.Error("found by its old address")
	}
	m.SetSearch("elsewhere")
	if len(m.Shown) != 1 || m.Destination(m.Shown[0]) != "elsewhere.example.com" {
		t.Errorf("%d found by its new one", len(m.Shown))
	}
	renamed := moved
	renamed.Source.Path = "/data/renamed.bin"
	m.Apply(transfer.Update{ids[0]: &renamed})
	if m.SetSearch("renamed"); len(m.Shown) != 1 {
		t.Error("not found by its new name")
	}
	if m.SetSearch("file-"); len(m.Shown) != 0 {
		t.Error("found by its old name")
	}
}

// TestCursorWhenTheLastRowsLeave: it goes to the last row that is left; without one nothing is pointed at.
func TestCursorWhenTheLastRowsLeave(t *testing.T) {
	u, ids := listtest.Jobs(5, nil)
	m := New(nil)
	m.Apply(u)
	m.Pick(-1, ReachOne)
	if len(m.Selected) != 0 || m.Cursor != uuid.Nil {
		t.Errorf("no row is picked: %v", m.Selected)
	}
	m.Pick(4, ReachOne)
	m.Apply(transfer.Update{ids[3]: nil, ids[4]: nil})
	if m.Cursor != ids[2] || len(m.Selected) != 0 {
		t.Errorf("cursor %s, selected %v", m.Cursor, m.Selected)
	}
}

// TestRemarksOfTwins: a remark that matters stays beside that of the other file; a mild one gives way.
func TestRemarksOfTwins(t *testing.T) {
	b := NewBatch(New(nil))
	b.Aim("https://files.example.com/drop/", false)
	b.Add([]source.Found{found("a.txt", 0, ""), found("A.txt", 9, ""), found("hidden", 9, "hidden"), found("gone", 9, "missing")})
	if !b.Paired || !b.List[0].Twin || !b.List[1].Twin || b.Asides() != 1 {
		t.Fatalf("%+v, %d aside", b.List[0], b.Asides())
	}
	if !b.List[0].Tickable() || !b.List[2].Tickable() || b.List[3].Tickable() {
		t.Error("which can be ticked?")
	}
	b.Tick(1, false)
	if b.Paired || b.List[0].Twin {
		t.Error("beside one that is not sent")
	}
}

// TestAwayIsWhoWaitsForAServer: not who is paused, has ended or waits for the user.
func TestAwayIsWhoWaitsForAServer(t *testing.T) {
	for name, c := range map[string]struct {
		change func(j *transfer.Job)
		away   bool
	}{
		"it waits": {func(*transfer.Job) {}, true}, "paused": {func(j *transfer.Job) { j.Want = transfer.Hold }, false},
		"for the user": {func(j *transfer.Job) { j.Fault.Final = true }, false}, "ended": {func(j *transfer.Job) { j.Outcome = transfer.NotTold }, false},
		"another fault": {func(j *transfer.Job) { j.Fault.Kind = transfer.KindDenied }, false}, "healthy": {func(j *transfer.Job) { j.Fault = nil }, false},
		"a cancel": {func(j *transfer.Job) { j.Want = transfer.Drop }, true},
	} {
		j := &transfer.Job{Fault: &transfer.Fault{Kind: transfer.KindConnect}}
		if c.change(j); isAway(j) != c.away {
			t.Errorf("%s: %t", name, !c.away)
		}
	}
}
