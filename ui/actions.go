package ui

import (
	"errors"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/details"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/sheets"
	"sendoff/ui/words"
)

// actions are what the user can do with uploads, whether by button, toolbar, menu or key.
type actions struct{ w *Window }

// Do sends a command to the engine and waits for the answer off the screen's goroutine. after, which may be nil,
// then runs on the screen's goroutine.
func (a *actions) Do(c transfer.Command, after func(error)) {
	done := a.w.host.Do(c)
	go func() { // ends with the engine's one answer to the command
		err := <-done
		a.w.host.Post(func() {
			if err != nil {
				a.w.Message(words.ErrorText(err))
			}
			if after != nil {
				after(err)
			}
		})
	}()
}

// wish sends a verb and shows its effect at once; a refusal undoes that.
func (a *actions) wish(v transfer.Verb, list []uuid.UUID, want transfer.Want) {
	if len(list) == 0 {
		return
	}
	undo := a.w.model.Predict(list, want)
	a.w.refreshRows()
	a.Do(transfer.Command{Verb: v, IDs: list}, func(err error) {
		if err != nil {
			a.w.Apply(undo)
		}
		if _, unsaved := errors.AsType[*transfer.StorageError](err); unsaved && v == transfer.VerbDrop {
			a.w.Message(words.Tr(words.CancelUnsaved))
		}
	})
}

func (a *actions) run(list []uuid.UUID)   { a.wish(transfer.VerbRun, list, transfer.Run) }
func (a *actions) pause(list []uuid.UUID) { a.wish(transfer.VerbHold, list, transfer.Hold) }
func (a *actions) startOver(list []uuid.UUID) {
	a.wish(transfer.VerbStart, list, transfer.Run)
}

// cancel acts at once; from 10 uploads, or where more than 5 minutes of confirmed sending would be lost, it asks first.
func (a *actions) cancel(list []uuid.UUID) { a.Cancel(list, nil) }

// Cancel is cancel with a callback for when its question closes, if there was one; nil = nothing.
func (a *actions) Cancel(found []uuid.UUID, after func()) {
	if len(found) == 0 {
		return
	}
	drop := func() {
		found := a.w.model.Still(found, list.CanCancel)
		a.cancelled(found)
		a.wish(transfer.VerbDrop, found, transfer.Drop)
	}
	acked, spent, ask := a.w.model.Weighty(found, a.w.settings)
	if !ask {
		drop()
		return
	}
	a.w.sheets.Confirm(kit.Question{
		Title: words.CancelQuestion(len(found)), Body: words.CancelConsequence(acked, spent),
		No: words.Tr(words.KeepUploading), Yes: words.CancelButtonText(len(found)), Then: drop, After: after,
	})
}

func (a *actions) Forget(list []uuid.UUID) {
	if len(list) > 0 {
		a.Do(transfer.Command{Verb: transfer.VerbForget, IDs: list}, nil)
	}
}

// clearFinished removes the shown history. It asks first, since this cannot be undone.
func (a *actions) clearFinished() {
	list := list.IDs(a.w.model.Past(), list.HasEnded)
	a.w.sheets.Confirm(kit.Question{
		Title: words.Tr(words.ClearQuestion), Body: words.Tr(words.ClearConsequence),
		No: words.Tr(words.Back), Yes: words.ClearButtonText(len(list)), Then: func() { a.Forget(list) },
	})
}

func (a *actions) move(list []uuid.UUID, place transfer.Place) {
	if len(list) > 0 {
		a.Do(transfer.Command{Verb: transfer.VerbMove, IDs: list, Place: place}, nil)
	}
}

func (a *actions) priority(list []uuid.UUID, p transfer.Priority) {
	if len(list) > 0 {
		a.Do(transfer.Command{Verb: transfer.VerbPriority, IDs: list, Priority: p}, nil)
	}
}

// startNow puts uploads first. Running ones of a lower priority make room after their current fragment.
func (a *actions) startNow(list []uuid.UUID) {
	a.wish(transfer.VerbNow, list, transfer.Run)
}

// again uploads ended jobs once more. The files are checked off the screen's goroutine.
func (a *actions) again(list []uuid.UUID) {
	var old []*transfer.Job
	for _, id := range list {
		if e := a.w.model.Entries[id]; e != nil {
			old = append(old, e.Job)
		}
	}
	go func() { // ends with the last file checked
		jobs, failed := again(old)
		a.w.host.Post(func() { a.addAgain(jobs, failed) })
	}()
}

func again(old []*transfer.Job) (jobs []transfer.Job, failed []string) {
	for _, o := range old {
		j, err := transfer.UploadAgain(o)
		if err != nil {
			failed = append(failed, words.ErrorText(err))
			continue
		}
		jobs = append(jobs, j)
	}
	list.Regroup(jobs)
	return jobs, failed
}

func (a *actions) addAgain(jobs []transfer.Job, failed []string) {
	if len(jobs) == 0 {
		a.w.Message(words.AgainText(0, failed))
		return
	}
	a.Do(transfer.Command{Verb: transfer.VerbAdd, Jobs: jobs}, func(err error) {
		if err == nil {
			a.say(words.AgainText(len(jobs), failed), len(failed) == 0)
		}
	})
}

// say shows a message until it is closed; well means good news, which goes by itself.
func (a *actions) say(text string, well bool) {
	if well {
		a.w.news(text)
		return
	}
	a.w.Message(text)
}

