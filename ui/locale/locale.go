// Package locale rewrites the environment's locale names for the toolkit before the toolkit reads them. The toolkit
// knows only the form of RFC 5646. It complains, on standard error and before main begins, about other names that
// systems allow: a modifier without a character set ("sr_RS@latin", "de_DE@euro"), a character set alone ("UTF-8"),
// an unknown language.
//
// It does so in its init, which runs before that of the toolkit's package: of the packages whose imports are
// initialised, Go takes the one whose path sorts first, and the toolkit's imports text/template. A test starts the
// program and checks the order.
//
// It changes only LANGUAGE, and only where the toolkit would complain. Child processes read the same languages from
// it.
package locale

import (
	"os"
	"runtime"
	"strings"

	"golang.org/x/text/language"
)

func init() {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return // locales are found in other ways there
	}
	if list, changed := readable(Wanted()); changed {
		_ = os.Setenv("LANGUAGE", strings.Join(list, ":")) // at worst the toolkit complains
	}
}

// Wanted are the locales that the environment asks for, in order of preference, as gettext finds them. None are
// wanted if the environment is silent or says C.
func Wanted() []string {
	first := ""
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if first = os.Getenv(name); first != "" {
			break
		}
	}
	if first == "" || first == "C" || first == "POSIX" {
		return nil
	}
	if list := os.Getenv("LANGUAGE"); list != "" {
		return strings.Split(list, ":")
	}
	return []string{first}
}

// Language is the language of a locale: "sr" for "sr_RS@latin"; "" if it names none.
func Language(locale string) string {
	name := strings.FieldsFunc(locale, func(c rune) bool { return strings.ContainsRune("_-.@", c) })
	if len(name) == 0 || strings.EqualFold(name[0], "utf") || strings.HasPrefix(locale, ".") {
		return ""
	}
	if _, err := language.ParseBase(name[0]); err != nil {
		return ""
	}
	return strings.ToLower(name[0])
}

// readable are locales in a form that the toolkit can read; changed reports whether they differ from list.
func readable(list []string) (out []string, changed bool) {
	for _, locale := range list {
		if fixed := repaired(locale); fixed != "" {
			out = append(out, fixed)
			changed = changed || fixed != locale
		} else {
			changed = true
		}
	}
	if len(list) > 0 && len(out) == 0 {
		out = []string{"en"}
	}
	return out, changed
}

// repaired is a locale with a character set before its modifier, which makes the toolkit ignore the modifier, or
// only its language; "" if it names none.
func repaired(locale string) string {
	if locale == "C" || strings.HasPrefix(locale, "C.") {
		return locale // the toolkit knows these
	}
	name, modifier, modified := strings.Cut(locale, "@")
	plain, _, coded := strings.Cut(name, ".")
	if _, err := language.Parse(strings.ReplaceAll(plain, "_", "-")); err != nil {
		return Language(locale)
	}
	if modified && !coded {
		return plain + ".UTF-8@" + modifier
	}
	return locale
}
