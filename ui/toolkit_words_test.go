package ui

import (
	"testing"

	"sendoff/ui/words"

	"fyne.io/fyne/v2/lang"
)

// speak sets the language of a test.
func speak(t *testing.T, language string) {
	t.Helper()
	words.Speak(language)
	t.Cleanup(func() { words.Speak(words.English) })
}

// TestToolkitSpeaksUnderEverySystem: the chosen language holds for the toolkit's texts too, whatever the system's.
func TestToolkitSpeaksUnderEverySystem(t *testing.T) {
	for _, system := range []string{"", "C", "C.UTF-8", "en_GB.UTF-8", "ru_RU.UTF-8", "de_DE.UTF-8", "sr_RS", "zh_Hant_TW", "pt_BR"} {
		t.Run(system, func(t *testing.T) {
			t.Setenv("LC_ALL", system)
			t.Setenv("LANGUAGE", "")
			toolkitLanguage = ""
			for language, want := range map[string]string{words.Russian: "Вставить Вторник", words.English: "Paste Tuesday"} {
				speak(t, language)
				setToolkitLanguage()
				if got := lang.L("Paste") + " " + lang.X("tuesday", "?"); got != want {
					t.Errorf("%s: %q", language, got)
				}
			}
		})
	}
	toolkitLanguage = "" // the environment is restored
	words.Speak(words.English)
	setToolkitLanguage()
}

func TestWindowSpeaksRussian(t *testing.T) {
	speak(t, words.Russian)
	w, _ := openTest(t, labSettings())
	if w.toolbar.files.Text != "Добавить файлы" || w.practice.Name != "Пробный сервер" || w.status.running.Words != "Нет выгрузки" {
		t.Errorf("the window says %q, %q, %q", w.toolbar.files.Text, w.practice.Name, w.status.running.Words)
	}
}
