package apptest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// ProxiedHost is a name that only the proxy of Squid can resolve: to this computer.
const ProxiedHost = "files.test"

// Squid starts a squid that asks everybody to sign in as ines with the planted password, and returns its address.
// scheme is basic or digest.
func Squid(t testing.TB, scheme string) string {
	t.Helper()
	NeedTools(t, "squid")
	address := freeAddress(t)
	dir, err := os.MkdirTemp("", "squid") //nolint:usetesting // squid gives up being root: the folder is open to all, and the test's own must not be
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	helper := map[string]string{"basic": "basic_ncsa_auth", "digest": "digest_file_auth"}[scheme]
	account := map[string]string{"basic": "$apr1$abcdefgh$hsIm3yC2saOe95sPnT/E9/", "digest": Planted}[scheme]
	for name, text := range map[string]string{
		"users": "ines:" + account + "\n",
		"hosts": "127.0.0.1 " + ProxiedHost + "\n",
		"config": fmt.Sprintf(`http_port %[2]s
pid_filename none
access_log none
cache_log %[1]s/cache.log
coredump_dir none
cache deny all
shutdown_lifetime 0 seconds
hosts_file %[1]s/hosts
auth_param %[3]s program /usr/lib/squid/%[4]s %[1]s/users
auth_param %[3]s realm the drop, folder
auth_param %[3]s children 1
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all
`, dir, address, scheme, helper),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil { // a program that gives up being root reads it
			t.Fatal(err)
		}
	}
	_, port, _ := net.SplitHostPort(address)
	ctx, cancel := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, "squid", "-N", "-n", "sendoff"+port, "-f", filepath.Join(dir, "config"))
	cmd.Stderr = os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // a killed one would leave shared memory behind
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = cmd.Wait() })
	Eventually(t, "squid's start", func() bool {
		c, err := net.Dial("tcp", address)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	return address
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}
