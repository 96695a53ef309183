package ui

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// TestToolsKeepTheirPlaces: whatever is selected, every tool stands where it stood, in both languages.
func TestToolsKeepTheirPlaces(t *testing.T) {
	t.Cleanup(func() { words.Speak(words.English) })
	for _, language := range []string{words.English, words.Russian} {
		for _, width := range []float32{minWidth, 800, 1100, 1440} {
			words.Speak(language)
			w, _ := openTest(t, labSettings())
			w.win.Resize(fyne.NewSize(width, 700))
			u, _ := listtest.Jobs(3, func(i int, j *transfer.Job) {
				if i == 0 {
					j.Fault = &transfer.Fault{Kind: transfer.KindDenied, HTTP: 403, Final: true}
				}
			})
			w.Apply(u)
			said := w.toolbar.said()
			tools := []*kit.Button{w.toolbar.pause, w.toolbar.resume, w.toolbar.cancel, w.toolbar.retry}
			before := make([]place, len(tools))
			for i, b := range tools {
				before[i] = placeOf(b)
			}
			w.queue.Choose(1, list.ReachOne)
			if w.toolbar.said() == said {
				t.Fatal("the selection changes no label")
			}
			for i, b := range tools[:3] {
				if now := placeOf(b); now != before[i] {
					t.Errorf("%s, %v: %s is at %v, was at %v", language, width, fmt.Sprint(b.Text, b.Name), now, before[i])
				}
			}
			if now := placeOf(tools[3]); now.at != before[3].at {
				t.Errorf("%s, %v: the retry is at %v, was at %v", language, width, now, before[3])
			}
		}
	}
}
