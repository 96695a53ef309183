package transfer

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"time"
)

// Network is what this computer knows of its own part of the way to servers. That it is not offline says
// nothing about the rest of the way.
type Network struct {
	Offline bool      // no interface that works has an address of a network: only servers on this computer can be reached
	Since   time.Time // when that was first seen; zero unless Offline
}

// networkPeriod is how often WatchNetwork asks the system. A change is told within it.
const networkPeriod = 3 * time.Second

// WatchNetwork tells what the network of this computer is, at once and whenever that changes, until ctx
// ends. Where the system does not answer, it tells nothing.
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

// working reports whether packets can go out by an interface: a bridge that nothing is attached to and a
// card without a cable are up and do not run.
func working(f net.Flags) bool {
	return f&net.FlagLoopback == 0 && f&net.FlagUp != 0 && f&net.FlagRunning != 0
}

// ofNetwork reports whether some network gave an address. Systems make the link-local ones of IPv6 for
// every interface, those of macOS for tunnels that lead nowhere too.
func ofNetwork(a net.Addr) bool {
	prefix, err := netip.ParsePrefix(a.String())
	if err != nil {
		return false
	}
	ip := plainAddr(prefix.Addr())
	return !ip.IsLoopback() && !ip.IsUnspecified() && (ip.Is4() || !ip.IsLinkLocalUnicast())
}

// OnThisComputer reports whether a server, as Target.Server has it, runs on this computer and so is reached
// without a network.
func OnThisComputer(server string) bool {
	u, err := url.Parse(server)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.Unmap().IsLoopback()
}
