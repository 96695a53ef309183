package sheets

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// probeSheet is the dialog that tests a server step by step.
type probeSheet struct {
	w       Window
	address string
	sheet   *kit.Sheet
	steps   *fyne.Container
	scroll  *container.Scroll
	verdict *widget.Label
	again   *kit.Button
	job     uuid.UUID   // the upload whose server it is; uuid.Nil = none
	help    *kit.Button // applies the remedy
	remedy  func()
	list    []words.TestStep
	stop    func() // ends the running test; nil = none runs
	round   int    // counts the tests, so that a late step of an earlier one is ignored
}

// Test tests an address step by step. job is the upload whose server it is, uuid.Nil = none.
func Test(w Window, address string, job uuid.UUID) { openTest(w, address, job, w.Sheets().Show) }

// testOver tests an address in front of the open sheet, which comes back afterwards.
func testOver(w Window, address string) { openTest(w, address, uuid.Nil, w.Sheets().ShowOver) }

func openTest(w Window, address string, job uuid.UUID, show func(kit.SheetParts) *kit.Sheet) {
	l := &probeSheet{w: w, address: address, job: job, verdict: widget.NewLabel("")}
	leave := func() { l.sheet.Dismiss() }
	l.verdict.Wrapping = fyne.TextWrapWord
	l.steps = container.New(layout.NewCustomPaddedVBoxLayout(0))
	l.scroll = container.NewVScroll(container.New(kit.Insets{Right: kit.Pad}, l.steps))
	l.again = kit.NewButton(words.Tr(words.Again), l.run, leave)
	l.help = kit.NewButton("", func() { leave(); l.remedy() }, leave)
	l.help.Hide()
	done := kit.NewButton(words.Tr(words.Close), leave, leave)
	done.Importance = widget.HighImportance
	done.Other = func(e *fyne.KeyEvent) { kit.ScrollBy(l.scroll, e.Name) }
	l.sheet = show(kit.SheetParts{
		Title: kit.NewTitle(words.TestTitleText(target(w, bits.SafeAddress(address))), kit.TextSection),
		Body:  container.NewBorder(kit.Flush(l.verdict), nil, nil, nil, l.scroll),
		Buttons: []fyne.CanvasObject{
			l.help, kit.NewButton(words.Tr(words.Copy), func() { w.Copy(l.plain()) }, leave), l.again, done, // what appears moves nothing
		},
		Want: fyne.NewSize(600, 460), OnClose: l.end,
	})
	w.Canvas().Focus(done)
	l.run()
}

// run starts the test from its first step.
func (l *probeSheet) run() {
	l.end()
	l.round++
	l.list, l.steps.Objects = nil, nil
	l.steps.Refresh()
	l.say(words.Tr(words.Testing)+" "+words.Tr(words.TestWhat), widget.MediumImportance)
	l.again.Disable()
	l.offer("", nil)
	mine := l.round
	l.stop = l.w.Host().TestServer(l.address,
		func(s words.TestStep) {
			if mine == l.round {
				l.add(s)
			}
		}, func() {
			if mine == l.round {
				l.finished()
			}
		})
}

// end stops a running test.
func (l *probeSheet) end() {
	l.round++
	if l.stop != nil {
		l.stop()
		l.stop = nil
	}
}

func (l *probeSheet) add(s words.TestStep) {
	l.list = append(l.list, s)
	l.steps.Add(newStepRow(s))
	l.steps.Refresh() // only now the text has a width, and the row the height that it needs
	l.scroll.ScrollToBottom()
}

func (l *probeSheet) finished() {
	l.stop = nil
	l.again.Enable()
	n := len(l.list)
	if n > 0 && l.list[n-1].OK {
		l.say(words.Tr(words.TestDone), widget.SuccessImportance)
		return
	}
	at := words.TestStep{Name: words.Tr("Address")}
	if n > 0 {
		at = l.list[n-1]
	}
	if at.Fault != nil {
		l.offer(l.cureFor(at.Fault))
	}
	l.say(words.TestFailedText(at.Name), widget.DangerImportance)
}

// say shows what came out of the test, above its steps.
func (l *probeSheet) say(text string, how widget.Importance) {
	l.verdict.Importance = how
	l.verdict.SetText(text)
}

