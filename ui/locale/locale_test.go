package locale

import (
	"slices"
	"testing"
)

func TestReadable(t *testing.T) {
	for _, c := range []struct {
		in, want []string
		changed  bool
	}{
		{nil, nil, false},
		{[]string{"ru_RU.UTF-8"}, []string{"ru_RU.UTF-8"}, false},
		{[]string{"sr_RS@latin"}, []string{"sr_RS.UTF-8@latin"}, true},
		{[]string{"sr_RS.UTF-8@latin"}, []string{"sr_RS.UTF-8@latin"}, false},
		{[]string{"de_DE@euro", "en"}, []string{"de_DE.UTF-8@euro", "en"}, true},
		{[]string{"UTF-8"}, []string{"en"}, true},
		{[]string{"C.UTF-8"}, []string{"C.UTF-8"}, false},
		{[]string{"xx_YY", "ru"}, []string{"ru"}, true},
		{[]string{"ru_XQZ9"}, []string{"ru"}, true},
		{[]string{"", "@", "."}, []string{"en"}, true},
	} {
		got, changed := readable(c.in)
		if !slices.Equal(got, c.want) || changed != c.changed {
			t.Errorf("%q: %q, %v; want %q, %v", c.in, got, changed, c.want, c.changed)
		}
	}
	for in, want := range map[string]string{"sr_RS@latin": "sr", "ru": "ru", "RU-ru": "ru", "UTF-8": "", "C": "", "": "", ".UTF-8": "", "xx": ""} {
		if got := Language(in); got != want {
			t.Errorf("%q is of the language %q, want %q", in, got, want)
		}
	}
}
