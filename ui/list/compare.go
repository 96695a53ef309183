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

// sorter makes keys that sort as a language sorts its words, with the numbers in them by their value. Making
// one takes about a thousand times as long as comparing two, so that each is made once. It is for one
// goroutine.
type sorter struct {
	rules *collate.Collator
	space collate.Buffer
	kept  map[string]string // keys of few texts that are asked for again and again
}

// maxKeptKeys bounds sorter.kept.
const maxKeptKeys = 1000

func newSorter(tag string) *sorter {
	return &sorter{rules: collate.New(language.Make(tag), collate.Numeric), kept: map[string]string{}}
}

// key is what text sorts by. Unicode forms of one text have one key.
func (s *sorter) key(text string) string {
	key := string(s.rules.KeyFromString(&s.space, text))
	s.space.Reset()
	return key
}

// again is key for one of few texts.
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

// folded is a text as it is searched and told apart without its case: two Unicode forms of one text are one.
func folded(text string) string {
	if ascii(text) {
		return strings.ToLower(text)
	}
	return norm.NFC.String(cases.Fold().String(norm.NFD.String(text)))
}

// searched is a text for the search: as it is, and where that differs without the marks above and below the
// letters of Latin, and with ё as е, as people type who have no key for them.
type searched struct{ whole, bare string }

func searchedIn(text string) searched {
	whole := folded(text)
	return searched{whole, bare(whole)}
}

// has tells whether a folded word is in the text. A word with marks is looked for with them.
func (s searched) has(word string) bool {
	return strings.Contains(s.whole, word) || s.bare != s.whole && strings.Contains(s.bare, word)
}

// begins tells whether the text begins with a folded word.
func (s searched) begins(word string) bool {
	return strings.HasPrefix(s.whole, word) || strings.HasPrefix(s.bare, word)
}

// bare is a folded text without the marks on letters of Latin.
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

// ascii tells texts that every program writes alike.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
