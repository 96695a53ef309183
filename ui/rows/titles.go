package rows

import "sendoff/ui/list"

// The keyboard at the titles of sections. Left goes from a row to the title above it. Up and Down stop at titles of
// collapsed sections, which stand for their rows.

// atTitle is the section whose title has the keyboard, noTitle if a row has it.
func (q *Queue) atTitle() list.Section {
	if q.lineOfTitle(q.title) < 0 {
		return noTitle
	}
	return q.title
}

// lineOfTitle is the line of a section's title, -1 = it has none.
func (q *Queue) lineOfTitle(s list.Section) int {
	above := 0
	for _, p := range q.m.Parts {
		switch {
		case !q.m.Titled(p):
			continue
		case p.Section == s:
			return p.At + above
		}
		above++
	}
	return -1
}

// here is what the keyboard is at.
func (q *Queue) here() content {
	if s := q.atTitle(); s != noTitle {
		return titleContent{q, s}
	}
	return q.contentOf(q.AtCursor())
}

// toTitle moves the keyboard to the title of a section, if it has one. Nothing is selected there.
func (q *Queue) toTitle(s list.Section) {
	line := q.lineOfTitle(s)
	if line < 0 {
		return
	}
	q.title, q.button = s, 0
	q.m.PickNone()
	q.reveal(line)
	q.SelectionChanged()
	q.w.Selected()
}

// sectionOf is the section in which a row stands, noTitle if it is not shown.
func (q *Queue) sectionOf(r list.Row) list.Section {
	at, found := q.m.IndexOf(r.ID()), noTitle
	for _, p := range q.m.Parts {
		if at >= p.At && !p.Folded {
			found = p.Section
		}
	}
	return found
}

// past moves the keyboard up or down by a line where a title is involved: to that of a collapsed section, or from a title
// to what follows. It reports whether it did.
func (q *Queue) past(by int) bool {
	line := q.lineOfTitle(q.atTitle())
	from := line >= 0
	if at := q.m.IndexOf(q.m.Cursor); !from && at >= 0 {
		line = q.line(at)
	} else if !from && len(q.m.Shown) > 0 {
		return false
	}
	for line += by; line >= 0 && line < q.length(); line += by {
		s := q.titleOn(line)
		if p, _ := q.m.PartOf(s); s != noTitle && p.Folded {
			q.toTitle(s)
			return true
		}
		if s == noTitle {
			if from {
				q.reveal(line)
				q.Choose(q.index(line), list.ReachOne)
			}
			return from
		}
	}
	return from
}
