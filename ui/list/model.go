package list

import (
	"slices"
	"sort"
	"strings"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// Filter is a set of states, as in the side column.
type Filter int

// The filters, in the order of the side column.
const (
	FilterAll Filter = iota
	FilterActive
	FilterWaiting
	FilterNeedsYou
	FilterFailed
	FilterPaused
	FilterDone
	FilterCancelled
	FilterCount
)

// Entry is a job in the list, with values computed from it. An entry is kept when its job changes. When it has left
// the list it keeps its last job, since a row of the window may still show it.
type Entry struct {
	Job    *transfer.Job
	State  transfer.State
	filter Filter   // the one filter besides FilterAll that shows it
	server int      // index into model.servers, -1 = none
	moved  bool     // must be sorted in again
	key    string   // its name's sort key; "" = not computed yet
	text   searched // its text for the search; zero = not computed yet
	Group  *Group   // the group it was added with, nil = none
}

// Model is the list as plain data: all uploads, the shown ones and the selected ones. Shown holds the queue and,
// from Split on, the history. The members of an open group follow it.
type Model struct {
	Entries map[uuid.UUID]*Entry
	Order   []*Entry // everything, sorted
	passed  []*Entry // uploads that pass filter, server and search
	single  []*Entry // those of passed that are in no group
	Shown   []Row    // the rows
	Split   int      // index into Shown of the first ended one

	Groups map[string]*Group // by key
	folds  map[string]bool   // the user's choices of collapsed or open, by key
	pass   int               // number of the current pass over groups

	Column     Column
	Descending bool

	Servers  []Server
	Practice string // last URL of the practice server; "" = none yet
	Filter   Filter
	Server   int // index into servers, -1 = all
	search   string

	Counts       [FilterCount]int // at the chosen server
	ServerCounts []int            // unfinished, by index into servers
	Totals       Totals
	sorter       *sorter
	selection
}

// New is an empty list, showing all servers.
func New(servers []Server) *Model {
	m := &Model{
		Entries: map[uuid.UUID]*Entry{}, Server: -1,
		Groups: map[string]*Group{}, folds: map[string]bool{},
		sorter: newSorter(words.SortedAs()),
	}
	m.Selected = map[uuid.UUID]bool{}
	m.SetServers(servers)
	return m
}

// Change says how an update changed the list on the screen.
type Change struct {
	Rows  []Row // to repaint, at an unchanged position
	Whole bool  // rows came, went or moved
	State bool  // some row changed its state
}

// Apply applies an update.
func (m *Model) Apply(u transfer.Update) Change {
	var c Change
	at, split := m.IndexOf(m.Cursor), m.Split
	gone, dirty := false, []*Entry(nil)
	for id, j := range u {
		switch e := m.Entries[id]; {
		case j == nil && e == nil:
		case j == nil:
			delete(m.Entries, id)
			m.leave(e)
			e.moved, gone = true, true
		case e == nil:
			e = &Entry{}
			m.Entries[id] = e
			m.set(e, j)
			e.moved = true
			dirty = append(dirty, e)
		default:
			before := e.State
			if e.Group != nil {
				e.Group.stale = true
			}
			if m.set(e, j) {
				e.moved = true
				dirty = append(dirty, e)
			}
			c.State = c.State || e.State != before
			c.Rows = append(c.Rows, e)
		}
	}
	if gone || len(dirty) > 0 {
		m.reorder(dirty)
	}
	if gone || len(dirty) > 0 || m.resum(&c) {
		m.arrange()
		c.Whole = true
		if at >= 0 {
			m.stay(at, split)
		}
	}
	m.tally()
	return c
}

// set gives an entry its new job and reports whether its position or visibility may have changed.
func (m *Model) set(e *Entry, j *transfer.Job) bool {
	old := *e
	e.Job, e.State = j, j.State()
	e.filter = filterOf(e.State)
	if old.Job == nil || old.Job.Target.URL != j.Target.URL {
		e.text = searched{}
		e.server = m.ServerOf(j.Target.URL)
	}
	if old.Job == nil || old.Job.Source.Path != j.Source.Path {
		e.key, e.text = "", searched{}
	}
	if old.Job == nil {
		m.join(e, j.Target.Group)
		return true
	}
	return m.compare(&old, e) != 0 || m.Filter != FilterAll && old.filter != e.filter || old.server != e.server
}

// filterOf is the one filter besides FilterAll that shows a state.
func filterOf(s transfer.State) Filter {
	switch s.Standing() {
	case transfer.Runs:
		return FilterActive
	case transfer.Waits:
		return FilterWaiting
	case transfer.Rests:
		return FilterPaused
	case transfer.HasDone:
		return FilterDone
	case transfer.Leaves, transfer.HasLeft:
		return FilterCancelled
	case transfer.Stuck:
		if s == transfer.NeedsYou {
			return FilterNeedsYou
		}
		return FilterFailed
	}
	return FilterAll
}

// ServerOf finds the server whose URL is the longest prefix of address.
func (m *Model) ServerOf(address string) int {
	best, length := -1, 0
	for i, s := range m.Servers {
		if s.URL != "" && len(s.URL) > length && strings.HasPrefix(address, s.URL) {
			best, length = i, len(s.URL)
		}
		if s.Practice && best < 0 && m.Practice != "" && strings.HasPrefix(address, m.Practice) {
			best = i
		}
	}
	return best
}

// SetServers changes the servers; the chosen one stays chosen if it still exists.
func (m *Model) SetServers(servers []Server) {
	chosen := Server{}
	if m.Server >= 0 {
		chosen = m.Servers[m.Server]
	}
	m.Servers, m.Server = slices.Clone(servers), -1
	for i, s := range m.Servers {
		if chosen.Name != "" && (s.Name == chosen.Name || s.Practice && chosen.Practice) {
			m.Server = i
		}
	}
	for _, e := range m.Order {
		e.server = m.ServerOf(e.Job.Target.URL)
	}
	m.tally()
	m.show()
}

// show recomputes what filter, server and search admit, and the rows, after one of them or the order changed.
func (m *Model) show() {
	for _, g := range m.Groups {
		g.stale = true
	}
	m.arrange()
}

// arrange recomputes the rows. Only stale groups are summed up again.
func (m *Model) arrange() {
	m.Shown, m.passed = m.Shown[:0], m.passed[:0]
	words := strings.Fields(folded(m.search))
	for _, e := range m.Order {
		if m.passes(e, words) {
			m.passed = append(m.passed, e)
		}
	}
	if m.Grouped() {
		m.weave()
	} else {
		m.add(m.passed)
	}
	m.Split = sort.Search(len(m.Shown), func(i int) bool { return m.ended(m.Shown[i]) })
	m.keepCursor(m.Shown)
}

func (m *Model) add(uploads []*Entry) {
	for _, e := range uploads {
		m.Shown = append(m.Shown, e)
	}
}

func (m *Model) passes(e *Entry, words []string) bool {
	if m.Server >= 0 && e.server != m.Server || !m.Filter.lets(e) {
		return false
	}
	if len(words) == 0 {
		return true
	}
	if e.text == (searched{}) {
		e.text = searchedIn(e.Job.Source.Path + " " + transfer.Letters(e.Job.Target.URL))
	}
	for _, w := range words {
		if !e.text.has(w) {
			return false
		}
	}
	return true
}

// lets reports whether a filter shows an entry.
func (f Filter) lets(e *Entry) bool {
	return f == FilterAll || e.filter == f
}

// SetFilter sets the filter.
func (m *Model) SetFilter(f Filter) { m.Filter = f; m.show() }

// SetSearch shows only uploads whose path or address contains all words of s.
func (m *Model) SetSearch(s string) { m.search = s; m.show() }

// SetServer chooses a server by its index, -1 = all.
func (m *Model) SetServer(i int) {
	m.Server = i
	m.tally()
	m.show()
}

// History sums up the shown history: the number of entries, and the uploaded bytes, including entries that the
// history had no room for.
func (m *Model) History() (n int, uploaded int64) {
	for _, e := range m.Past() {
		n++
		if e.State.Standing() == transfer.HasDone {
			uploaded += e.Job.Source.Size
		}
		uploaded += e.Job.Cut[transfer.Delivered].Bytes
	}
	return n, uploaded
}

// Past are the uploads after the split.
func (m *Model) Past() []*Entry { return m.uploads(m.Shown[m.Split:]) }

// uploads are the uploads that rows represent. A group's members are counted once, whether it is open or not.
func (m *Model) uploads(rows []Row) []*Entry {
	list := make([]*Entry, 0, len(rows))
	var last *Group
	for _, r := range rows {
		switch r := r.(type) {
		case *Group:
			last = r
			list = append(list, r.Members...)
		case *Entry:
			if last == nil || r.Group != last || !m.Grouped() {
				list = append(list, r)
			}
		}
	}
	return list
}

// Destination is a short text for a row's target: the name of a known server, else the host.
func (m *Model) Destination(r Row) string {
	if i := r.serverIndex(); i >= 0 {
		return m.Servers[i].Name
	}
	return words.Host(r.lead().Target.URL)
}

// Predict shows a command's effect until the engine's update arrives: a cancelled job must not look alive
// meanwhile. Applying the result undoes it.
func (m *Model) Predict(ids []uuid.UUID, want transfer.Want) (undo transfer.Update) {
	undo = transfer.Update{}
	guess := transfer.Update{}
	for _, id := range ids {
		if e := m.Entries[id]; e != nil && e.Job.Outcome == "" {
			j := *e.Job
			undo[id] = e.Job
			j.Want, j.Rate, j.Fault = want, 0, nil
			guess[id] = &j
		}
	}
	m.Apply(guess)
	return undo
}
