package pac

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"
)

// known is an environment of a test: a name service with two names, an own address, and a Wednesday in June.
func known() environment {
	return environment{
		lookup: func(_ context.Context, host string) ([]net.IP, error) {
			switch host {
			case "files.test":
				return []net.IP{net.ParseIP("fd00::7"), net.ParseIP("10.1.2.3")}, nil
			case "six.test":
				return []net.IP{net.ParseIP("fd00::6")}, nil
			}
			return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		},
		own: func() []net.IP { return []net.IP{net.ParseIP("10.9.9.9"), net.ParseIP("fd00::9")} },
		now: func() time.Time { return time.Date(2026, time.June, 17, 10, 30, 15, 0, time.FixedZone("", 3*3600)) },
	}
}

func TestFunctions(t *testing.T) {
	for expression, want := range map[string]string{
		`isPlainHostName("files")`:                                  "true",
		`isPlainHostName("files.test")`:                             "false",
		`isPlainHostName("fd00::1")`:                                "false",
		`dnsDomainIs("files.Example.com", ".example.com")`:          "true",
		`dnsDomainIs("files.test", ".example.com")`:                 "false",
		`localHostOrDomainIs("www", "www.example.com")`:             "true",
		`localHostOrDomainIs("www.example.com", "www.example.com")`: "true",
		`localHostOrDomainIs("www.other.com", "www.example.com")`:   "false",
		`dnsDomainLevels("a.b.c")`:                                  "2",
		`shExpMatch("http://a.test/b/c.htm", "*/b/*")`:              "true",
		`shExpMatch("http://a.test/b/c.htm", "*/d/*")`:              "false",
		`shExpMatch("abc", "a?c")`:                                  "true",
		`shExpMatch("a[b", "a[b")`:                                  "false",
		`convert_addr("10.0.0.1")`:                                  "167772161",
		`convert_addr("x")`:                                         "0",
		`isResolvable("files.test")`:                                "true",
		`isResolvable("six.test")`:                                  "false",
		`isResolvableEx("six.test")`:                                "true",
		`isResolvable("nowhere.test")`:                              "false",
		`dnsResolve("files.test")`:                                  "10.1.2.3",
		`dnsResolve("nowhere.test")`:                                "null",
		`dnsResolveEx("files.test")`:                                "fd00::7;10.1.2.3",
		`isInNet("files.test", "10.0.0.0", "255.0.0.0")`:            "true",
		`isInNet("10.1.2.3", "10.1.2.0", "255.255.255.0")`:          "true",
		`isInNet("files.test", "11.0.0.0", "255.0.0.0")`:            "false",
		`isInNet("nowhere.test", "0.0.0.0", "0.0.0.0")`:             "false",
		`isInNetEx("six.test", "fd00::/8")`:                         "true",
		`isInNetEx("six.test", "x")`:                                "false",
		`myIpAddress()`:                                             "10.9.9.9",
		`myIpAddressEx()`:                                           "10.9.9.9;fd00::9",
		`sortIpAddressList("10.2.3.9;fd00::1;10.1.2.3")`:            "fd00::1;10.1.2.3;10.2.3.9",
		`weekdayRange("WED")`:                                       "true",
		`weekdayRange("MON", "FRI")`:                                "true",
		`weekdayRange("FRI", "MON")`:                                "false",
		`weekdayRange("SAT", "WED", "GMT")`:                         "true",
		`weekdayRange("X")`:                                         "false",
		`timeRange(10)`:                                             "true",
		`timeRange(10, "GMT")`:                                      "false",
		`timeRange(7, 8, "GMT")`:                                    "true",
		`timeRange(9, 17)`:                                          "true",
		`timeRange(22, 6)`:                                          "false",
		`timeRange(10, 0, 10, 30)`:                                  "false",
		`timeRange(10, 0, 10, 31)`:                                  "true",
		`timeRange(10, 30, 0, 10, 30, 16)`:                          "true",
		`dateRange(17)`:                                             "true",
		`dateRange(1, 15)`:                                          "false",
		`dateRange("JUN")`:                                          "true",
		`dateRange("DEC", "JUN")`:                                   "true",
		`dateRange(2026)`:                                           "true",
		`dateRange(2024, 2025)`:                                     "false",
		`dateRange(1, "JUN", 30, "JUN")`:                            "true",
		`dateRange(17, "JUN", 2026)`:                                "true",
		`dateRange(1, "JAN", 2026, 16, "JUN", 2026)`:                "false",
		`dateRange("OCT", 2025, "JUL", 2026)`:                       "true",
		`typeof alert("x")`:                                         "undefined",
		`typeof require + typeof process + typeof XMLHttpRequest + typeof console`: strings.Repeat("undefined", 4),
	} {
		s, err := New("function FindProxyForURL(url, host) { return String(" + expression + "); }")
		if err != nil {
			t.Fatal(err)
		}
		s.env = known()
		got, err := s.Find(t.Context(), &url.URL{Scheme: "http", Host: "x.test"})
		if err != nil || got != want {
			t.Errorf("%s is %s, %v; want %s", expression, got, err, want)
		}
	}
}

// TestWhatAScriptIsTold: neither account nor query, and nothing of the path of an https address.
func TestWhatAScriptIsTold(t *testing.T) {
	s, err := New(`function FindProxyForURL(url, host) { return url + " " + host; }`)
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{
		"https://ines:secret@files.test:8443/drop/a?token=secret": "https://files.test:8443/ files.test",
		"http://ines:secret@files.test/drop/a%20b?token=secret":   "http://files.test/drop/a%20b files.test",
		"http://[fd00::1]:80/": "http://[fd00::1]:80/ fd00::1",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Find(t.Context(), u); err != nil || got != want {
			t.Errorf("%s: %s, %v", address, got, err)
		}
	}
}

// TestScriptThatDoesNotEnd: it is interrupted, however it spends its time.
func TestScriptThatDoesNotEnd(t *testing.T) {
	for name, body := range map[string]string{
		"loop":      "for (;;);",
		"catches":   "for (;;) { try { for (;;); } catch (e) {} }",
		"names":     `for (;;) dnsResolve("files.test");`,
		"recursion": "return FindProxyForURL(url, host);",
		"memory":    `var a = "x"; for (;;) a = [a, a];`,
	} {
		s, err := New("function FindProxyForURL(url, host) { " + body + " }")
		if err != nil {
			t.Fatal(err)
		}
		s.env = known()
		s.env.limit = 200 * time.Millisecond
		text, err := s.Find(t.Context(), &url.URL{Scheme: "http", Host: "x.test"})
		if err == nil || name != "recursion" && !errors.Is(err, ErrLate) {
			t.Errorf("%s: %q, %v", name, text, err)
		}
		if s.stuck.Load() {
			t.Errorf("%s goes on", name)
		}
	}
}

// TestRunsDoNotMeet: what one run of a script leaves is not there in the next.
func TestRunsDoNotMeet(t *testing.T) {
	s, err := New(`var seen = 0; function FindProxyForURL(url, host) { seen++; return "PROXY p:" + seen; }`)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got, err := s.Find(t.Context(), &url.URL{Scheme: "http", Host: "x.test"}); err != nil || got != "PROXY p:1" {
			t.Error(got, err)
		}
	}
	if _, err := New("function ("); err == nil || !strings.Contains(fmt.Sprint(err), "read the script") {
		t.Errorf("what is no script: %v", err)
	}
}
