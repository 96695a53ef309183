package words

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/bidi"
)

// painted is a text as the toolkit paints it from left to right: its runs in order, each in its own direction.
func painted(t *testing.T, text string) string {
	t.Helper()
	var p bidi.Paragraph
	if _, err := p.SetString(text, bidi.DefaultDirection(bidi.LeftToRight)); err != nil {
		t.Fatal(err)
	}
	order, err := p.Order()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i := range order.NumRuns() {
		run := order.Run(i)
		if run.Direction() == bidi.RightToLeft {
			b.WriteString(bidi.ReverseString(run.String()))
		} else {
			b.WriteString(run.String())
		}
	}
	return strings.ReplaceAll(b.String(), leftToRight, "")
}

// TestNamesFromRightToLeft: words, numbers and blanks of such names appear in visual order. In the names a, b and c
// stand for Hebrew letters; the wanted text is the line from left to right.
func TestNamesFromRightToLeft(t *testing.T) {
	hebrew := strings.NewReplacer("a", "א", "b", "ב", "c", "ג", "d", "ד", "e", "ה")
	for name, want := range map[string]string{
		"abc":                 "cba",
		"abc 2024 de.PDF":     "ed 2024 cba.PDF",
		"abc 2024.PDF":        "2024 cba.PDF",
		"2024 abc.PDF":        "2024 cba.PDF",
		"abc 50% de":          "ed 50% cba",
		"abc 10.5 de":         "ed 10.5 cba",
		"abc (2).PDF":         "(2) cba.PDF",
		"abc (de) 3":          "3 (ed) cba",
		"X abc 12 de Y":       "X ed 12 cba Y",
		"abc X de":            "cba X ed", // in a left-to-right line
		"abc-1-de-2":          "2-ed-1-cba",
		"REPORT abc 7 de.ZIP": "REPORT ed 7 cba.ZIP",
		"abc 7X":              "7 cbaX",
	} {
		name, want = hebrew.Replace(name), hebrew.Replace(want)
		if got := painted(t, Drawn(name)); got != want {
			t.Errorf("%q comes out as %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]string{ // in Arabic, with both kinds of digits
		"تقرير 2024 نهائي.pdf": "يئاهن 2024 ريرقت.pdf",
		"تقرير ٢٠٢٤ نهائي.pdf": "يئاهن ٢٠٢٤ ريرقت.pdf",
		"٢٠٢٤ تقرير":           "ريرقت ٢٠٢٤",
	} {
		if got := painted(t, Drawn(name)); got != want {
			t.Errorf("%q comes out as %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"plain 2024.pdf", "Überblick.txt", "отчёт 7.pdf", "日本 3.txt"} {
		if got := Drawn(name); got != name {
			t.Errorf("%q is drawn as %q", name, got)
		}
	}
	if got := Drawn("abc\u202egnp\n.exe"); got != "abc?gnp?.exe" {
		t.Errorf("%q", got)
	}
}
