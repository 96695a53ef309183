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
	if _, err := JoinCustom([]Custom{{"X-A", "1"}, {"x-a", "2"}}); err == nil {
		t.Error("one name was taken twice")
	}
	if _, err := JoinCustom(make([]Custom, maxCustom+1)); err == nil {
		t.Error("any number was taken")
	}
	if _, err := JoinCustom([]Custom{{"X-A", "1\nHost: other"}}); err == nil {
		t.Error("a line break came in as a value")
	}
	lines, err := JoinCustom([]Custom{{"X-Team", "red"}, {"x-Api-KEY", "a: b"}})
	if err != nil {
		t.Fatal(err)
	}
	if list, err := lines.List(); err != nil || len(list) != 2 || list[1] != (Custom{"x-Api-KEY", "a: b"}) {
		t.Errorf("%v %v", list, err)
	}
	if list, err := CustomLines("").List(); err != nil || len(list) != 0 {
		t.Errorf("%v %v", list, err)
	}
}

func TestCustomSecrets(t *testing.T) {
	for line, secret := range map[string]bool{
		"X-Team: red": false, "X-Api-Key: abcdef": true, "X-Auth: 1": true, "x-csrf-token: 2": true,
		"X-Any: Bearer abc": true, "X-Any: eyJhbGciOi": true, "X-Monitor: yes": false,
	} {
		c, err := ParseCustom(line)
		if err != nil || c.Secret() != secret || secret == strings.Contains(c.String(), c.Value) {
			t.Errorf("%q: %v, shown as %q, %v", line, c.Secret(), c, err)
		}
	}
	c := &Client{URL: &url.URL{Host: "a"}, Custom: []Custom{{"X-Api-Key", "hunter2"}}}
	c.Transport = NewTransport(Options{})
	err := withoutSecrets(c.told(&http.Request{URL: c.URL}), errors.New("malformed hunter2"))
	if strings.Contains(err.Error(), "hunter2") {
		t.Error(err)
	}
}
