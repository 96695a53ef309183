package transfer

import (
	"context"
	"testing"
	"time"
)

// TestOfflineAndBack: with loopback alone a computer is offline; a cable with an address ends that, until it is lost
// again.
func TestOfflineAndBack(t *testing.T) {
	if inNamespace(t) {
		return
	}
	ip(t, "link set lo up")
	ctx, stop := context.WithCancel(t.Context())
	told, ended := make(chan Network, 8), make(chan struct{})
	begun := time.Now()
	go func() { // ends with ctx
		defer close(ended)
		WatchNetwork(ctx, func(n Network) { told <- n })
	}()
	expect := func(offline bool) Network {
		t.Helper()
		select {
		case n := <-told:
			if n.Offline != offline || n.Since.IsZero() == offline {
				t.Fatalf("told %+v", n)
			}
			return n
		case <-time.After(2 * networkPeriod):
			t.Fatal("nothing is told")
		}
		return Network{}
	}
	first := expect(true)
	if first.Since.Before(begun) {
		t.Errorf("offline since %s, before it was asked", first.Since)
	}
	ip(t, "link add here type veth peer name there")
	ip(t, "addr add 10.9.8.1/24 dev here")
	ip(t, "link set here up")
	select {
	case n := <-told:
		t.Fatalf("a cable that leads nowhere is told as %+v", n)
	case <-time.After(networkPeriod + networkPeriod/2):
	}
	ip(t, "link set there up")
	expect(false)
	ip(t, "link set there down")
	if again := expect(true); !again.Since.After(first.Since) {
		t.Errorf("offline since %s again", again.Since)
	}
	stop()
	select {
	case <-ended:
	case <-time.After(networkPeriod):
		t.Error("it goes on after its end")
	}
}
