package transfer

import (
	"net"
	"net/netip"
	"slices"
	"time"

	"sendoff/transfer/bits"
)

// addressPeriod is how often the local addresses are checked while connections are open. Nothing else tells: packets of a connection whose interface is
// gone are lost without a word, and the connection would be found to have stalled half a minute later.
const addressPeriod = 3 * time.Second

// errMoved ends a worker whose connection cannot go on from where this computer is. The request that it
// ends says so in the transcript.
var errMoved = bits.Left{Why: bits.LeftMoved, Said: "the network has changed: going on over the one there is"}

// ownAddresses are those of this computer; nil if the system does not tell.
func ownAddresses() []netip.Addr {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var own []netip.Addr
	for _, a := range all {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil {
			own = append(own, plainAddr(prefix.Addr()))
		}
	}
	slices.SortFunc(own, netip.Addr.Compare)
	return own
}

func plainAddr(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

// watchAddresses asks the system for the addresses from time to time. The goroutine ends with the
// answer; Close waits for it.
func (e *Engine) watchAddresses(now time.Time) {
	n := &e.loop.network
	if len(e.loop.working) == 0 || n.asking || now.Sub(n.asked).Abs() < addressPeriod {
		return
	}
	n.asking, n.asked = true, now
	e.lasting.Go(func() {
		own := ownAddresses()
		e.inbox.put(message{call: func() {
			n.asking = false
			e.leaveLost(own)
		}})
	})
}

// leaveLost ends the conversations whose connection went out from an address that is gone, and the
// attempts to connect that were begun with other addresses than there are: both go on at once.
func (e *Engine) leaveLost(own []netip.Addr) {
	l := &e.loop
	changed := l.network.own != nil && own != nil && !slices.Equal(l.network.own, own)
	l.network.own = own
	for _, w := range l.working {
		local, open := w.conn.Local()
		if open && gone(local, own) || !open && changed {
			w.cancel(errMoved)
		}
	}
}

// gone reports whether nothing can come back to a local address. What stays inside this computer needs no
// interface, and a system that names no address at all says nothing.
func gone(local netip.Addr, own []netip.Addr) bool {
	local = plainAddr(local)
	return local.IsValid() && !local.IsLoopback() && len(own) > 0 && !slices.Contains(own, local)
}
