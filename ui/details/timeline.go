package details

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"sendoff/ui/kit"
	"sendoff/ui/words"
)

// timeline shows the story of a job.
type timeline struct {
	w       Window
	content *fyne.Container
	scroll  *container.Scroll
	rows    *fyne.Container
	story   []words.StoryLine
}

// maxMoments bounds what is shown: each moment is a wrapping widget.
const maxMoments = 150

func newTimeline(w Window) *timeline {
	t := &timeline{w: w, rows: container.New(layout.NewCustomPaddedVBoxLayout(kit.FactGap))}
	t.scroll = container.NewVScroll(container.New(kit.Padding{By: kit.Gap}, t.rows))
	copyAll := kit.NewTabStop(kit.NewSmallButton("", words.Tr(words.CopyAll), func() { w.Copy(words.TimelineText(t.story)) }), w.CloseDetails)
	tools := container.New(kit.Padding{By: kit.Gap}, container.New(kit.TabStopRow{}, copyAll))
	t.content = container.NewBorder(tools, nil, nil, nil, t.scroll)
	return t
}

// show shows a story. Unchanged sentences are kept; a reader at the end stays at the end.
func (t *timeline) show(story []words.StoryLine, now time.Time) {
	shown := story
	if over := len(story) - maxMoments; over > 0 {
		shown = append([]words.StoryLine{{At: story[over-1].At, Text: words.Tr(words.EarlierEvents), Tone: words.TonePlain}}, story[over:]...)
	}
	t.story = story
	end := t.scroll.Offset.Y+t.scroll.Size().Height >= t.rows.MinSize().Height
	grown := len(shown) != len(t.rows.Objects)
	for len(t.rows.Objects) > len(shown) {
		t.rows.Objects = t.rows.Objects[:len(t.rows.Objects)-1]
	}
	for i, m := range shown {
		if i == len(t.rows.Objects) {
			t.rows.Objects = append(t.rows.Objects, newMomentRow())
		}
		t.rows.Objects[i].(*momentRow).show(m, now)
	}
	if !grown {
		return
	}
	t.rows.Refresh()
	if end {
		t.scroll.ScrollToBottom()
	}
}

// momentRow is a time and a sentence.
type momentRow struct {
	widget.BaseWidget
	at   *kit.TextLine
	text *widget.Label
	row  *fyne.Container
}

const momentColumn float32 = 92

func newMomentRow() *momentRow {
	f := kit.NewFact("", momentColumn, words.Drawn)
	r := &momentRow{text: f.Value, at: kit.NewTextLine("", kit.TextSmall, kit.ColorMuted)}
	caption := container.New(kit.Column{Width: momentColumn}, container.New(layout.NewCustomPaddedLayout(kit.Gap, 0, 0, 0), container.NewVBox(r.at)))
	r.row = container.NewBorder(nil, nil, caption, nil, r.text)
	r.ExtendBaseWidget(r)
	return r
}

func (r *momentRow) show(m words.StoryLine, now time.Time) {
	r.at.Set(words.ClockSeconds(m.At, now), kit.ColorMuted)
	importance := [...]widget.Importance{
		words.TonePlain: widget.MediumImportance, words.ToneGood: widget.SuccessImportance,
		words.ToneOdd: widget.WarningImportance, words.ToneBad: widget.DangerImportance,
	}[m.Tone]
	if r.text.Text != m.Text || r.text.Importance != importance {
		r.text.Importance = importance
		r.text.SetText(m.Text)
	}
}

// CreateRenderer makes the row's drawing.
func (r *momentRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.row) }
