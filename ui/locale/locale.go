// Package locale makes the names of locales readable for the toolkit before the toolkit reads them. It knows the
// form of RFC 5646 alone and complains, on standard error and before main begins, about what systems allow
// beside it: a modifier without a coded character set ("sr_RS@latin", "de_DE@euro"), a character set alone
// ("UTF-8"), a language that it has never heard of.
//
// It works as the package is initialised. The toolkit's package is initialised later, because it imports
// text/template: of the packages that are ready, Go takes the one whose path sorts first. A test starts the
// program and would notice.
//
// What it changes is LANGUAGE, and only where the toolkit would complain. Programs that are started from here
// read the same languages from it.
package locale

import (
	"os"
	"runtime"
	"strings"

	"golang.org/x/text/language"
)

func init() {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return // the system is asked by other means
	}
	if list, changed := readable(Wanted()); changed {
		_ = os.Setenv("LANGUAGE", strings.Join(list, ":")) // at worst the toolkit complains
	}
}

// Wanted are the locales that the environment asks for, the dearest first, as gettext finds them. None is
// wanted where the environment says nothing, or C.
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

// Language is the language of a locale: "sr" of "sr_RS@latin"; "" of one that names none.
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

// readable are locales as the toolkit can read them, and whether that is anything else than what there was.
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

// repaired is a locale with a character set before its modifier, behind which the toolkit does not look, or
// its language alone; "" for one that names no language.
func repaired(locale string) string {
	if locale == "C" || strings.HasPrefix(locale, "C.") {
		return locale // that much the toolkit knows
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
