package serve

import (
	"net"
	"net/netip"
	"strings"
	"testing"

	"sendoff/transfer/bits"
)

// TestUploadsReachEachAddressPrinted: whatever a server was told to listen at, a session is opened at the address that
// it prints for this computer, by the name in that address.
func TestUploadsReachEachAddressPrinted(t *testing.T) {
	for _, listen := range []string{":0", "[::]:0", "0.0.0.0:0", "127.0.0.1:0", "localhost:0"} {
		t.Run(listen, func(t *testing.T) {
			s := run(t, Options{Listen: listen})
			if !strings.HasPrefix(s.url, "http://127.0.0.1:") && !strings.HasPrefix(s.url, "http://[::1]:") {
				t.Errorf("prints %s", s.url)
			}
			if listen == "0.0.0.0:0" && !strings.HasPrefix(s.url, "http://127.0.0.1:") {
				t.Errorf("asked for IPv4, and prints %s", s.url)
			}
			if id := s.packet(bits.CreateSession, "").Get(bits.HeaderSessionID); id == "" {
				t.Errorf("no session is opened at %s", s.url)
			}
		})
	}
}

// TestAddressesOfAllInterfaces: a listener on all of them is named by the loopback of its family, and for other
// computers by what they can reach.
func TestAddressesOfAllInterfaces(t *testing.T) {
	both := []string{"127.0.0.1", "::1", "192.0.2.7", "169.254.1.1", "fe80::1", "2001:db8::7"}
	for _, c := range []struct {
		asked, at string
		own       []string
		want      string // here, then others
	}{
		{":80", "[::]:80", both, "http://[::1]:80/ http://192.0.2.7:80/ http://[2001:db8::7]:80/"},
		{"[::]:80", "[::]:80", both[:3], "http://[::1]:80/ http://192.0.2.7:80/"},
		{"[::]:80", "[::]:80", []string{"127.0.0.1", "192.0.2.7"}, "http://127.0.0.1:80/ http://192.0.2.7:80/"},
		{"0.0.0.0:80", "[::]:80", both[:3], "http://127.0.0.1:80/ http://192.0.2.7:80/"},
		{"0.0.0.0:80", "0.0.0.0:80", both, "http://127.0.0.1:80/ http://192.0.2.7:80/"},
		{"", "[::]:80", both[:2], "http://[::1]:80/"},
		{":80", "[::]:80", nil, "http://127.0.0.1:80/"},
		{"192.0.2.7:80", "192.0.2.7:80", both, "http://192.0.2.7:80/"},
		{"127.0.0.2:80", "127.0.0.2:80", both, "http://127.0.0.2:80/"},
	} {
		at, err := net.ResolveTCPAddr("tcp", c.at)
		if err != nil {
			t.Fatal(err)
		}
		var own []netip.Addr
		for _, a := range c.own {
			own = append(own, netip.MustParseAddr(a))
		}
		here, others := reachable(c.asked, at, own)
		all := []string{Address(here, false)}
		for _, o := range others {
			all = append(all, Address(o, false))
		}
		if got := strings.Join(all, " "); got != c.want {
			t.Errorf("%s, bound to %s: %s; want %s", c.asked, c.at, got, c.want)
		}
	}
}
