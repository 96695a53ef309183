package transfer

import (
	"net"
	"testing"
)

// TestWorkingInterface: only interfaces that can send packets count.
func TestWorkingInterface(t *testing.T) {
	const on = net.FlagUp | net.FlagRunning
	for flags, want := range map[net.Flags]bool{
		on: true, on | net.FlagPointToPoint: true, // a card, a tunnel
		net.FlagUp: false, net.FlagRunning: false, // no cable, switched off
		on | net.FlagLoopback: false,
	} {
		if working(flags) != want {
			t.Errorf("%s: %v", flags, !want)
		}
	}
}

func TestAddressOfNetwork(t *testing.T) {
	for text, want := range map[string]bool{
		"192.168.1.7/24": true, "169.254.3.4/16": true, "2001:db8::7/64": true, "fd00::7/64": true,
		"127.0.0.1/8": false, "::1/128": false, "fe80::1/64": false, "0.0.0.0/0": false,
	} {
		ip, network, err := net.ParseCIDR(text)
		if err != nil {
			t.Fatal(err)
		}
		if ofNetwork(&net.IPNet{IP: ip, Mask: network.Mask}) != want {
			t.Errorf("%s: %v", text, !want)
		}
	}
}
