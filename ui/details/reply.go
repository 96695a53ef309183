package details

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/words"
)

// replyPage says what became of the server's reply file and where it is.
type replyPage struct {
	content *container.Scroll
	state   *widget.Label
	path    *kit.Fact
}

func newReplyPage(w Window) *replyPage {
	p := &replyPage{state: widget.NewLabel("")}
	p.state.Wrapping = fyne.TextWrapWord
	p.path = kit.NewFact(words.Tr(words.SavedAt), 92, words.Drawn)
	p.path.Value.Wrapping = fyne.TextWrapBreak
	folder := kit.NewTabStop(kit.NewSmallButton("", words.Tr(words.OpenFolder), func() { w.Reveal(p.path.Whole) }), w.CloseDetails)
	path := kit.NewTabStop(kit.NewSmallButton("", words.Tr(words.Copy), func() { w.Copy(p.path.Whole) }), w.CloseDetails)
	for _, s := range []*kit.TabStop{folder, path} {
		s.Seen = func(o fyne.CanvasObject) { kit.BringIn(p.content, o) }
	}
	tools := container.New(kit.TabStopRow{}, folder, path)
	p.content = container.NewVScroll(container.New(kit.Padding{By: kit.Gap},
		container.New(layout.NewCustomPaddedVBoxLayout(kit.Gap), kit.Flush(p.state), p.path.Row, tools)))
	return p
}

func (p *replyPage) show(j *transfer.Job) {
	if text := words.ReplyText(j); p.state.Text != text {
		p.state.SetText(text)
	}
	p.path.Set(j.ReplyPath())
}
