package transfer

import (
	"errors"
	"strings"
	"testing"
)

// TestWhereASignInCounts: the place and origin of every kind of address, of servers as of proxies, and why there is none.
func TestWhereASignInCounts(t *testing.T) {
	for address, want := range map[string]struct{ place, origin string }{
		"http://h":                          {"http://h", "http://h"},
		"http://h/":                         {"http://h", "http://h"},
		"https://H:443/drop/":               {"https://h/drop/", "https://h"},
		"https://h:8443/drop/a.bin?x=1":     {"https://h:8443/drop/", "https://h:8443"},
		"http://h/a.bin":                    {"http://h", "http://h"},
		"http://[::1]:80/a/b/":              {"http://[::1]/a/b/", "http://[::1]"},
		"socks5://h":                        {"socks5://h:1080", "socks5://h:1080"},
		" SOCKS5H://H:9050/lost/":           {"socks5://h:9050", "socks5://h:9050"},
		"socks4://h:443":                    {"socks5://h:443", "socks5://h:443"},
		"socks5://[::1]":                    {"socks5://[::1]:1080", "socks5://[::1]:1080"},
		"socks5://münchen.example.com:1081": {"socks5://xn--mnchen-3ya.example.com:1081", "socks5://xn--mnchen-3ya.example.com:1081"},
	} {
		place, err := SignInPlace(address)
		origin, err2 := SignInOrigin(address)
		if err := errors.Join(err, err2); err != nil || place != want.place || origin != want.origin {
			t.Errorf("%s: %s, %s, %v; want %+v", address, place, origin, err, want)
		}
	}
	for address, want := range map[string]AddressFlaw{
		"": AddressEmpty, "h": AddressSyntax, "ftp://h/": AddressScheme, "http://": AddressHost, "http://h:0/": AddressPort,
		"http://ines@h/": AddressSecret, "http://h:x/": AddressSyntax,
		"socks5://": AddressHost, "socks5://h:0": AddressPort, "socks5://h:70000": AddressPort, "socks5://ines:word@h": AddressSecret, "socks5://h:x": AddressSyntax,
		"socks5://a b": AddressSyntax,
	} {
		for name, f := range map[string]func() error{
			"place":  func() error { got, err := SignInPlace(address); return emptyWith(got, err) },
			"origin": func() error { got, err := SignInOrigin(address); return emptyWith(got, err) },
			"proxy": func() error {
				u, err := ProxyURL(address)
				if u != nil {
					return emptyWith(u.String(), err)
				}
				return err
			},
		} {
			if flawed, ok := errors.AsType[*AddressError](f()); !ok || flawed.Why != want {
				t.Errorf("%s of %q: %v, want %s", name, address, f(), want)
			}
		}
	}
}

// emptyWith is the error of a function that returns "" with each.
func emptyWith(got string, err error) error {
	if err != nil && got != "" {
		return errors.New("both " + got + " and " + err.Error())
	}
	return err
}

// TestRefusedAddressIsQuoted: the error tells which address is meant and what is wrong with it, without its user and
// password.
func TestRefusedAddressIsQuoted(t *testing.T) {
	for _, address := range []string{"ftp://h/drop/", "http://ines:hidden@h/drop/", "http://h/%zz/drop/", "http://ines:hidden@h:x/drop/", "http://h/drop/#x"} {
		_, err := CheckURL(address)
		flawed, ok := errors.AsType[*AddressError](err)
		if !ok {
			t.Fatalf("%s: %v", address, err)
		}
		for _, text := range []string{flawed.Address, flawed.Error()} {
			if !strings.Contains(text, "h") || !strings.Contains(text, "/drop/") || strings.Contains(text, "hidden") || strings.Contains(text, "ines") {
				t.Errorf("%q", text)
			}
		}
		if !strings.Contains(flawed.Error(), string(flawed.Why)) {
			t.Errorf("%q does not tell %q", flawed, flawed.Why)
		}
	}
}
