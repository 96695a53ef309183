package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/google/uuid"
)

// TestStep is one rung of the test of a server: its name, the connection, the certificate, the packets.
type TestStep struct {
	Name string // in the user's language
	OK   bool
	Text string // what was found, or the sentence for what went wrong
	Took time.Duration
}

// ladder is the dialog that tests a server step by step.
type ladder struct {
	w       *Window
	address string
	sheet   *sheet
	steps   *fyne.Container
	scroll  *container.Scroll
	verdict *widget.Label
	again   *button
	list    []TestStep
	stop    func() // ends the test that runs; nil = none does
	round   int    // counts the tests, so that a late step of an earlier one is passed over
}

// testServer tests the server of an upload, with the very address it has.
func (a *actions) testServer(id uuid.UUID) {
	if j := a.job(id); j != nil {
		a.w.testAddress(j.Target.URL)
	}
}

// testAddress opens the dialog that tests an address.
func (w *Window) testAddress(address string) {
	l := &ladder{w: w, address: address, verdict: widget.NewLabel("")}
	leave := func() { l.sheet.dismiss() }
	l.verdict.Wrapping = fyne.TextWrapWord
	l.steps = container.New(layout.NewCustomPaddedVBoxLayout(0))
	l.scroll = container.NewVScroll(container.New(insets{right: rowPad}, l.steps))
	l.again = newButton(tr(textAgain), l.run, leave)
	done := newButton(tr(textClose), leave, leave)
	done.Importance = widget.HighImportance
	done.other = func(e *fyne.KeyEvent) { scrollBy(l.scroll, e.Name) }
	l.sheet = w.openSheet(sheetParts{
		title: newTitle(testTitleText(safeAddress(address)), textSection),
		body:  container.NewBorder(nil, flush(l.verdict), nil, nil, l.scroll),
		buttons: []fyne.CanvasObject{
			newButton(tr(textCopy), func() { w.act.copy(l.plain()) }, leave), l.again, done,
		},
		want: fyne.NewSize(600, 460), onClose: l.end,
	})
	w.win.Canvas().Focus(done)
	l.run()
}

// run begins the test from its first step.
func (l *ladder) run() {
	l.end()
	l.round++
	l.list, l.steps.Objects = nil, nil
	l.steps.Refresh()
	l.verdict.SetText(tr(textTesting) + " " + tr(textTestWhat))
	l.again.Disable()
	mine := l.round
	l.stop = l.w.host.TestServer(l.address,
		func(s TestStep) {
			if mine == l.round {
				l.add(s)
			}
		}, func() {
			if mine == l.round {
				l.finished()
			}
		})
}

// end stops a test that runs.
func (l *ladder) end() {
	l.round++
	if l.stop != nil {
		l.stop()
		l.stop = nil
	}
}

func (l *ladder) add(s TestStep) {
	l.list = append(l.list, s)
	l.steps.Add(newStepRow(s))
	l.scroll.ScrollToBottom()
}

func (l *ladder) finished() {
	l.stop = nil
	l.again.Enable()
	text := tr(textTestDone)
	if n := len(l.list); n == 0 || !l.list[n-1].OK {
		text = tr(textTestFailed)
	}
	l.verdict.SetText(text)
}

// plain is the test for the clipboard.
func (l *ladder) plain() string {
	lines := []string{testTitleText(safeAddress(l.address))}
	for _, s := range l.list {
		lines = append(lines, stepText(s))
	}
	return strings.Join(lines, "\n") + "\n"
}

// newStepRow is a step: a mark, its name, how long it took, and below what was found.
func newStepRow(s TestStep) fyne.CanvasObject {
	mark, tint := "done", theme.ColorNameSuccess
	if !s.OK {
		mark, tint = "failed", theme.ColorNameError
	}
	icon := widget.NewIcon(newIcon(mark, tint))
	text := widget.NewLabel(s.Text)
	text.Wrapping, text.SizeName = fyne.TextWrapWord, theme.SizeNameCaptionText
	took := newLineOf(tookStep(s.Took), textSmall, colorMuted)
	name := newTitle(s.Name, textName)
	return container.New(stepLayout{}, icon, name, took, text)
}

// stepLayout puts the words of a step into a column beside its name.
type stepLayout struct{}

const (
	stepName float32 = 110
	stepTook float32 = 74
	stepLow  float32 = 430 // below: the words stand under the name
)

func (stepLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	words := o[3].MinSize().Height
	if w := o[3].Size().Width; w > 0 && w <= stepLow-iconSize {
		return fyne.NewSize(260, words+24)
	}
	return fyne.NewSize(260, max(words, 34))
}

func (stepLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	place(o[0], 0, 8, 18, 18)
	if s.Width < stepLow {
		place(o[1], 26, 5, s.Width-26-stepTook, 24)
		place(o[2], s.Width-stepTook, 5, stepTook, 24)
		place(o[3], 18, 24, s.Width-18, s.Height-24)
		return
	}
	place(o[1], 26, 5, stepName-26, 24)
	place(o[3], stepName, 0, s.Width-stepName-stepTook, s.Height)
	place(o[2], s.Width-stepTook, 5, stepTook, 24)
}
