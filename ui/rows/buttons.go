package rows

import (
	"fyne.io/fyne/v2"

	"sendoff/ui/kit"
	"sendoff/ui/words"
)

// The buttons of a row. They are quiet icons, and have words and a frame where the pointer or the keyboard is and on
// selected rows. Both forms have the same place and size: nothing moves under the pointer, and no other button comes
// to where one was aimed at. The icons of all rows stand in two columns. The cure of a stuck row always has its words.

// loudness gives the buttons their form.
func (r *Row) loudness(chosen bool) {
	loud := chosen || r.hovered || r.was.kind == rowHeading
	r.First.SetQuiet(!loud && (r.was.kind != rowFault || r.was.calm))
	r.Second.SetQuiet(!loud)
}

// wordedButtons puts both buttons into their columns. It returns where the columns begin, or a button that is wider
// than its column.
func (r *Row) wordedButtons(s fyne.Size) float32 {
	height := kit.SmallButtonHeight
	y := (s.Height - height) / 2
	first, second := r.usualColumn(), r.secondColumn()
	x := s.Width - kit.Pad - second
	if w := r.Second.Width(); w > second && !r.First.Visible() { // it takes both columns
		second += max(kit.Gap+first, w-second)
		x = s.Width - kit.Pad - second
	}
	kit.Place(r.Second, x, y, second, height)
	begin := min(x, s.Width-kit.Pad-r.secondColumn()-kit.Gap-r.firstColumn())
	x -= kit.Gap
	r.First.SetBare(false)
	r.Second.SetBare(false)
	kit.Place(r.First, x-first, y, first, height)
	if r.First.Visible() {
		begin = min(begin, x-first)
	}
	return begin
}

// firstColumn is the room for the first button, the same in all rows, so that facts and bars line up. Only a cure
// with a longer label than these takes more.
func (r *Row) firstColumn() float32 {
	w := float32(0)
	for _, label := range []string{
		words.Tr(words.Pause), words.Tr(words.Resume), words.Tr(words.Retry), words.Tr(words.UploadAgain),
		words.Tr(words.ChangeAddress), words.Tr(words.TestServer), words.Tr(words.CopyForAdmin),
	} {
		w = max(w, r.First.WidthOf(label))
	}
	return w
}

// usualColumn is the width of the first button: the same in all rows, so that the icons stand below each other. Only a
// cure with a longer label takes more.
func (r *Row) usualColumn() float32 {
	w := r.First.Width()
	for _, label := range []string{words.Tr(words.Pause), words.Tr(words.Resume), words.Tr(words.Retry), words.Tr(words.UploadAgain)} {
		w = max(w, r.First.WidthOf(label))
	}
	return w
}

// secondColumn is the room for the second button.
func (r *Row) secondColumn() float32 {
	return max(r.Second.WidthOf(words.Tr(words.Cancel)), r.Second.WidthOf(words.Tr(words.Remove)))
}

// iconButtons puts the buttons at the right edge without words, except for a cure in a row of two lines. It returns
// where they begin.
func (r *Row) iconButtons(s fyne.Size, middle float32) float32 {
	height := min(kit.SmallButtonHeight, 2*(min(middle, s.Height-middle)-kit.RingWidth-ringGap))
	x := s.Width - kit.Pad
	for _, p := range []*kit.SmallButton{r.Second, r.First} {
		p.SetBare(r.was.compact || p == r.Second || r.was.kind != rowFault)
		w := max(height, kit.SmallButtonHeight)
		if !p.Bare {
			w = p.Width()
		}
		x -= w
		kit.Place(p, x, middle-height/2, w, height)
		x -= kit.Gap
	}
	return x + kit.Gap
}

// headingButtons puts the buttons of a heading, which have words. It returns where they begin.
func (r *Row) headingButtons(s fyne.Size) float32 {
	height := min(kit.SmallButtonHeight, s.Height-4)
	x := s.Width - kit.Pad
	for _, p := range []*kit.SmallButton{r.Second, r.First} {
		p.SetBare(false)
		if !p.Visible() {
			continue
		}
		x -= p.Width()
		kit.Place(p, x, (s.Height-height)/2, p.Width(), height)
		x -= kit.Gap
	}
	return x
}
