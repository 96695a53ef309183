package ui

import (
	"testing"

	"fyne.io/fyne/v2/lang"
)

// speak makes a language that of the test.
func speakHere(t *testing.T, language string) {
	t.Helper()
	Speak(language)
	t.Cleanup(func() { Speak(English) })
}

// TestToolkitSpeaksUnderEverySystem has the chosen language win for the toolkit's own words too, whatever the
// system speaks.
func TestToolkitSpeaksUnderEverySystem(t *testing.T) {
	for _, system := range []string{"", "C", "C.UTF-8", "en_GB.UTF-8", "ru_RU.UTF-8", "de_DE.UTF-8", "sr_RS", "zh_Hant_TW", "pt_BR"} {
		t.Run(system, func(t *testing.T) {
			t.Setenv("LC_ALL", system)
			t.Setenv("LANGUAGE", "")
			taught = ""
			for language, want := range map[string]string{Russian: "Вставить Вторник", English: "Paste Tuesday"} {
				speakHere(t, language)
				teachToolkit()
				if got := lang.L("Paste") + " " + lang.X("tuesday", "?"); got != want {
					t.Errorf("%s: %q", language, got)
				}
			}
		})
	}
	taught = "" // for the environment as it is again
	Speak(English)
	teachToolkit()
}

func TestWindowSpeaksRussian(t *testing.T) {
	speakHere(t, Russian)
	w, _ := openTest(t, labSettings())
	if w.toolbar.files.Text != "Добавить файлы" || w.practice.Name != "Учебный сервер" || w.status.running.Words != "Нет передачи" {
		t.Errorf("the window says %q, %q, %q", w.toolbar.files.Text, w.practice.Name, w.status.running.Words)
	}
}
