package ui

import (
	"time"

	"sendoff/ui/list"
	"sendoff/ui/sheets"
	"sendoff/ui/words"
)

// What the close button and quitting do while uploads run.

// closeButton handles the window's close button and Ctrl+W. With nothing to upload it quits. While uploads run it
// hides the window in the tray, if there is one and the user chose so, or asks; without a tray it minimises.
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

// minimise minimises the window, and says how to quit instead. It reports whether the desktop can minimise.
func (w *Window) minimise() bool {
	if !w.host.Minimise() {
		return false
	}
	if !w.leaving {
		w.offer(words.Tr(words.GoesOnMinimised), words.Tr(words.Quit), w.quit)
	}
	return true
}

// quit ends the program. It asks while uploads run: a mistaken exit costs hours unnoticed.
func (w *Window) quit() {
	s := w.model.Survey()
	if !s.Busy() {
		w.end()
		return
	}
	if !w.tray.shown {
		w.Reveal() // the question needs a visible window
	}
	sheets.AskQuit(w.sheets, s, sheets.Quitting{Stay: w.stayOpen, Now: w.end, Finish: w.leave})
}

func (w *Window) end() { w.app.Quit() }

// leave makes the program exit once nothing is active.
func (w *Window) leave() {
	w.leaving = true
	w.Message("")
	w.endIfDone()
	w.watchLeaving()
}

// watchLeaving checks again after a while: no update announces that an upload has been failing for too long.
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

// stayOpen withdraws the request to exit.
func (w *Window) stayOpen() {
	if w.leaving {
		w.leaving = false
		w.Message("")
	}
}

// leaveAfter is how long nothing must be active before the program exits: the next upload may begin a moment later,
// and the desktop's last notification needs its time.
const leaveAfter = 2 * time.Second

// endIfDone exits if a requested exit can happen. Uploads that only retry continue at the next start.
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

// askClose asks once what the close button should do.
func (w *Window) askClose() {
	choose := func(v string, then func()) func() {
		return func() {
			w.settings.OnClose = v
			w.save()
			then()
		}
	}
	sheets.AskClose(w.sheets, choose(list.CloseQuit, w.end), choose(list.CloseTray, w.hide))
}
