package list

import (
	"sendoff/transfer"
	"sendoff/ui/words"
)

// Section is a part of the list: what is in a like situation stands together, whatever the list is sorted by.
type Section int8

// The sections, from the top.
const (
	SectionUploading Section = iota
	SectionNeedsYou
	SectionWaiting // retries and what is paused among them, in the order of the queue
	SectionFailed
	SectionFinished
	SectionCount
)

// sectionKeys name the sections among the folds of the settings. They are stored: do not change them.
var sectionKeys = [SectionCount]string{":uploading", ":needs", ":waiting", ":failed", ":finished"}

var sectionNames = [SectionCount]string{
	words.Mark("Uploading"), words.Mark("Needs you"), words.Mark("Waiting"), words.Mark("Failed"), words.Mark("Finished"),
}

// SectionText is the title of a section.
func SectionText(s Section) string { return words.Tr(sectionNames[s]) }

// sectionOfJob is the section of an upload. What was just cancelled stays where it ran until the server has answered.
func sectionOfJob(j *transfer.Job, s transfer.State) Section {
	if s.Standing() == transfer.Leaves && j.Fault == nil && !j.Session.IsZero() {
		return SectionUploading
	}
	return sectionOf(s)
}

// sectionOf is the section of a state.
func sectionOf(s transfer.State) Section {
	switch s.Standing() {
	case transfer.Runs:
		return SectionUploading
	case transfer.HasDone, transfer.HasLeft:
		return SectionFinished
	case transfer.Stuck:
		if s == transfer.NeedsYou {
			return SectionNeedsYou
		}
		return SectionFailed
	case transfer.Waits, transfer.Rests, transfer.Leaves:
	}
	return SectionWaiting
}

// Part is a section as it stands in the list.
type Part struct {
	Section Section
	At      int // index into Shown of its first row; of what follows it if it is folded
	Folded  bool
	rows    []Row // its rows, folded or not
}

// Titled reports whether a part has a title of its own: not where a filter leaves only one of them. The history keeps
// its title, which has buttons.
func (m *Model) Titled(p Part) bool {
	switch m.Filter { //nolint:exhaustive // the others show no history
	case FilterAll:
		return !m.Untitled
	case FilterDone, FilterCancelled:
		return p.Section == SectionFinished && !m.Untitled
	}
	return false
}

// PartOf is the part of a section; ok is false if nothing of it is shown.
func (m *Model) PartOf(s Section) (p Part, ok bool) {
	for _, p := range m.Parts {
		if p.Section == s {
			return p, true
		}
	}
	return Part{}, false
}

// FoldSection collapses or opens a section. What is selected inside a collapsed one is selected no longer.
func (m *Model) FoldSection(s Section, folded bool) {
	m.folds[sectionKeys[s]] = folded
	m.show()
}

// SetUntitled takes the titles of sections away, or brings them back. Without titles no section is folded.
func (m *Model) SetUntitled(on bool) {
	m.Untitled = on
	m.show()
}

// summed is what a part sums up to, until an update or other rows. known is false where it must be counted again.
type summed struct {
	known bool
	n     int
	sum   Progress
}

// Sum is how many uploads a part stands for, and how far those are that are under way.
func (m *Model) Sum(p Part) (n int, sum Progress) {
	s := &m.sums[p.Section]
	if !s.known {
		s.n, s.sum = m.count(p)
		s.known = true
	}
	return s.n, s.sum
}

// count counts a part, which takes as long as it has rows.
func (m *Model) count(p Part) (n int, sum Progress) {
	for _, r := range p.rows {
		switch r := r.(type) {
		case *Group:
			n += r.Tally.in(p.Section)
			sum.add(r.underWay())
		case *Entry:
			if r.Group != nil && m.Grouped() {
				continue // counted with its group
			}
			n++
			sum.add(r.Progress())
		}
	}
	return n, sum
}

// forgetSums has everything counted again.
func (m *Model) forgetSums() { m.sums, m.past = [SectionCount]summed{}, history{} }

// underWay is a group's progress without what does not continue by itself.
func (g *Group) underWay() Progress {
	p := g.Progress()
	p.Size -= g.Tally.resting
	return p
}

// in counts the members that are in a section.
func (t *Tally) in(s Section) int {
	switch s {
	case SectionUploading:
		return t.Active
	case SectionNeedsYou:
		return t.NeedsYou
	case SectionWaiting:
		return t.Waiting + t.Retrying + t.Paused + t.cancelling
	case SectionFailed:
		return t.Failed
	case SectionFinished, SectionCount:
	}
	return t.all
}

// part divides the rows into sections, and leaves out what is folded.
func (m *Model) part() {
	m.forgetSums()
	m.Parts, m.whole = m.Parts[:0], m.Shown
	whole := m.whole
	shown := whole
	for from := 0; from < len(whole); {
		s, to := m.sectionIn(whole[from]), from+1
		for to < len(whole) && m.sectionIn(whole[to]) == s {
			to++
		}
		p := Part{Section: s, At: from, rows: whole[from:to]}
		p.Folded = m.folds[sectionKeys[s]] && m.Titled(p)
		m.Parts = append(m.Parts, p)
		from = to
	}
	if i := m.firstFolded(); i >= 0 {
		shown = m.withoutFolded(whole, i)
	}
	m.Shown, m.Split = shown, len(shown)
	if p, ok := m.PartOf(SectionFinished); ok && !p.Folded {
		m.Split = p.At
	}
}

func (m *Model) firstFolded() int {
	for i, p := range m.Parts {
		if p.Folded {
			return i
		}
	}
	return -1
}

// withoutFolded are the rows without those of folded parts. The parts keep theirs.
func (m *Model) withoutFolded(whole []Row, first int) []Row {
	shown := append([]Row(nil), whole[:m.Parts[first].At]...)
	for i := first; i < len(m.Parts); i++ {
		m.Parts[i].At = len(shown)
		if !m.Parts[i].Folded {
			shown = append(shown, m.Parts[i].rows...)
		}
	}
	return shown
}

// sectionIn is the section in which a row stands: a group's members follow their group.
func (m *Model) sectionIn(r Row) Section {
	if g := r.standsUnder(); g != nil && m.Grouped() {
		return g.section()
	}
	return r.section()
}
