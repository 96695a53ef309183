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

// taught is the language that the toolkit has words of.
var taught string

// teachToolkit has the toolkit's own widgets speak as the window does.
func teachToolkit() {
	if taught == words.Spoken() {
		return
	}
	if err := addToolkitWords(); err != nil { // the catalogues are part of the program, and tested
		fyne.LogError("no words for the toolkit", err)
		return
	}
	taught = words.Spoken()
}

// addToolkitWords gives the toolkit the words of its widgets. It offers no choice of language: it takes the
// one that fits the system best, and English if none does. So they go under the names of both.
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
