package ui

import (
	"time"

	"sendoff/ui/kit"
	"sendoff/ui/words"
)

// Message shows one line above the status bar until it is closed or replaced. "" removes it; then a pending exit is
// shown, or how many uploads wait for the network.
func (w *Window) Message(text string) {
	if text == "" && w.leaving {
		w.offer(words.Tr(words.Leaving), words.Tr(words.StayOpen), w.stayOpen)
		kit.Show(w.status.stops[2], false) // closing the line would not withdraw the request to quit
		return
	}
	w.way.shown = text == "" && w.waitsOffline()
	if w.way.shown {
		text = w.offlineNews()
	}
	kit.Show(w.status.stops[2], true)
	w.status.message(words.Plain(text))
	w.relayout()
}

// offer is a Message with a button.
func (w *Window) offer(text, label string, do func()) {
	w.way.shown = false
	w.status.offer(words.Plain(text), label, do)
	w.relayout()
}

// news is a Message of success: it disappears by itself.
func (w *Window) news(text string) {
	w.Message(text)
	w.fade(text, newsTime)
}

// fade removes a message after a while, unless it was replaced.
func (w *Window) fade(text string, after time.Duration) {
	time.AfterFunc(after, func() { // ends by itself after one post
		w.host.Post(func() {
			if w.status.words.Words == words.Plain(text) {
				w.Message("")
			}
		})
	})
}

const newsTime = 8 * time.Second