// Toggle pauses the selected uploads that run, or resumes them if none runs.
func (a *actions) Toggle() {
	b := a.w.model.Live()
	switch {
	case b.All:
	case len(b.Pause) > 0:
		a.pause(b.Pause)
	case len(b.Resume) > 0:
		a.run(b.Resume)
	default:
		a.w.news(words.Tr(words.NothingToPause))
	}
}

// CancelSelected cancels what is selected, or says why nothing of it can be cancelled.
func (a *actions) CancelSelected() {
	b := a.w.model.Live()
	switch {
	case b.All:
		a.w.news(words.Tr(words.NothingSelected))
	case len(b.Cancel) == 0:
		a.w.news(words.Tr(words.NothingToCancel))
	default:
		a.cancel(b.Cancel)
	}
}

// retrySelected retries the selected uploads, or all failed ones.
func (a *actions) retrySelected() {
	list := list.IDs(a.w.model.Chosen(), list.CanRetry)
	if len(list) == 0 {
		list = a.w.model.Live().Retry
	}
	if len(list) == 0 {
		a.w.news(words.Tr(words.NothingToRetry))
		return
	}
	a.retry(list)
}

func (a *actions) moveSelected(to transfer.Place) {
	which := list.IDs(a.w.model.Chosen(), list.CanMove)
	if len(which) == 0 {
		a.w.news(words.Tr(words.NothingToMove))
		return
	}
	a.move(which, to)
}

// protocol opens the details at the packets page.
func (a *actions) protocol() {
	if e, one := a.w.queue.AtCursor().(*list.Entry); one {
		a.Details(e.Job.ID)
		a.w.details.TurnTo(details.Protocol)
	}
}

// testHere tests the server of the selected upload, or the chosen server.
func (a *actions) testHere() {
	if list := a.w.model.Chosen(); len(list) > 0 {
		a.testServer(list[0].Job.ID)
		return
	}
	a.testChosen()
}

// testChosen tests the chosen server.
func (a *actions) testChosen() {
	s, ok := a.w.chosenServer()
	switch {
	case !ok:
		a.w.Message(words.Tr(words.NothingToTest))
	case s.URL != "":
		sheets.Test(a, s.URL, uuid.Nil)
	default: // the practice server, not running yet
		a.w.startPractice(func(s list.Server, err error) {
			if err == nil {
				sheets.Test(a, s.URL, uuid.Nil)
			}
		})
	}
}

func (a *actions) copySession() {
	if len(list.IDs(a.w.model.Chosen(), list.HasSession)) == 0 {
		a.w.Message(words.Tr(words.NoSession))
		return
	}
	a.copyEach(func(j *transfer.Job) string { return j.Session.ID })
}

func (a *actions) SelectAll() {
	a.w.model.PickAll()
	a.w.queue.SelectionChanged()
	a.Selected()
}

// Selected is called when the selection changed.
func (a *actions) Selected() {
	a.w.toolbar.update()
	a.w.details.Follow(a.w.model.Cursor)
	a.w.restChanged()
}

func (a *actions) Details(id uuid.UUID) { a.w.openDetails(id) }

// Escape closes what is open, innermost first.
func (a *actions) Escape() {
	switch {
	case a.w.sheets.Top() != nil:
		a.w.sheets.Top().Dismiss()
	case a.w.details.Open() && !a.w.rest.shown:
		a.w.closeDetails()
	case a.w.toolbar.search.Text != "":
		a.w.toolbar.search.SetText("")
	default:
		a.w.model.PickNone()
		a.w.queue.SelectionChanged()
		a.Selected()
	}
}

// Paste adds the copied files. Reading the clipboard may take another program a while; a second paste before it has
// answered is ignored.
func (a *actions) Paste() {
	if a.w.pasting {
		return
	}
	a.w.pasting = true
	a.w.host.Clipboard(func(c list.Copied, err error) {
		a.w.pasting = false
		if err != nil {
			a.w.Message(words.ErrorText(err))
			return
		}
		a.w.adder.AddCopied(c)
	})
}

func (a *actions) Copy(text string) {
	a.w.app.Clipboard().SetContent(text)
	a.w.news(words.Tr(words.Copied))
}

// copyEach copies one line per selected upload.
func (a *actions) copyEach(line func(*transfer.Job) string) {
	var lines []string
	for _, e := range a.w.model.Chosen() {
		if s := line(e.Job); s != "" {
			lines = append(lines, s)
		}
	}
	if len(lines) > 0 {
		a.Copy(strings.Join(lines, "\n"))
	}
}

func (a *actions) CopyStatus() {
	a.copyEach(func(j *transfer.Job) string {
		return strings.Join(slices.DeleteFunc([]string{
			j.Name(), bits.SafeAddress(j.Target.URL), words.StateText(j, time.Now()), words.FaultText(j.Fault, j),
		}, func(s string) bool { return s == "" }), "\t")
	})
}

// choose opens the file or folder chooser.
func (a *actions) choose(folder bool) {
	a.w.host.Choose(folder, func(paths []string, err error) {
		switch {
		case err != nil:
			a.w.Message(words.ErrorText(err))
		case len(paths) > 0:
			a.w.Add(paths)
		}
	})
}

func (a *actions) addFiles()  { a.choose(false) }
func (a *actions) addFolder() { a.choose(true) }

// Menu shows the actions for the selection, with their keys. What cannot apply to it is left out.
func (a *actions) Menu(at fyne.Position) {
	if items := possible(a.menuItems()); len(items) > 0 {
		kit.ShowMenu(a.w.win.Canvas(), fyne.NewMenu("", items...), at)
	}
}
