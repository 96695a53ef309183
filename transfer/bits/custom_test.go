package bits

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestC41_CustomHeadersAreChecked(t *testing.T) {
	for line, want := range map[string]CustomFlaw{
		"X-Team: red":                         "",
		"x-empty:":                            "",
		"X-Colon: a:b, c":                     "",
		"no colon":                            CustomSyntax,
		": value":                             CustomSyntax,
		"X Team: red":                         CustomSyntax,
		"X-Tëam: red":                         CustomSyntax,
		"X-Team: red\r\nEvil: 1":              CustomBreak,
		"X-Team: red\nEvil: 1":                CustomBreak,
		"X-Team: red\rEvil: 1":                CustomBreak,
		"X-Te\nam: red":                       CustomBreak,
		"X-Team: \x00":                        CustomBreak,
		"BITS-Session-Id: {1}":                CustomReserved,
		"bits-anything: 1":                    CustomReserved,
		"Content-Length: 3":                   CustomReserved,
		"content-range: bytes 0-1/2":          CustomReserved,
		"Host: other":                         CustomReserved,
		"Transfer-Encoding: chunked":          CustomReserved,
		"Authorization: Basic eDp5":           CustomReserved,
		"Proxy-Authorization: Basic eDp5":     CustomReserved,
		"Cookie: a=b":                         CustomReserved,
		"Expect: 100-continue":                CustomReserved,
		strings.Repeat("x", 101) + ": 1":      CustomLong,
		"X-Long: " + strings.Repeat("x", 5e3): CustomLong,
	} {
		_, err := ParseCustom(line)
		var got *CustomError
		if errors.As(err, &got); (got == nil) != (want == "") || got != nil && got.Why != want {
			t.Errorf("%q: %v, want %q", line[:min(len(line), 40)], err, want)
		}
		if err != nil && strings.ContainsAny(err.Error(), "\r\n\x00") {
			t.Errorf("%q: the error %q carries the break on", line, err)
		}
	}
	if _, err := JoinCustom([]Custom{{Name: "X-A", Value: "1"}, {Name: "x-a", Value: "2", Shown: true}}); err == nil {
		t.Error("one name was taken twice")
	}
	if _, err := JoinCustom(make([]Custom, maxCustom+1)); err == nil {
		t.Error("any number was taken")
	}
	if _, err := JoinCustom([]Custom{{Name: "X-A", Value: "1\nHost: other"}}); err == nil {
		t.Error("a line break came in as a value")
	}
	lines, err := JoinCustom([]Custom{{Name: "X-Team", Value: "red", Shown: true}, {Name: "x-Api-KEY", Value: "a: b"}})
	if err != nil {
		t.Fatal(err)
	}
	if list, err := lines.List(); err != nil || len(list) != 2 || list[0] != (Custom{Name: "X-Team", Value: "red", Shown: true}) || list[1] != (Custom{Name: "x-Api-KEY", Value: "a: b"}) {
		t.Errorf("%v %v", list, err)
	}
	if list, err := CustomLines("").List(); err != nil || len(list) != 0 {
		t.Errorf("%v %v", list, err)
	}
}

// TestCustomSecrets: every unmarked header is hidden, whatever its name.
func TestCustomSecrets(t *testing.T) {
	for _, line := range []string{"X-Team: scarlet", "X-Api-Key: abcdef", "X-Pin: 4711", "X-Any: Bearer abc", "x-empty-not: 0"} {
		c, err := ParseCustom(line)
		if err != nil || c.Shown || strings.Contains(c.String(), c.Value) {
			t.Errorf("%q is shown as %q, %v", line, c, err)
		}
		if c.Shown = true; c.String() != line {
			t.Errorf("%q is shown as %q", line, c)
		}
	}
	if c, err := ParseCustom("shown X-Pin: 4711"); err == nil {
		t.Errorf("the mark came in from outside: %v", c)
	}
}

// TestStoredCustomHeadersAreSecret: headers stored without marks are hidden.
func TestStoredCustomHeadersAreSecret(t *testing.T) {
	list, err := CustomLines("X-Team: red\nX-Pin: 4711").List()
	if err != nil || len(list) != 2 || list[0].Shown || list[1].Shown {
		t.Errorf("%v %v", list, err)
	}
	shown, hidden := CustomLines("shown X-Team: red\nX-Pin: 4711").Shown()
	if shown != "shown X-Team: red" || len(hidden) != 1 || hidden[0] != "X-Pin" {
		t.Errorf("shown %q, hidden %v", shown, hidden)
	}
}

// TestCustomValuesInErrors: custom values are hidden in what a server quotes.
func TestCustomValuesInErrors(t *testing.T) {
	c := &Client{URL: &url.URL{Host: "a"}, Custom: []Custom{{Name: "X-Any", Value: "hunter2"}, {Name: "X-Pin", Value: "471"}, {Name: "X-Team", Value: "scarlet", Shown: true}, {Name: "X-No"}}}
	c.Transport = NewTransport(Options{})
	told := c.secretsOf(&http.Request{URL: c.URL})
	for said, want := range map[string]string{
		"malformed hunter2x":               "malformed ...x",
		"pin 471, 471471 47100 \"471\"471": "pin ..., 471471 47100 \"...\"...",
		"471":                              "...",
		"é471 471é":                        "é471 471é",
		"team scarlet":                     "team scarlet",
	} {
		if got := withoutSecrets(told, errors.New(said)).Error(); got != want {
			t.Errorf("%q became %q, want %q", said, got, want)
		}
	}
}

// TestSameHost: another port or scheme is another host for secrets.
func TestSameHost(t *testing.T) {
	base := &url.URL{Scheme: "https", Host: "files.example.com"}
	for address, want := range map[string]bool{
		"https://FILES.example.com/x": true, "http://files.example.com": false, "https://files.example.com:8443": false, "https://example.com": false,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		c := &Client{URL: base, Custom: []Custom{{Name: "X-Pin", Value: "1234"}, {Name: "X-Team", Value: "red", Shown: true}}}
		req := &http.Request{URL: u, Header: http.Header{}}
		c.customise(req)
		if got := req.Header["X-Pin"] != nil; sameHost(u, base) != want || got != want || req.Header["X-Team"] == nil {
			t.Errorf("%s: same %t, with %v", address, sameHost(u, base), req.Header)
		}
	}
}

// TestHeadersOfACard: one is added in place of another of its name, and those that the user takes away go.
func TestHeadersOfACard(t *testing.T) {
	const first = CustomLines("X-Site: HH\nX-Key: old")
	for line, want := range map[string]CustomLines{
		"":            first,
		"  ":          first,
		"x-key: new":  "X-Site: HH\nx-key: new",
		"X-More: m":   "X-Site: HH\nX-Key: old\nX-More: m",
		"no header":   "",
		"Host: other": "",
	} {
		got, err := first.With(line, false)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", line, got, err)
		}
	}
	if got, err := first.With("X-Key: open", true); got != "X-Site: HH\nshown X-Key: open" || err != nil {
		t.Errorf("shown: %q, %v", got, err)
	}
	if got, err := CustomLines("broken").With("X-Key: new", false); got != "" || err == nil {
		t.Errorf("to what cannot be read: %q, %v", got, err)
	}
	if got := CustomLines("X-A: 1\nshown X-B: 2\nforgotten X-C: ").Kept(func(i int) bool { return i != 0 }); got != "shown X-B: 2\nforgotten X-C: " {
		t.Errorf("kept: %q", got)
	}
	if got := first.Kept(func(int) bool { return false }); got != "" {
		t.Errorf("none is kept: %q", got)
	}
}
