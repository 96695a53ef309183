package list

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// Model is the list as plain data: all uploads, the shown ones and the selected ones. Shown holds the queue and,
// from Split on, the history, in sections. The members of an open group follow it.
type Model struct {
	Entries  map[uuid.UUID]*Entry
	Order    []*Entry // everything, sorted
	passed   []*Entry // uploads that pass filter, server and search
	single   []*Entry // those of passed that are in no group
	Shown    []Row    // the rows
	whole    []Row    // the rows with those of folded sections
	Parts    []Part   // the sections that have rows, from the top
	sums     [SectionCount]summed
	past     history
	Untitled bool // sections have no titles: there is no room
	Split    int  // index into Shown of the first ended one

	Groups map[string]*Group // by key
	folds  map[string]bool   // the user's choices of collapsed or open, by key
	pass   int               // number of the current pass over groups

	Column     Column
	Descending bool

	Servers  []Server // the remembered ones
	Found    []Server // other ones that uploads go to
	Practice string   // last URL of the practice server; "" = none yet
	Filter   Filter
	Server   int // index into Servers and then Found, -1 = all
	search   string

	Counts       [FilterCount]int // at the chosen server
	ServerCounts []int            // all uploads, by index into Servers and then Found
	Totals       Totals
	sorter       *sorter

	// The selection is kept by ID, because rows move.
	Selected  map[uuid.UUID]bool
	anchor    uuid.UUID // where a range begins
	Cursor    uuid.UUID // the row with the keyboard focus
	Watched   uuid.UUID // the upload in the details, uuid.Nil = none
	Successor uuid.UUID // the row that took the watched one's place, until the details follow
}

// New is an empty list, showing all servers.
func New(servers []Server) *Model {
	return &Model{
		Entries: map[uuid.UUID]*Entry{}, Selected: map[uuid.UUID]bool{},
		Groups: map[string]*Group{}, folds: map[string]bool{},
		Servers: slices.Clone(servers), Server: -1, ServerCounts: make([]int, len(servers)),
		sorter: newSorter(words.SortedAs()),
	}
}

// ServerOf finds the remembered server whose URL is the longest prefix of address.
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

// History sums up the shown history: the number of entries, and the uploaded bytes, including entries that the
// history had no room for.
func (m *Model) History() (n int, uploaded int64) {
	if !m.past.known {
		m.past.n, m.past.uploaded = m.countHistory()
		m.past.known = true
	}
	return m.past.n, m.past.uploaded
}

// history is the sum of the shown history, until an update or other rows.
type history struct {
	known    bool
	n        int
	uploaded int64
}

func (m *Model) countHistory() (n int, uploaded int64) {
	for _, e := range m.Past() {
		n++
		if e.State.Standing() == transfer.HasDone {
			uploaded += e.Job.Source.Size
		}
		uploaded += e.Job.Cut[transfer.Delivered].Bytes
	}
	return n, uploaded
}

// Past are the uploads of the history that pass filter, server and search, folded or not.
func (m *Model) Past() []*Entry {
	p, _ := m.PartOf(SectionFinished)
	return m.uploads(p.rows)
}

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
		return m.ServerAt(i).Name
	}
	return words.Host(r.lead().Target.URL)
}

// Grouped reports whether the list shows groups. Filters and the search show single uploads instead.
func (m *Model) Grouped() bool {
	return m.Filter == FilterAll && strings.TrimSpace(m.search) == ""
}
