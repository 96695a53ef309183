package transfer

import (
	"net"
	"net/netip"
	"slices"
	"time"

	"sendoff/transfer/bits"
)

// addressPeriod is how often the local addresses are checked while connections are open. Packets of a vanished
// interface are lost silently; otherwise the connection would stall for half a minute first.
const addressPeriod = 3 * time.Second

// errMoved ends a worker whose connection uses an address that this computer no longer has.
var errMoved = bits.Left{Why: bits.LeftMoved, Said: "the network has changed: going on over the one there is"}

// ownAddresses returns this computer's addresses; nil if the system does not say.
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

// watchAddresses asks the system for the local addresses from time to time, in a goroutine that ends with the answer.
// Close waits for it.
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
			e.cancelMoved(own)
		}})
	})
}

// cancelMoved ends conversations whose local address is gone, and connection attempts begun with other addresses than
// there are now. Their jobs go on at once.
func (e *Engine) cancelMoved(own []netip.Addr) {
	l := &e.loop
	changed := l.network.own != nil && own != nil && !slices.Equal(l.network.own, own)
	if own != nil {
		l.network.own = own
	}
	if changed && e.options.Moved != nil {
		e.options.Moved() // before jobs go on: what was learned of the old network does not hold for them
	}
	for _, w := range l.working {
		local, open := w.conn.Local()
		if open && addressGone(local, own) || !open && changed {
			w.cancel(errMoved)
		}
	}
}

// addressGone reports whether a local address can no longer receive packets. Loopback needs no interface. An empty list of
// addresses says nothing.
func addressGone(local netip.Addr, own []netip.Addr) bool {
	local = plainAddr(local)
	return local.IsValid() && !local.IsLoopback() && len(own) > 0 && !slices.Contains(own, local)
}
