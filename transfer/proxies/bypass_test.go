package proxies

import (
	"net/url"
	"testing"
)

func TestBypass(t *testing.T) {
	for _, c := range []struct {
		list, address string
		direct        bool
	}{
		{"", "http://files.example.com/", false},
		{"*", "http://files.example.com/", true},
		{"example.com", "http://files.example.com/", true},
		{"example.com", "http://example.com/", true},
		{"example.com", "http://anexample.com/", false},
		{"EXAMPLE.com", "http://files.example.COM/", true},
		{"example.com.", "http://files.example.com./", true},
		{".example.com", "http://files.example.com/", true},
		{".example.com", "http://example.com/", false},
		{"*.example.com", "http://a.b.example.com/", true},
		{"*.example.com", "http://example.com/", false},
		{"files*", "http://files7/", true},
		{"a.test, b.test;c.test|d.test e.test", "http://e.test/", true},
		{"example.com:8080", "http://example.com:8080/", true},
		{"example.com:8080", "http://example.com/", false},
		{"example.com:443", "https://example.com/", true},
		{"http://intern.test", "http://intern.test/", true},
		{"10.0.0.0/8", "http://10.1.2.3/", true},
		{"10.0.0.0/8", "http://11.1.2.3/", false},
		{"10.0.0.0/8", "http://ten.test/", false}, // a name is not resolved for that
		{"169.254/16", "http://169.254.7.7/", true},
		{"10/8", "http://10.1.2.3/", true},
		{"192.168.*", "http://192.168.7.1/", true},
		{"192.168.7.1", "http://192.168.7.1/", true},
		{"192.168.7.1:81", "http://192.168.7.1/", false},
		{"fd00::/8", "http://[fd00::1]/", true},
		{"[fd00::1]:8080", "http://[fd00::1]:8080/", true},
		{"fd00::1", "http://[fd00::2]/", false},
		{"10.0.0.0/8", "http://[::ffff:10.1.2.3]/", true},
		{"<local>", "http://files/", true},
		{"<local>", "http://files.test/", false},
		{"<local>", "http://10.1.2.3/", false},
		{"<local>", "http://[fd00::1]/", false},
		{"", "http://localhost/", true}, // this computer needs none
		{"", "http://127.0.0.1:8080/", true},
		{"", "http://[::1]/", true},
		{"", "http://a.localhost/", true},
		{"<-loopback>", "http://127.0.0.1/", false},
		{"<-loopback>,127.0.0.1", "http://127.0.0.1/", true},
	} {
		u, err := url.Parse(c.address)
		if err != nil {
			t.Fatal(err)
		}
		if got := ParseBypass(c.list).Covers(u); got != c.direct {
			t.Errorf("%q, %s: direct %t", c.list, c.address, got)
		}
	}
}
