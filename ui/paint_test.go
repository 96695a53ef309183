package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sendoff/ui/kit"
)

// TestMarksTakeNoRoom: the invisible direction marks take no room.
func TestMarksTakeNoRoom(t *testing.T) {
	test.NewTempApp(t)
	width := func(text string) float32 { return fyne.MeasureText(text, kit.TextBody, fyne.TextStyle{}).Width }
	const mark = "\u200e"
	if plain, marked := width("AV12"), width("A"+mark+"V"+mark+"12"+mark); marked-plain > 1 {
		t.Errorf("%v with marks, %v without", marked, plain)
	}
}
