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

// Tr is text in the user's language. The English text is the key, and also shown if a translation is missing. Verbs
// of fmt stay in it: fmt.Sprintf(Tr("%s left"), d).
func Tr(text string) string {
	if said, known := spoken.texts[text]; known {
		return said
	}
	return text
}

// Trn is text in the plural form for n in the user's language. other, the English plural, is the key:
// fmt.Sprintf(Trn("%d file", "%d files", n), n).
func Trn(one, other string, n int) string {
	if said, known := spoken.texts[formKey(other, spoken.form(n))]; known {
		return said
	}
	if n == 1 {
		return one
	}
	return other
}

// Mark marks a text that is translated where it is shown: a package variable is initialised before the language is
// known.
func Mark(text string) string { return text }

// tongue is a language: its number format, and its texts once loaded.
type tongue struct {
	code               string
	decimal, thousands string
	tag                language.Tag
	texts              map[string]string // by key; nil = the catalogue is not loaded yet
}

// tongues are the languages by code.
var tongues = map[string]*tongue{
	English: {English, ".", ",", language.English, nil},
	// A narrow no-break space, so that a number is never split at the end of a line.
	Russian: {Russian, ",", "\u202f", language.Russian, nil},
}

// spoken is the language chosen with Speak.
var spoken = tongues[English]

// formNames are the plural forms as named in the catalogue.
var formNames = map[plural.Form]string{plural.One: "one", plural.Few: "few", plural.Many: "many", plural.Other: "other"}

// form is the plural form of a whole number: one файл, few файла, many файлов.
func (t *tongue) form(n int) string {
	return formNames[plural.Cardinal.MatchPlural(t.tag, max(n, -n, 0), 0, 0, 0, 0)]
}

// Speak sets the language of all texts, numbers and dates: English or Russian. "" is the system's, or English if
// that is neither. Call it before the first window is made and before a command prints, not while other goroutines
// ask for texts, unless the language stays the same. What is on the screen does not change.
func Speak(language string) {
	t, known := tongues[language]
	if !known {
		t = tongues[systemLanguage()]
	}
	if t.texts == nil {
		texts, err := catalogue(t.code)
		if err != nil { // cannot fail: the catalogues are embedded and tested
			slog.Error("no translation", slog.Any("error", err))
			return
		}
		t.texts = texts
	}
	if t != spoken {
		spoken = t
	}
}

// Spoken is the current language, English or Russian.
func Spoken() string { return spoken.code }

// ToolkitWords are the texts of the toolkit's own widgets in the current language, by the toolkit's keys. It fails
// if a catalogue cannot be read.
func ToolkitWords() (map[string]string, error) { return catalogue("toolkit." + spoken.code) }

// systemLanguage is the first of the system's preferred languages that this program has.
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

// systemLocale is the first of the system's preferred locales, or English if none can be read.
func systemLocale() language.Tag {
	name, err := golocale.GetLocale()
	if err != nil || len(name) < 2 { // "C" is no language
		return language.English
	}
	tag, err := language.Parse(name)
	if err != nil {
		return language.English
	}
	return tag
}

// baseOf is the language code of a locale: "de" for "de-AT".
func baseOf(tag language.Tag) string {
	base, _, _ := tag.Raw()
	return base.String()
}

// SortedAs is the locale for sorting names: the chosen language, else the system's, which the window need not
// speak.
func SortedAs() string {
	if system := systemLocale(); baseOf(system) == spoken.code || spoken.code == English {
		return system.String()
	}
	return spoken.code
}

// catalogue reads the texts of a catalogue by key.
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

// readCatalogue reads the format of go-i18n: a text, or an object of texts by plural form.
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
