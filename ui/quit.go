package ui

import (
	"time"

	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// What the close button and quitting mean while uploads run.

// closeButton is what the window's close button and Ctrl+W do: with nothing to upload it quits; while
// uploads run it puts the window into the tray, where there is one and the user wants that, or asks;
// without a tray it minimises.
func (w *Window) closeButton() {
	busy := w.model.Survey().Busy()
	switch {
	case w.tray.here && (w.settings.OnClose == list.CloseTray || busy && w.leaving):
		w.hide()
	case !busy:
		w.end()
	case w.tray.here && w.settings.OnClose == list.CloseAsk:
		w.askClose()
	case w.tray.here || !w.minimise():
		w.quit()
	}
}

// minimise puts the window away, and says how to get rid of it for good. False means that the desktop
// has no place for it.
func (w *Window) minimise() bool {
	if !w.host.Minimise() {
		return false
	}
	if !w.leaving {
		w.offer(words.Tr(words.GoesOnMinimised), words.Tr(words.Quit), w.quit)
	}
	return true
}

// quit ends the program. It asks while uploads run: quitting by mistake costs hours unnoticed.
func (w *Window) quit() {
	s := w.model.Survey()
	if !s.Busy() {
		w.end()
		return
	}
	if !w.tray.shown {
		w.Reveal() // the question needs a window
	}
	q := kit.Decision{
		Title: words.Tr(words.QuitQuestion), Body: list.QuitConsequence(s), No: words.Tr(words.KeepUploading), OnNo: w.stayOpen,
		Other: words.Tr(words.QuitNow), OnOther: w.end, Yes: words.Tr(words.FinishThenQuit), OnYes: w.leave,
	}
	if !s.Gets() { // there is nothing to finish
		q.Other, q.OnOther, q.Yes, q.OnYes = "", nil, words.Tr(words.QuitNow), w.end
	}
	w.sheets.Ask(q)
}

func (w *Window) end() { w.app.Quit() }

// leave has the program end by itself once nothing goes on any more.
func (w *Window) leave() {
	w.leaving = true
	w.Message("")
	w.endIfDone()
	w.watchLeaving()
}

// watchLeaving looks again after a while: that an upload has failed for too long is no update.
func (w *Window) watchLeaving() {
	time.AfterFunc(list.Briefly/4, func() { // ends by itself after one post
		w.host.Post(func() {
			if w.leaving {
				w.endIfDone()
				w.watchLeaving()
			}
		})
	})
}

// stayOpen takes the wish to leave back.
func (w *Window) stayOpen() {
	if w.leaving {
		w.leaving = false
		w.Message("")
	}
}

// leaveAfter is how long nothing must go on for the program to end: one upload may end a moment before
// the next begins, and the desktop's last message needs its time.
const leaveAfter = 2 * time.Second

// endIfDone ends the program that was to end when its uploads have. What only tries again goes on at the next
// start.
func (w *Window) endIfDone() {
	if !w.leaving || w.ending || w.model.Survey().Gets() {
		return
	}
	w.ending = true
	w.notes.send()
	time.AfterFunc(leaveAfter, func() { // ends by itself after one post
		w.host.Post(func() {
			w.ending = false
			if w.leaving && !w.model.Survey().Gets() {
				w.end()
			}
		})
	})
}

// askClose asks once what the close button is to do.
func (w *Window) askClose() {
	choose := func(v string, then func()) func() {
		return func() {
			w.settings.OnClose = v
			w.save()
			then()
		}
	}
	w.sheets.Ask(kit.Decision{
		Title: words.Tr(words.CloseQuestion), Body: words.Tr(words.CloseConsequence),
		No: words.Tr(words.Stay), Other: words.Tr(words.Quit), OnOther: choose(list.CloseQuit, w.end),
		Yes: words.Tr(words.KeepInTray), OnYes: choose(list.CloseTray, w.hide),
	})
}
