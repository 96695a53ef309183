package list

import (
	"slices"
	"strings"

	"sendoff/transfer"
)

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

// SetServers changes the servers; the chosen one stays chosen if it still exists.
func (m *Model) SetServers(servers []Server) {
	chosen := Server{}
	if m.Server >= 0 {
		chosen = m.ServerAt(m.Server)
	}
	m.Servers, m.Found, m.Server = slices.Clone(servers), nil, -1
	m.placeAll()
	for i := range m.Places() {
		if s := m.ServerAt(i); chosen.Name != "" && (s.Name == chosen.Name || s.Practice && chosen.Practice) {
			m.Server = i
		}
	}
	m.tally()
	m.show()
}

// SortBy sorts the list by a column; the same column again reverses the order.
func (m *Model) SortBy(c Column) {
	m.Descending = m.Column == c && !m.Descending
	m.Column = c
	slices.SortFunc(m.Order, m.compareEntries)
	m.show()
}

// Fold collapses or opens a group. A selection inside a collapsed group moves to the group.
func (m *Model) Fold(g *Group, folded bool) {
	m.folds[g.key] = folded
	if folded {
		inside := false
		for _, e := range g.Members {
			inside = inside || m.Selected[e.Job.ID] || m.Cursor == e.Job.ID
			delete(m.Selected, e.Job.ID)
		}
		if inside {
			m.Selected[g.id] = true
			m.Cursor, m.anchor = g.id, g.id
		}
	}
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
	m.Shown, m.passed = m.whole[:0], m.passed[:0]
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
	m.part()
	m.keepCursor(m.Shown)
}

func (m *Model) passes(e *Entry, words []string) bool {
	if m.Server >= 0 && e.server != m.Server || !m.Filter.lets(e.filter) {
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

// weave inserts the groups among the single uploads.
func (m *Model) weave() {
	rest := m.passed
	if groups := m.collect(); len(groups) > 0 {
		rest = m.single
		for _, g := range groups {
			at, _ := slices.BinarySearchFunc(rest, g, func(e *Entry, g *Group) int { return m.compare(e, g) })
			m.add(rest[:at])
			m.Shown = append(m.Shown, g)
			if !m.Folded(g) {
				m.add(g.Members)
			}
			rest = rest[at:]
		}
	}
	m.add(rest)
}

// collect sorts what filter, server and search admit into single uploads and groups with their members.
func (m *Model) collect() (groups []*Group) {
	m.pass++
	m.single = m.single[:0]
	for _, e := range m.passed {
		g := e.Group
		if g == nil {
			m.single = append(m.single, e)
			continue
		}
		if g.pass != m.pass {
			g.pass, g.Members = m.pass, g.Members[:0]
			groups = append(groups, g)
		}
		g.Members = append(g.Members, e)
	}
	for _, g := range groups {
		if g.stale {
			g.sum()
		}
	}
	slices.SortFunc(groups, func(a, b *Group) int { return m.compare(a, b) })
	return groups
}

func (m *Model) add(uploads []*Entry) {
	for _, e := range uploads {
		m.Shown = append(m.Shown, e)
	}
}

// tally recounts everything: one pass is easier to get right than running sums.
func (m *Model) tally() {
	m.Counts, m.Totals = [FilterCount]int{}, Totals{}
	m.ServerCounts = make([]int, m.Places())
	away := map[string]bool{}
	for _, e := range m.Order {
		if isAway(e.Job) {
			away[e.Job.Target.Server()] = true
		}
		if m.Server < 0 || e.server == m.Server {
			m.Counts[FilterAll]++
			m.Counts[e.filter]++
		}
		if e.server >= 0 {
			m.ServerCounts[e.server]++
		}
		m.Totals.add(e)
		if m.Server >= 0 && e.server != m.Server && HasFailed(e.Job) {
			m.Totals.Hidden++
			if e.State == transfer.Failed {
				m.Totals.Stuck++
			}
		}
	}
	m.Totals.Away = len(away)
}
