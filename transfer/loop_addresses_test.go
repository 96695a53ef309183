package transfer

import (
	"net/netip"
	"testing"
)

// TestAnotherNetworkIsTold: what was learned of proxies in one network is forgotten when the addresses change, and only
// then.
func TestAnotherNetworkIsTold(t *testing.T) {
	moved := 0
	e, err := Open(Options{Dir: t.TempDir(), Moved: func() { moved++ }})
	if err != nil {
		t.Fatal(err)
	}
	office, home := []netip.Addr{netip.MustParseAddr("10.1.2.3")}, []netip.Addr{netip.MustParseAddr("192.168.1.2")}
	for _, c := range []struct {
		own  []netip.Addr
		want int
	}{{office, 0}, {office, 0}, {home, 1}, {home, 1}, {nil, 1}, {home, 1}, {nil, 1}, {office, 2}} {
		done := make(chan int)
		e.inbox.put(message{call: func() {
			e.cancelMoved(c.own)
			done <- moved
		}})
		if got := <-done; got != c.want {
			t.Errorf("%v: told %d times, want %d", c.own, got, c.want)
		}
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}
