package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// cutOffUploads are three uploads that wait for a remote server, one to a server on this computer, and a paused
// one.
func cutOffUploads() (transfer.Update, []uuid.UUID) {
	return listtest.Jobs(5, func(i int, j *transfer.Job) {
		switch i {
		case 3:
			j.Target.URL = "http://127.0.0.1:8080/x.bin"
		case 4:
			j.Want = transfer.Hold
		}
	})
}

func news(w *Window) string {
	if !w.status.news.Visible() {
		return ""
	}
	return w.status.words.Words
}

// TestStatusBarCutsNoWord: in a narrow bar the remaining time gives way before "nothing under way" does.
func TestStatusBarCutsNoWord(t *testing.T) {
	words.Speak(words.Russian)
	t.Cleanup(func() { words.Speak(words.English) })
	w, _ := openTest(t, labSettings())
	u, _ := listtest.Jobs(17, func(_ int, j *transfer.Job) { j.Want = transfer.Hold })
	w.Apply(u)
	s := w.status
	for _, c := range []struct {
		width           float32
		running, beside string
	}{{1100, "Нет выгрузки", "Приостановлено: 17"}, {300, "Приостановлено: 17", ""}} {
		s.bar.Resize(fyne.NewSize(c.width, statusHeight))
		s.update()
		if s.running.Words != c.running || s.remaining.Words != c.beside {
			t.Errorf("%v wide: %q, %q", c.width, s.running.Words, s.remaining.Words)
		}
	}
}

func TestOffline(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := cutOffUploads()
	w.Apply(u)
	if w.status.way.Words != "" {
		t.Errorf("before anything is known: %q", w.status.way.Words)
	}
	w.Network(transfer.Network{})
	if w.status.way.Words != "Online" || news(w) != "" {
		t.Errorf("in a network: %q, %q", w.status.way.Words, news(w))
	}
	since := time.Now()
	at := since.Format("15:04")
	w.Network(transfer.Network{Offline: true, Since: since})
	if w.status.way.Words != "Offline since "+at || news(w) != "Offline since "+at+". 3 uploads wait; they go on by themselves." {
		t.Errorf("offline: %q, %q", w.status.way.Words, news(w))
	}
	gone := transfer.Update{id[0]: nil, id[1]: nil}
	w.Apply(gone)
	if news(w) != "Offline since "+at+". 1 upload waits; it goes on by itself." {
		t.Errorf("with one left: %q", news(w))
	}
	w.news("Copied.")
	w.Apply(transfer.Update{id[4]: nil})
	if news(w) != "Copied." {
		t.Errorf("another message is covered by %q", news(w))
	}
	w.Message("")
	if !strings.HasPrefix(news(w), "Offline") {
		t.Errorf("after the other message: %q", news(w))
	}
	tap(w.status.close)
	w.Apply(transfer.Update{id[3]: nil})
	if news(w) != "" || w.status.way.Words == "Online" {
		t.Errorf("closed: %q, %q", news(w), w.status.way.Words)
	}
	w.Network(transfer.Network{})
	w.Network(transfer.Network{Offline: true, Since: since})
	if news(w) == "" {
		t.Error("the next loss is not told")
	}
	w.Network(transfer.Network{})
	if news(w) != "" || w.status.way.Words != "Online" {
		t.Errorf("back: %q, %q", news(w), w.status.way.Words)
	}
	if len(h.commands) != 0 {
		t.Errorf("commands: %+v", h.commands)
	}
}

// TestOfflineWithNothingWaiting: uploads to this computer go on, and paused ones wait for the user.
func TestOfflineWithNothingWaiting(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, id := cutOffUploads()
	for _, i := range id[:3] {
		delete(u, i)
	}
	w.Apply(u)
	w.Network(transfer.Network{Offline: true, Since: time.Now()})
	if news(w) != "" || !strings.HasPrefix(w.status.way.Words, "Offline since") {
		t.Errorf("%q, %q", news(w), w.status.way.Words)
	}
}

// TestServerAway: there is a network, but a server of uploads does not answer: that is not called online.
func TestServerAway(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, id := listtest.Jobs(3, func(i int, j *transfer.Job) {
		if i < 2 {
			j.Fault, j.RetryAt = &transfer.Fault{Kind: transfer.KindConnect}, time.Now().Add(time.Minute)
		}
	})
	w.Apply(u)
	w.Network(transfer.Network{})
	if w.status.way.Words != "" || w.status.away.Text != "1 server does not answer" || !w.status.stops[5].Visible() {
		t.Errorf("says %q, %q", w.status.way.Words, w.status.away.Text)
	}
	w.model.SetFilter(list.FilterFailed)
	tap(w.status.away)
	if len(w.model.Selected) != 1 || w.model.IndexOf(id[0]) < 0 {
		t.Errorf("it shows %d rows, selected %v", len(w.model.Shown), w.model.Selected)
	}
	w.Network(transfer.Network{Offline: true})
	if w.status.stops[5].Visible() {
		t.Error("without a network no server is to blame")
	}
}

// TestStatusBarFits: in the smallest window the bar's texts do not overlap, without a network and with servers that do
// not answer, and what waits is said whole.
func TestStatusBarFits(t *testing.T) {
	t.Cleanup(func() { words.Speak(words.English) })
	for _, language := range []string{words.English, words.Russian} {
		for _, offline := range []bool{true, false} {
			words.Speak(language)
			w, _ := openTest(t, labSettings())
			u, _ := cutOffUploads()
			for _, j := range u {
				if j.Session.ID = "{B4C8-1}"; !offline && j.Want == transfer.Run {
					j.Fault, j.RetryAt = &transfer.Fault{Kind: transfer.KindConnect}, time.Now().Add(time.Minute)
				}
			}
			w.Apply(u)
			w.Network(transfer.Network{Offline: offline, Since: time.Now()})
			barFits(t, w)
			if text := w.status.running; !offline && text.Text.Text != text.Words {
				t.Errorf("%s: %q is cut to %q", language, text.Words, text.Text.Text)
			}
		}
	}
}

func barFits(t *testing.T, w *Window) {
	t.Helper()
	w.win.Resize(fyne.NewSize(minWidth, minHeight))
	end := float32(0)
	for _, o := range []fyne.CanvasObject{w.status.running, w.status.remaining, w.status.stops[4], w.status.stops[0], w.status.way, w.status.stops[5], w.status.stops[1]} {
		if !o.Visible() {
			continue
		}
		if o.Position().X < end {
			t.Errorf("%T begins at %v, before %v", o, o.Position().X, end)
		}
		end = o.Position().X + o.Size().Width
	}
	if end > minWidth {
		t.Errorf("the bar ends at %v", end)
	}
}
