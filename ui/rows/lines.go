package rows

import "sendoff/ui/list"

// Lines are what the toolkit's list counts: rows, and the titles of sections above them.

// noTitle is the section of a line that is a row.
const noTitle = list.SectionCount

// spots tells the lines of a model's list apart.
type spots struct{ m *list.Model }

// titleOn is the section whose title is on a line, noTitle for a row.
func (s spots) titleOn(line int) list.Section {
	above := 0
	for _, p := range s.m.Parts {
		if !s.m.Titled(p) {
			continue
		}
		if line == p.At+above {
			return p.Section
		}
		above++
	}
	return noTitle
}

func (s spots) length() int {
	n := len(s.m.Shown)
	for _, p := range s.m.Parts {
		if s.m.Titled(p) {
			n++
		}
	}
	return n
}

// titlesBefore counts the titles above a line.
func (s spots) titlesBefore(line int) int {
	above := 0
	for _, p := range s.m.Parts {
		if s.m.Titled(p) && p.At+above < line {
			above++
		}
	}
	return above
}

// at is the row on a line, nil for a title or a line that is gone.
func (s spots) at(line int) list.Row {
	i := s.index(line)
	if i < 0 || i >= len(s.m.Shown) {
		return nil
	}
	return s.m.Shown[i]
}

// index turns a line into an index of model.Shown, -1 for a title.
func (s spots) index(line int) int {
	if s.titleOn(line) != noTitle {
		return -1
	}
	return line - s.titlesBefore(line)
}

// line turns an index of model.Shown into a line.
func (s spots) line(index int) int {
	above := 0
	for _, p := range s.m.Parts {
		if s.m.Titled(p) && p.At <= index {
			above++
		}
	}
	return index + above
}
