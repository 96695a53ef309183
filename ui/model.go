package ui

import (
	"slices"
	"sort"
	"strings"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// filter is a choice of states in the side column.
type filter int

const (
	filterAll filter = iota
	filterActive
	filterWaiting
	filterNeedsYou
	filterFailed
	filterPaused
	filterDone
	filterCancelled
	filterCount
)

// entry is a job in the list with what was worked out about it. Entries stay when their job changes.
type entry struct {
	job    *transfer.Job
	state  transfer.State
	filter filter   // the one filter, beside filterAll, that shows it
	server int      // index into model.servers, -1 = none
	moved  bool     // its place must be found again
	key    string   // its name as it is sorted; "" = not asked for so far
	text   searched // what the search looks at; zero = not searched so far
	group  *group   // that it was added with, nil = alone
	face   bool     // it is the row of its group: no upload, but the sum of some
}

// model is the list as plain data: what there is, what is shown, what is selected. shown holds the
// queue and, from split on, the history; groups stand in it as their faces, and below an open one its
// members.
type model struct {
	entries map[uuid.UUID]*entry
	order   []*entry // everything, sorted
	passed  []*entry // what the filter, the server and the search let through: uploads only
	single  []*entry // those of them that are in no group
	shown   []*entry // the rows
	split   int      // index in shown of the first that has ended

	groups map[string]*group    // by key
	faces  map[uuid.UUID]*group // by the ID of its face
	folds  map[string]bool      // what the user collapsed or opened, by key
	pass   int                  // counts the passes over groups

	column     column
	descending bool

	servers  []Server
	practice string // where the practice server was the last time; "" = nowhere yet
	filter   filter
	server   int // index into servers, -1 = all
	search   string

	counts       [filterCount]int // in the chosen server
	serverCounts []int            // not ended, by index into servers
	totals       totals
	sorter       *sorter
	selection
}

func newModel(servers []Server) *model {
	m := &model{
		entries: map[uuid.UUID]*entry{}, server: -1,
		groups: map[string]*group{}, faces: map[uuid.UUID]*group{}, folds: map[string]bool{},
		sorter: newSorter(words.SortedAs()),
	}
	m.selected = map[uuid.UUID]bool{}
	m.setServers(servers)
	return m
}

// change says what an update did to the list on the screen.
type change struct {
	rows  []*entry // shown, at the same place, and to be painted again
	whole bool     // rows came, went or moved
	state bool     // the state of some row is another one
}

// apply takes an update in.
func (m *model) apply(u transfer.Update) change {
	var c change
	at, split := m.indexOf(m.cursor), m.split
	gone, dirty := false, []*entry(nil)
	for id, j := range u {
		switch e := m.entries[id]; {
		case j == nil && e == nil:
		case j == nil:
			delete(m.entries, id)
			m.leave(e)
			e.job, e.moved, gone = nil, true, true
		case e == nil:
			e = &entry{}
			m.entries[id] = e
			m.set(e, j)
			e.moved = true
			dirty = append(dirty, e)
		default:
			before := e.state
			if e.group != nil {
				e.group.stale = true
			}
			if m.set(e, j) {
				e.moved = true
				dirty = append(dirty, e)
			}
			c.state = c.state || e.state != before
			c.rows = append(c.rows, e)
		}
	}
	if gone || len(dirty) > 0 {
		m.reorder(dirty)
	}
	if gone || len(dirty) > 0 || m.resum(&c) {
		m.arrange()
		c.whole = true
		if at >= 0 {
			m.stay(at, split)
		}
	}
	m.tally()
	return c
}

// set gives an entry its new job and tells whether its place or its being shown may have changed.
func (m *model) set(e *entry, j *transfer.Job) bool {
	old := *e
	e.job, e.state = j, j.State()
	e.filter = filterOf(e.state)
	if old.job == nil || old.job.Target.URL != j.Target.URL {
		e.text = searched{}
		e.server = m.serverOf(j.Target.URL)
	}
	if old.job == nil || old.job.Source.Path != j.Source.Path {
		e.key, e.text = "", searched{}
	}
	if old.job == nil {
		m.join(e, j.Target.Group)
		return true
	}
	return m.compare(&old, e) != 0 || m.filter != filterAll && old.filter != e.filter || old.server != e.server
}

func filterOf(s transfer.State) filter {
	switch s {
	case transfer.Connecting, transfer.Uploading, transfer.Finishing, transfer.GettingReply:
		return filterActive
	case transfer.Waiting, transfer.Retrying: // for a slot, or for the next try
		return filterWaiting
	case transfer.NeedsYou:
		return filterNeedsYou
	case transfer.Failed:
		return filterFailed
	case transfer.Paused:
		return filterPaused
	case transfer.Done:
		return filterDone
	case transfer.Cancelling, transfer.Cancelled:
		return filterCancelled
	}
	return filterAll
}

// serverOf finds the server whose URL is the longest beginning of address.
func (m *model) serverOf(address string) int {
	best, length := -1, 0
	for i, s := range m.servers {
		if s.URL != "" && len(s.URL) > length && strings.HasPrefix(address, s.URL) {
			best, length = i, len(s.URL)
		}
		if s.Practice && best < 0 && m.practice != "" && strings.HasPrefix(address, m.practice) {
			best = i
		}
	}
	return best
}

// setServers changes the servers; the chosen one stays chosen if it is still there.
func (m *model) setServers(servers []Server) {
	chosen := Server{}
	if m.server >= 0 {
		chosen = m.servers[m.server]
	}
	m.servers, m.server = slices.Clone(servers), -1
	for i, s := range m.servers {
		if chosen.Name != "" && (s.Name == chosen.Name || s.Practice && chosen.Practice) {
			m.server = i
		}
	}
	for _, e := range m.order {
		e.server = m.serverOf(e.job.Target.URL)
	}
	m.tally()
	m.show()
}

// show works out what the filter, the server and the search let through, and the rows, after one of
// them or the order of all changed.
func (m *model) show() {
	for _, g := range m.groups {
		g.stale = true
	}
	m.arrange()
}

// arrange works out the rows. Of the groups only those that are stale are summed up anew.
func (m *model) arrange() {
	m.shown, m.passed = m.shown[:0], m.passed[:0]
	words := strings.Fields(folded(m.search))
	for _, e := range m.order {
		if m.passes(e, words) {
			m.passed = append(m.passed, e)
		}
	}
	if m.grouped() {
		m.weave()
	} else {
		m.shown = append(m.shown, m.passed...)
	}
	m.split = sort.Search(len(m.shown), func(i int) bool { return m.ended(m.shown[i]) })
	m.keepCursor(m.shown)
}

func (m *model) passes(e *entry, words []string) bool {
	if m.server >= 0 && e.server != m.server || !m.filter.lets(e) {
		return false
	}
	if len(words) == 0 {
		return true
	}
	if e.text == (searched{}) {
		e.text = searchedIn(e.job.Source.Path + " " + transfer.Letters(e.job.Target.URL))
	}
	for _, w := range words {
		if !e.text.has(w) {
			return false
		}
	}
	return true
}

// lets tells whether a filter shows an entry.
func (f filter) lets(e *entry) bool {
	return f == filterAll || e.filter == f
}

func (m *model) setFilter(f filter) { m.filter = f; m.show() }
func (m *model) setSearch(s string) { m.search = s; m.show() }

// setServer chooses a server by its index, -1 = all.
func (m *model) setServer(i int) {
	m.server = i
	m.tally()
	m.show()
}

// history sums up the shown that have ended: how many, and the bytes of those that were uploaded.
func (m *model) history() (n int, uploaded int64) {
	for _, e := range m.past() {
		n++
		if e.state == transfer.Done {
			uploaded += e.job.Source.Size
		}
	}
	return n, uploaded
}

// past are the uploads below the split.
func (m *model) past() []*entry { return m.uploads(m.shown[m.split:]) }

// uploads are the uploads that rows stand for: those of a group are there once, whether it is open or
// not.
func (m *model) uploads(rows []*entry) []*entry {
	list := make([]*entry, 0, len(rows))
	var last *group
	for _, e := range rows {
		switch {
		case e.face:
			last = e.group
			list = append(list, e.group.members...)
		case last == nil || e.group != last || !m.grouped():
			list = append(list, e)
		}
	}
	return list
}

// destination is a job's target in few words: the server's name if it is a known one, else its host.
func (m *model) destination(e *entry) string {
	if e.server >= 0 {
		return m.servers[e.server].Name
	}
	return words.Host(e.job.Target.URL)
}

// predict shows at once what a command will do, until the engine's update says what it did: a cancelled
// job must not look alive for another moment. The result puts everything back.
func (m *model) predict(ids []uuid.UUID, want transfer.Want) (undo transfer.Update) {
	undo = transfer.Update{}
	guess := transfer.Update{}
	for _, id := range ids {
		if e := m.entries[id]; e != nil && e.job.Outcome == "" {
			j := *e.job
			undo[id] = e.job
			j.Want, j.Rate, j.Fault = want, 0, nil
			guess[id] = &j
		}
	}
	m.apply(guess)
	return undo
}
