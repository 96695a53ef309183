package list

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// sorter makes collation keys for a language, with numbers compared by value. A key costs about a thousand
// comparisons, so that each is made once. Not safe for concurrent use.
type sorter struct {
	rules *collate.Collator
	space collate.Buffer
	kept  map[string]string // cached keys of few texts that recur
}

// maxKeptKeys bounds sorter.kept.
const maxKeptKeys = 1000

func newSorter(tag string) *sorter {
	return &sorter{rules: collate.New(language.Make(tag), collate.Numeric), kept: map[string]string{}}
}

// key is the sort key of text. Unicode forms of one text have the same key.
func (s *sorter) key(text string) string {
	key := string(s.rules.KeyFromString(&s.space, text))
	s.space.Reset()
	return key
}

// again is key for texts that recur; it is cached.
func (s *sorter) again(text string) string {
	key, known := s.kept[text]
	if known {
		return key
	}
	if len(s.kept) >= maxKeptKeys {
		clear(s.kept)
	}
	key = s.key(text)
	s.kept[text] = key
	return key
}

// folded normalises case and Unicode form, for searching and comparing.
func folded(text string) string {
	if ascii(text) {
		return strings.ToLower(text)
	}
	return norm.NFC.String(cases.Fold().String(norm.NFD.String(text)))
}

// searched is a text prepared for the search: folded, and, where that differs, also without the diacritics of Latin
// letters and with ё as е, for users whose keyboard lacks them.
type searched struct{ whole, bare string }

func searchedIn(text string) searched {
	whole := folded(text)
	return searched{whole, bare(whole)}
}

// has reports whether the text contains a folded word. A word with diacritics must match exactly.
func (s searched) has(word string) bool {
	return strings.Contains(s.whole, word) || s.bare != s.whole && strings.Contains(s.bare, word)
}

// begins reports whether the text begins with a folded word.
func (s searched) begins(word string) bool {
	return strings.HasPrefix(s.whole, word) || strings.HasPrefix(s.bare, word)
}

// bare is a folded text without the diacritics of Latin letters.
func bare(text string) string {
	if ascii(text) {
		return text
	}
	var b strings.Builder
	latin := false
	for _, c := range norm.NFD.String(text) {
		if unicode.Is(unicode.Mn, c) {
			if !latin {
				b.WriteRune(c)
			}
			continue
		}
		latin = unicode.Is(unicode.Latin, c)
		b.WriteRune(c)
	}
	return strings.ReplaceAll(norm.NFC.String(b.String()), "ё", "е")
}

// ascii reports whether a text is ASCII only.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
