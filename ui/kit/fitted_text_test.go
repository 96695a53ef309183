package kit

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// TestFit: a text that is too long loses its middle and then fits.
func TestFit(t *testing.T) {
	test.NewTempApp(t)
	text := canvas.NewText("", nil)
	const name = "survey-of-the-northern-valley-0417.zip"
	for _, part := range []float32{1, 0.8, 0.5, 0.3} {
		room := TextWidth(text, name) * part
		got := Fit(text, name, room)
		if TextWidth(text, got) > room+0.5 {
			t.Errorf("%q is wider than %v", got, room)
		}
		if part == 1 && got != name || part < 1 && (!strings.HasPrefix(got, "sur") || !strings.HasSuffix(got, "zip") || !strings.Contains(got, "…")) {
			t.Errorf("%v of the room: %q", part, got)
		}
	}
	if got := Fit(text, name, 0); got != "…" {
		t.Errorf("without room: %q", got)
	}
}

// TestWrap: lines break at blanks, no word is lost, and an ellipsis marks a text that is cut.
func TestWrap(t *testing.T) {
	test.NewTempApp(t)
	text := canvas.NewText("", nil)
	const words = "The server does not take files of this size and says so before it has read them"
	room := TextWidth(text, words) / 3
	lines := Wrap(text, words, Room{Width: room, Lines: 8})
	if len(lines) < 3 || strings.Join(lines, " ") != words {
		t.Errorf("%q", lines)
	}
	for _, l := range lines {
		if TextWidth(text, l) > room {
			t.Errorf("%q is too wide", l)
		}
	}
	short := Wrap(text, words, Room{Width: room, Lines: 2})
	if len(short) != 2 || !strings.HasSuffix(short[1], " …") {
		t.Errorf("%q", short)
	}
	if first, second := WrapTwo(text, "short", room, 0); first != "short" || second != "" {
		t.Errorf("%q, %q", first, second)
	}
	if got := Wrap(text, "short", Room{Width: room, Chip: 10, Lines: 2}); !slices.Equal(got, []string{"short"}) {
		t.Errorf("%q", got)
	}
}
