package transfer

import (
	"errors"
	"strings"
	"testing"
)

func TestDestination(t *testing.T) {
	for name, c := range map[string]struct{ to, name, want string }{
		"a file's own URL":    {"http://h/drop/x.bin", "a.bin", "http://h/drop/x.bin"},
		"a folder":            {"http://h/drop/", "a.bin", "http://h/drop/a.bin"},
		"no path":             {"http://h", "a.bin", "http://h/a.bin"},
		"blanks":              {"http://h/", "my file.bin", "http://h/my%20file.bin"},
		"percent":             {"http://h/", "100%.txt", "http://h/100%25.txt"},
		"percent as in a URL": {"http://h/", "a%20b", "http://h/a%2520b"},
		"number sign":         {"http://h/", "#1.txt", "http://h/%231.txt"},
		"question mark":       {"http://h/", "why?.txt", "http://h/why%3F.txt"},
		"unicode":             {"http://h/", "Überblick.txt", "http://h/%C3%9Cberblick.txt"},
		"semicolon and plus":  {"http://h/", "a;b+c.txt", "http://h/a%3Bb+c.txt"},
		"dots":                {"http://h/x/", "...", "http://h/x/..."},
		"query stays":         {"http://h/d/?sig=a%2Fb", "f", "http://h/d/f?sig=a%2Fb"},
		"blank in the query":  {"http://h/d/?a=b c", "f", "http://h/d/f?a=b%20c"},
		"encoded folder":      {"http://h/a%2Fb/", "f", "http://h/a%2Fb/f"},
		"blank in the folder": {"http://h/my drop/", "f", "http://h/my%20drop/f"},
		"port":                {"https://h:8443/d/", "f", "https://h:8443/d/f"},
		"IPv6":                {"http://[::1]:8080/d/", "f", "http://[::1]:8080/d/f"},
		"IPv6, implied port":  {"http://[::1]:80/d/", "f", "http://[::1]/d/f"},
		"blanks around":       {"  http://h/d/ ", "f", "http://h/d/f"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Destination(c.to, c.name)
			if err != nil || got != c.want {
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			}
		})
	}
}

func TestCheckURLRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		address string
		why     AddressFlaw
	}{
		"nothing":                    {"", AddressEmpty},
		"blanks":                     {"  ", AddressEmpty},
		"a word":                     {"server", AddressSyntax},
		"a path":                     {"/drop/x", AddressSyntax},
		"bad escape":                 {"http://h/%zz", AddressSyntax},
		"ftp":                        {"ftp://h/x", AddressScheme},
		"file":                       {"file:///etc/passwd", AddressScheme},
		"no scheme":                  {"h:8080/x", AddressScheme},
		"no host":                    {"http:///x", AddressHost},
		"port alone":                 {"http://:80/x", AddressHost},
		"port too high":              {"http://h:65536/x", AddressPort},
		"port 0":                     {"http://h:0/x", AddressPort},
		"user":                       {"http://geheim@h/x", AddressSecret},
		"user and password":          {"http://u:geheim@h/x", AddressSecret},
		"bad escape in the password": {"http://u:geheim%zz@h/x", AddressSyntax},
		"slash in the password":      {"http://u:geh/geheim@h/x", AddressSyntax},
		"password without a scheme":  {"u:geheim@h/x", AddressScheme},
		"user without a scheme":      {"geheim@h/x", AddressSyntax},
		"password without http":      {"//u:geheim@h/x", AddressScheme},
		"fragment":                   {"http://h/x#part", AddressFragment},
		"empty fragment":             {"http://h/x#", AddressFragment},
		"long":                       {"http://h/x?" + strings.Repeat("a", 2200), AddressLong},
		"long name":                  {"http://h/" + strings.Repeat("n", 261), AddressLong},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := CheckURL(c.address)
			var flaw *AddressError
			if !errors.As(err, &flaw) || flaw.Why != c.why {
				t.Fatalf("got %v, want %s", err, c.why)
			}
			if strings.Contains(err.Error(), "geheim") {
				t.Errorf("a secret in %q", err)
			}
		})
	}
}

func TestDestinationOfALongName(t *testing.T) {
	if _, err := Destination("http://h/", strings.Repeat("ü", 260)); err != nil {
		t.Errorf("260 characters: %v", err)
	}
	if _, err := Destination("http://h/", strings.Repeat("ü", 261)); err == nil {
		t.Error("261 characters were taken")
	}
}

// TestOneSpelling: jobs are compared by their address, and a late cancel may hit a newer upload to the same one.
func TestOneSpelling(t *testing.T) {
	for address, want := range map[string]string{
		"HTTP://Files.Example.COM:80/Drop/A.bin": "http://files.example.com/Drop/A.bin",
		"https://h:443/a?Q=1":                    "https://h/a?Q=1",
		"https://h:80/a":                         "https://h:80/a",
		"http://h:/a":                            "http://h/a",
		"http://[FE80::1]:80/a":                  "http://[fe80::1]/a",
		"http://h":                               "http://h/",
		"http://h?q":                             "http://h/?q",
		"http://h/%7Ba%7D%2Fb":                   "http://h/%7Ba%7D%2Fb",
	} {
		u, err := CheckURL(address)
		if err != nil || u.String() != want {
			t.Errorf("%q: %v, %v; want %q", address, u, err, want)
		}
	}
}

func TestServerOfATarget(t *testing.T) {
	for url, want := range map[string]string{
		"http://h/x":          "http://h",
		"http://H:8080/X?q=/": "http://h:8080",
		"https://h":           "https://h",
		"http://h?q":          "http://h",
		"http://[::1]:80/x":   "http://[::1]:80",
		"http:///x":           "",
		"nonsense":            "",
		"":                    "",
	} {
		if got := (Target{URL: url}).Server(); got != want {
			t.Errorf("%q: %q, want %q", url, got, want)
		}
	}
}
