package words

import (
	"encoding/json"
	"fmt"
	"log/slog"

	golocale "github.com/jeandeaual/go-locale"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"sendoff/assets"
	"sendoff/ui/locale"
)

// The languages of the window and the command line.
const (
	English = "en"
	Russian = "ru"
)

// Tr is text in the user's language. The English text is the key, and what is shown where a
// translation is missing. Verbs of fmt stay in it: fmt.Sprintf(tr("%s left"), d).
func Tr(text string) string {
	if said, known := spoken.texts[text]; known {
		return said
	}
	return text
}

// Trn is text in the plural form that n takes in the user's language; other, the English plural, is
// the key: fmt.Sprintf(trn("%d file", "%d files", n), n).
func Trn(one, other string, n int) string {
	if said, known := spoken.texts[formKey(other, spoken.form(n))]; known {
		return said
	}
	if n == 1 {
		return one
	}
	return other
}

// Mark marks text that is translated later, where it is shown: what is kept in a variable of the
// package is read before the language is known.
func Mark(text string) string { return text }

// tongue is a language: what it does to numbers, and its words once they have been asked for.
type tongue struct {
	code               string
	decimal, thousands string
	tag                language.Tag
	texts              map[string]string // by their keys; nil = the catalogue has not been read
}

// tongues are the languages by their codes.
var tongues = map[string]*tongue{
	English: {English, ".", ",", language.English, nil},
	// A narrow no-break blank: a number is never torn apart at the end of a line.
	Russian: {Russian, ",", "\u202f", language.Russian, nil},
}

// spoken is the language that Speak chose.
var spoken = tongues[English]

// formNames are the plural forms as the catalogue names them.
var formNames = map[plural.Form]string{plural.One: "one", plural.Few: "few", plural.Many: "many", plural.Other: "other"}

// form is the name of the plural form of a whole number: one файл, few файла, many файлов.
func (t *tongue) form(n int) string {
	return formNames[plural.Cardinal.MatchPlural(t.tag, max(n, -n, 0), 0, 0, 0, 0)]
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
	if t.texts == nil {
		texts, err := catalogue(t.code)
		if err != nil { // the catalogues are part of the program, and tested
			slog.Error("no translation", slog.Any("error", err))
			return
		}
		t.texts = texts
	}
	if t != spoken {
		spoken = t
	}
}

// Spoken is the language that is spoken, English or Russian.
func Spoken() string { return spoken.code }

// ToolkitWords are the words of the toolkit's own widgets in the language that is spoken, by the keys that it
// asks for. The error names a catalogue that cannot be read.
func ToolkitWords() (map[string]string, error) { return catalogue("toolkit." + spoken.code) }

// systemLanguage is the one of our languages that people have told their system to speak.
func systemLanguage() string {
	for _, wanted := range locale.Wanted() {
		if _, known := tongues[locale.Language(wanted)]; known {
			return locale.Language(wanted)
		}
	}
	if code := baseOf(systemLocale()); tongues[code] != nil {
		return code
	}
	return English
}

// systemLocale is the first of the locales that people have told their system, English where they have told
// none that can be read.
func systemLocale() language.Tag {
	name, err := golocale.GetLocale()
	if err != nil || len(name) < 2 { // "C" is none
		return language.English
	}
	tag, err := language.Parse(name)
	if err != nil {
		return language.English
	}
	return tag
}

// baseOf is the code of a locale's language: "de" of "de-AT".
func baseOf(tag language.Tag) string {
	base, _, _ := tag.Raw()
	return base.String()
}

// SortedAs is the locale whose rules names are sorted by: that of the language that was chosen, else the
// system's, which need not be one that the window speaks.
func SortedAs() string {
	if system := systemLocale(); baseOf(system) == spoken.code || spoken.code == English {
		return system.String()
	}
	return spoken.code
}

// catalogue reads the words of a catalogue by their keys.
func catalogue(name string) (map[string]string, error) {
	data, err := assets.Translation(name)
	if err != nil {
		return nil, err
	}
	words, err := readCatalogue(data)
	if err != nil {
		return nil, fmt.Errorf("catalogue %s: %w", name, err)
	}
	return words, nil
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
