package words

import (
	"testing"
)

// TestPlain: a name is one line, reads in one direction, hides nothing, and looks different from similar ones.
func TestPlain(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"nothing odd":       {"Überblick 2024 日本.pdf", "Überblick 2024 日本.pdf"},
		"colours":           {"a\x1b[31mb", "a?[31mb"},
		"a new line":        {"a\nb\r\tc", "a?b??c"},
		"Latin-1 controls":  {"a\u0085b\u009bc\x7f", "a?b?c?"},
		"override":          {"a\u202egnp.exe", "a?gnp.exe"},
		"marks":             {"a\u200eb\u200fc\u061cd", "a?b?c?d"},
		"isolates":          {"\u2066a\u2069", "?a?"},
		"no width":          {"a\u200bb\u2060c\ufeffd\u00ade", "a?b?c?d?e"},
		"tags":              {"a\U000e0041b", "a?b"},
		"line separator":    {"a\u2028b\u2029c", "a?b?c"},
		"blank letters":     {"a\u3164b\u115fc", "a?b?c"},
		"bytes":             {"caf\xe9.txt", `caf\xE9.txt`},
		"half a pair":       {"a\xed\xa0\x80b", `a\xED\xA0\x80b`},
		"somebody's before": {"caf\ufffd.txt", "caf\ufffd.txt"},
		"Persian":           {"می\u200cخواهم", "می\u200cخواهم"},
		"family":            {"\U0001F468\u200d\U0001F469", "\U0001F468\u200d\U0001F469"},
		"hidden in Latin":   {"pay\u200dpal\u200c", "pay?pal?"},
	} {
		if got := Plain(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := PlainLines("a\nb\x1b\u202e"); got != "a\nb??" {
		t.Errorf("lines: %q", got)
	}
}
