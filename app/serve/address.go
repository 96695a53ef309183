package serve

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"sendoff/ui/words"
)

// Address is the address of a server in the form of URLs: the zone of an IPv6 address is escaped.
func Address(at net.Addr, secure bool) string {
	u := url.URL{Scheme: "http", Host: at.String(), Path: "/"}
	if secure {
		u.Scheme = "https"
	}
	return u.String()
}

// reachable returns where a listener is reached: from this computer, and from others if that is elsewhere. A listener
// on all interfaces has no address of its own, so it is named by those of this computer. asked is the address that it
// was told to listen at, own are the addresses of the interfaces.
func reachable(asked string, at net.Addr, own []netip.Addr) (here net.Addr, others []net.Addr) {
	bound, err := netip.ParseAddrPort(at.String())
	if err != nil || !bound.Addr().IsUnspecified() {
		return at, nil
	}
	place := func(a netip.Addr) net.Addr { return net.TCPAddrFromAddrPort(netip.AddrPortFrom(a, bound.Port())) }
	for _, a := range own {
		// Link-local addresses mean another interface on each computer.
		if a.IsGlobalUnicast() && (a.Is4() || bound.Addr().Is6()) {
			others = append(others, place(a))
		}
	}
	return place(loopback(asked, bound.Addr(), own)), others
}

// loopback returns the loopback address of a listener on all interfaces. One of IPv6 takes IPv4 too, where IPv6 is
// switched off or IPv4 was asked for.
func loopback(asked string, bound netip.Addr, own []netip.Addr) netip.Addr {
	four := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	if host, _, err := net.SplitHostPort(asked); err == nil && host == netip.IPv4Unspecified().String() {
		return four
	}
	if bound.Is6() && slices.Contains(own, netip.IPv6Loopback()) {
		return netip.IPv6Loopback()
	}
	return four
}

// ownAddresses returns the addresses of this computer's interfaces, without zones; none if the system does not tell.
func ownAddresses() []netip.Addr {
	found, _ := net.InterfaceAddrs()
	var own []netip.Addr
	for _, a := range found {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil {
			own = append(own, prefix.Addr().Unmap())
		}
	}
	return own
}

// placesLine says where other computers reach the server; "" if that is said already.
func placesLine(others []net.Addr, secure bool) string {
	if len(others) == 0 {
		return ""
	}
	places := make([]string, len(others))
	for i, at := range others {
		places[i] = Address(at, secure)
	}
	return words.Tr("From other computers:") + " " + strings.Join(places, " ") + "\n"
}
