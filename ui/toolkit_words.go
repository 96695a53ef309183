package ui

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"sendoff/ui/words"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
)

// toolkitLanguage is the language of the toolkit's texts.
var toolkitLanguage string

// setToolkitLanguage sets the toolkit's own texts to the window's language.
func setToolkitLanguage() {
	if toolkitLanguage == words.Spoken() {
		return
	}
	if err := addToolkitWords(); err != nil { // cannot fail: the catalogues are embedded and tested
		fyne.LogError("no words for the toolkit", err)
		return
	}
	toolkitLanguage = words.Spoken()
}

// addToolkitWords adds translations of the toolkit's texts. The toolkit offers no choice of language: it takes the
// system's, or English. So they are registered under both.
func addToolkitWords() error {
	said, err := words.ToolkitWords()
	if err != nil {
		return err
	}
	data, err := json.Marshal(said)
	if err != nil {
		return fmt.Errorf("words for the toolkit: %w", err)
	}
	system := lang.SystemLocale().String()
	code, _, _ := strings.Cut(system, "-")
	names := []string{words.English, code, system}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if err := lang.AddTranslations(fyne.NewStaticResource(name+".json", data)); err != nil {
			return fmt.Errorf("words for the toolkit: %w", err)
		}
	}
	return nil
}
