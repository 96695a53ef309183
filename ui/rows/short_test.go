package rows

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"sendoff/ui/kit"
	"sendoff/ui/words"
	"sendoff/ui/words/wordstest"
)

// narrowLine is the width of a row's second line in a window of 480: what the icon, two bare buttons and the gaps
// between them leave.
const narrowLine = 480 - (kit.Pad + iconSize + kit.Pad) - 2*(kit.SmallButtonHeight+kit.Gap) - kit.Pad

// TestShortFormsFitTheirLine: a cause, an outcome or a state is read whole at 480, in both languages.
func TestShortFormsFitTheirLine(t *testing.T) {
	t.Cleanup(func() { words.Speak(words.English) })
	now := time.Date(2026, 4, 17, 14, 3, 0, 0, time.Local)
	for _, language := range []string{words.English, words.Russian} {
		words.Speak(language)
		for j := range wordstest.EveryState(now) {
			text := words.ShortText(&j, now)
			if w := fyne.MeasureText(text, kit.TextSmall, fyne.TextStyle{}).Width; w > narrowLine {
				t.Errorf("%s: %q is %.0f wide, its line %.0f", language, text, w, narrowLine)
			}
		}
	}
}
