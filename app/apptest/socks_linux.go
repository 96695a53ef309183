package apptest

import (
	"net"
	"os/exec"
	"testing"
)

// SOCKS starts a microsocks that takes ines with a password, and returns its address.
func SOCKS(t testing.TB, password string) string {
	t.Helper()
	NeedTools(t, "microsocks")
	address := freeAddress(t)
	host, port, _ := net.SplitHostPort(address)
	cmd := exec.CommandContext(t.Context(), "microsocks", "-i", host, "-p", port, "-u", "ines", "-P", password)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	Eventually(t, "microsocks' start", func() bool {
		c, err := net.Dial("tcp", address)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	return address
}