// offer shows a button for the remedy; "" hides it.
func (l *probeSheet) offer(words string, do func()) {
	l.remedy = do
	l.help.SetText(words)
	kit.Show(l.help, words != "")
	if l.sheet != nil {
		l.sheet.ButtonsChanged()
	}
}

// cureFor returns the remedy for a fault, "" where no button of this window helps.
func (l *probeSheet) cureFor(f *transfer.Fault) (said string, do func()) {
	switch words.TestedCure(f) { //nolint:exhaustive // of the others some other dialog is not the cure
	case words.CureSignIn:
		ask := f.Ask
		if place, err := transfer.SignInOrigin(l.address); ask.Origin == "" && err == nil {
			ask.Origin = place
		}
		return words.Tr(words.SignIn), func() {
			s := &signInSheet{w: l.w, ask: ask, stored: func() { Test(l.w, l.address, l.job) }}
			s.show(f.Kind)
		}
	case words.CureOwnCertificate:
		return words.Tr(words.OwnCert), func() {
			s := &ownSheet{w: l.w, address: l.address, stored: func() { Test(l.w, l.address, l.job) }}
			s.show(f, &transfer.Job{Target: transfer.Target{URL: l.address}})
		}
	case words.CureCertificate:
		return words.Tr(words.ShowCert), func() { ShowCertificate(l.w, CertificateAt(l.address, f)) }
	case words.CureName:
		if l.w.Model().Job(l.job) != nil {
			return words.Tr(words.OtherName), func() { OtherName(l.w, l.job) }
		}
	case words.CureAddress:
		if l.w.Model().Job(l.job) != nil {
			return words.Tr(words.ChangeAddress), func() { ChangeAddress(l.w, l.job) }
		}
		if i := slices.IndexFunc(l.w.Settings().Servers, func(s list.Server) bool { return s.URL == l.address }); i >= 0 {
			return words.Tr(words.EditServer), func() { EditServer(l.w, l.w.Settings().Servers[i]) }
		}
	}
	return "", nil
}

// plain is the test as text for the clipboard.
func (l *probeSheet) plain() string {
	lines := []string{words.TestTitleText(target(l.w, bits.SafeAddress(l.address)))}
	for _, s := range l.list {
		lines = append(lines, words.StepText(s))
	}
	return strings.Join(lines, "\n") + "\n"
}

// newStepRow is a step: a mark, its name, its duration, and below that its result.
func newStepRow(s words.TestStep) fyne.CanvasObject {
	mark, tint := "done", theme.ColorNameSuccess
	switch {
	case !s.OK:
		mark, tint = "failed", theme.ColorNameError
	case s.Risky:
		mark, tint = string(transfer.NeedsYou), theme.ColorNameWarning
	}
	icon := widget.NewIcon(kit.NewIcon(mark, tint))
	text := widget.NewLabel(words.PlainLines(s.Text))
	text.Wrapping, text.SizeName = fyne.TextWrapWord, theme.SizeNameCaptionText
	took := kit.NewTextLine(words.TookStep(s.Took), kit.TextSmall, kit.ColorMuted)
	name := kit.NewTitle(s.Name, kit.TextBody)
	return container.New(stepLayout{}, icon, name, took, text)
}

// stepLayout puts the text of a step into a column beside its name.
type stepLayout struct{}

const (
	stepName float32 = 110
	stepTook float32 = 74
	stepLow  float32 = 430 // below this width the text goes under the name
)

func (stepLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	words := o[3].MinSize().Height
	if o[3].Position().Y > 0 { // under the name
		return fyne.NewSize(260, words+24)
	}
	return fyne.NewSize(260, max(words, 34))
}

func (stepLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	kit.Place(o[0], 0, 8, 18, 18)
	if s.Width < stepLow {
		kit.Place(o[1], 26, 5, s.Width-26-stepTook, 24)
		kit.Place(o[2], s.Width-stepTook, 5, stepTook, 24)
		kit.Place(o[3], 18, 24, s.Width-18, s.Height-24)
		return
	}
	kit.Place(o[1], 26, 5, stepName-26, 24)
	kit.Place(o[3], stepName, 0, s.Width-stepName-stepTook, s.Height)
	kit.Place(o[2], s.Width-stepTook, 5, stepTook, 24)
}
