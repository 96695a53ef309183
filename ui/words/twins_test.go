package words

import (
	"strings"
	"testing"
)

// TestTwinsAreToldApart: names that differ in Unicode form are written with numbers; names that differ in case are
// not.
func TestTwinsAreToldApart(t *testing.T) {
	for _, c := range []struct{ name, other, want string }{
		{"cafe\u0301.txt", "caf\u00e9.txt", `caf\u00e9.txt`},
		{"caf\u00e9.txt", "cafe\u0301.txt", `cafe\u0301.txt`},
		{"\u212b", "\u00c5", `\u00c5`},
		{"CAF\u00c9.txt", "caf\u00e9.txt", "caf\u00e9.txt"},
	} {
		if text := TwinText(c.name, c.other); !strings.Contains(text, c.want) {
			t.Errorf("beside %+q: %s, want %s", c.name, text, c.want)
		}
	}
}
