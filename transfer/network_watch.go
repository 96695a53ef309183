package transfer

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"time"
)

// Network is what this computer knows about its own network connection. Being online says nothing about the rest of
// the way.
type Network struct {
	Offline bool      // no working interface has a network address: only servers on this computer can be reached
	Since   time.Time // when that was first seen; zero unless Offline
}

// networkPeriod is how often WatchNetwork asks the system.
const networkPeriod = 3 * time.Second

// WatchNetwork calls tell with the state of the network, at once and on each change, until ctx ends. If the system
// does not answer, it does not call it.
func WatchNetwork(ctx context.Context, tell func(Network)) {
	tick := time.NewTicker(networkPeriod)
	defer tick.Stop()
	var last *Network
	for {
		if in, err := inNetwork(); err == nil && (last == nil || last.Offline == in) {
			last = &Network{Offline: !in}
			if last.Offline {
				last.Since = time.Now()
			}
			tell(*last)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// inNetwork reports whether any interface leads out of this computer.
func inNetwork() (bool, error) {
	all, err := net.Interfaces()
	if err != nil {
		return false, err
	}
	for _, i := range all {
		if !working(i.Flags) {
			continue
		}
		own, err := i.Addrs()
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(own, ofNetwork) {
			return true, nil
		}
	}
	return false, nil
}

// working reports whether an interface can send packets. A bridge without members and a card without a cable are up
// but not running.
func working(f net.Flags) bool {
	return f&net.FlagLoopback == 0 && f&net.FlagUp != 0 && f&net.FlagRunning != 0
}

// ofNetwork reports whether an address came from a network. Systems give every interface a link-local IPv6 address,
// macOS even tunnels that lead nowhere.
func ofNetwork(a net.Addr) bool {
	prefix, err := netip.ParsePrefix(a.String())
	if err != nil {
		return false
	}
	ip := plainAddr(prefix.Addr())
	return !ip.IsLoopback() && !ip.IsUnspecified() && (ip.Is4() || !ip.IsLinkLocalUnicast())
}

// OnThisComputer reports whether a server, as Target.Server names it, runs on this computer, so that no network is
// needed.
func OnThisComputer(server string) bool {
	u, err := url.Parse(server)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.Unmap().IsLoopback()
}
