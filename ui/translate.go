package ui

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"sendoff/assets"
	"sendoff/ui/locale"
)

// The languages of the window and the command line.
const (
	English = "en"
	Russian = "ru"
)

// tr is text in the user's language. The English text is the key, and what is shown where a
// translation is missing. Verbs of fmt stay in it: fmt.Sprintf(tr("%s left"), d).
func tr(text string) string { return lang.L(text) }

// trn is text in the plural form that n takes in the user's language; other, the English plural, is
// the key: fmt.Sprintf(trn("%d file", "%d files", n), n).
func trn(one, other string, n int) string {
	fallback := other
	if n == 1 {
		fallback = one
	}
	return lang.X(formKey(other, spoken.form(n)), fallback)
}

// Text is tr for the command line.
func Text(text string) string { return tr(text) }

// Counted fills a number into the plural form that it takes: Counted("%s file", "%s files", 2417) is
// "2,417 files".
func Counted(one, other string, n int) string { return counted(one, other, n) }

// word marks text that is translated later, where it is shown: what is kept in a variable of the
// package is read before the language is known.
func word(text string) string { return text }

// tongue is what a language does to numbers.
type tongue struct {
	code               string
	decimal, thousands string
	form               func(n int) string // name of the plural form of a whole number
}

var tongues = map[string]tongue{
	English: {English, ".", ",", englishForm},
	// A narrow no-break blank: a number is never torn apart at the end of a line.
	Russian: {Russian, ",", "\u202f", russianForm},
}

// spoken is the language that Speak chose; loaded tells whether the toolkit has its words.
var (
	spoken = tongues[English]
	loaded bool
)

func englishForm(n int) string {
	if n == 1 {
		return "one"
	}
	return "other"
}

// russianForm follows CLDR: 1, 21, 101 файл; 2, 3, 24 файла; 5, 11, 12, 100 файлов.
func russianForm(n int) string {
	n = max(n, -n)
	unit, tens := n%10, n%100
	switch {
	case unit == 1 && tens != 11:
		return "one"
	case unit >= 2 && unit <= 4 && (tens < 12 || tens > 14):
		return "few"
	}
	return "many"
}

// Speak makes a language that of every word, number and date: English or Russian; "" is the system's,
// or English if that is neither. It is called before the first window is made and before a command
// prints, and not while other goroutines ask for words, unless it asks for the language that is spoken.
// What is on the screen stays as it is.
func Speak(language string) {
	t, known := tongues[language]
	if !known {
		t = tongues[systemLanguage()]
	}
	if loaded && t.code == spoken.code {
		return
	}
	if err := load(t.code); err != nil { // the catalogues are part of the program, and tested
		fyne.LogError("no translation", err)
		return
	}
	spoken, loaded = t, true
}

// systemLanguage is the one of our languages that people have told their system to speak.
func systemLanguage() string {
	for _, wanted := range locale.Wanted() {
		if _, known := tongues[locale.Language(wanted)]; known {
			return locale.Language(wanted)
		}
	}
	code, _, _ := strings.Cut(string(lang.SystemLocale()), "-")
	if _, known := tongues[code]; known {
		return code
	}
	return English
}

// sortedAs is the language whose rules names are sorted by: the one that was chosen, else the system's, which
// need not be one that the window speaks.
func sortedAs() string {
	if system := string(lang.SystemLocale()); strings.HasPrefix(system, spoken.code) || spoken.code == English {
		return system
	}
	return spoken.code
}

// load gives the toolkit a catalogue. The toolkit offers no choice of language: it takes the one that
// fits the system best, and English if none does. So the catalogue goes under the names of both. Its
// plural forms become keys of their own, since the toolkit would choose them by the rule of the name.
func load(language string) error {
	words, err := catalogue(language)
	if err != nil {
		return err
	}
	data, err := json.Marshal(words)
	if err != nil {
		return fmt.Errorf("catalogue %s: %w", language, err)
	}
	system := lang.SystemLocale().String()
	code, _, _ := strings.Cut(system, "-")
	names := []string{English, code, system}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if err := lang.AddTranslations(fyne.NewStaticResource(name+".json", data)); err != nil {
			return fmt.Errorf("catalogue %s: %w", language, err)
		}
	}
	return nil
}

// catalogue is a language's words and those of the toolkit, by their keys.
func catalogue(language string) (map[string]string, error) {
	all := map[string]string{}
	for _, name := range []string{"toolkit." + language, language} {
		data, err := assets.Translation(name)
		if err != nil {
			return nil, err
		}
		words, err := readCatalogue(data)
		if err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", name, err)
		}
		maps.Copy(all, words)
	}
	return all, nil
}

// readCatalogue reads the format of go-i18n: a text, or an object of texts by their plural form.
func readCatalogue(data []byte) (map[string]string, error) {
	var raw map[string]any
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, err
	}
	words := make(map[string]string, len(raw))
	for key, value := range raw {
		switch value := value.(type) {
		case string:
			words[key] = value
		case map[string]any:
			for form, text := range value {
				words[formKey(key, form)] = fmt.Sprint(text)
			}
		default:
			return nil, fmt.Errorf("%q is neither a text nor its plural forms", key)
		}
	}
	return words, nil
}

// formKey is the key of one plural form.
func formKey(key, form string) string { return key + " #" + form }
