package sheets

import (
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/readback"
	"sendoff/ui/kit"
	"sendoff/ui/words"
)

// verifySheet is the dialog that compares an upload with what its server has.
type verifySheet struct {
	w       Window
	job     *transfer.Job
	sheet   *kit.Sheet
	verdict *widget.Label
	again   *kit.Button
	stop    func() // ends the running comparison; nil = none runs
}

// Verify compares an upload with what its server has. Closing the sheet ends that.
func Verify(w Window, j *transfer.Job) {
	l := &verifySheet{w: w, job: j, verdict: widget.NewLabel("")}
	leave := func() { l.sheet.Dismiss() }
	l.verdict.Wrapping = fyne.TextWrapWord
	address := widget.NewLabel(words.Plain(bits.SafeAddress(j.Target.URL)))
	address.Wrapping = fyne.TextWrapBreak
	l.again = kit.NewButton(words.Tr(words.VerifyAgain), l.run, leave)
	done := kit.NewButton(words.Tr(words.Close), leave, leave)
	done.Importance = widget.HighImportance
	l.sheet = w.Sheets().Show(kit.SheetParts{
		Title: kit.NewTitle(words.VerifyTitle(j), kit.TextSection),
		Body:  container.NewBorder(kit.Flush(address), nil, nil, nil, kit.Flush(l.verdict)),
		Buttons: []fyne.CanvasObject{
			kit.NewButton(words.Tr(words.Copy), func() { w.Copy(l.plain()) }, leave),
			kit.NewButton(words.Tr(words.SaveReceipt), func() { SaveReceipt(w, []*transfer.Job{l.newest()}) }, leave),
			l.again, done,
		},
		Want: fyne.NewSize(560, 260), OnClose: l.end,
	})
	w.Canvas().Focus(done)
	l.run()
}

// newest is the upload as it is now: its proof may have changed.
func (l *verifySheet) newest() *transfer.Job {
	if j := l.w.Model().Job(l.job.ID); j != nil {
		return j
	}
	return l.job
}

func (l *verifySheet) run() {
	l.end()
	l.again.Disable()
	l.verdict.SetText(words.Tr(words.Verifying))
	l.stop = l.w.Host().Verify(l.newest(), func(n int64) {
		l.verdict.SetText(words.ReadBackText(n, l.job.Source.Size))
	}, func(f readback.Found, err error) {
		l.stop = nil
		l.again.Enable()
		if err != nil {
			l.verdict.SetText(words.ErrorText(err))
			return
		}
		l.verdict.SetText(words.FoundText(f, l.newest()))
	})
}

// end stops a running comparison.
func (l *verifySheet) end() {
	if l.stop != nil {
		l.stop()
		l.stop = nil
	}
}

// plain is the result as text for the clipboard.
func (l *verifySheet) plain() string {
	return l.job.Name() + "\n" + bits.SafeAddress(l.job.Target.URL) + "\n" + l.verdict.Text + "\n"
}

// SaveReceipt asks for a file and saves the receipt of ended uploads in it.
func SaveReceipt(w Window, jobs []*transfer.Job) {
	host, program := w.Host(), w.Identity()
	w.SaveAs(words.ReceiptName(jobs), func(out io.Writer) error {
		page, err := host.Receipt(program, jobs)
		if err != nil {
			return err
		}
		return page.Write(out)
	}, words.ReceiptSaved)
}
