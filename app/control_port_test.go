package main

import (
	"bufio"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Where there are no sockets in the file system, a port with a key does their work.
func TestControlPort(t *testing.T) {
	r := newRig(t)
	noSocket(t, r.dir)
	l := r.owner()
	if _, err := os.Stat(portPath(r.dir)); err != nil {
		t.Fatalf("no port: %v", err)
	}
	if _, err := dial(t.Context(), r.dir); err != nil {
		t.Errorf("the owner does not answer: %v", err)
	}
	r.file("a.bin", 10)
	r.run(exitDone, "add", "--to", r.server.url, "--paused", filepath.Join(r.files, "a.bin"))
	if all, err := snapshot(t.Context(), l); err != nil || len(all) != 1 {
		t.Errorf("the owner has %d jobs: %v", len(all), err)
	}
	data, err := os.ReadFile(portPath(r.dir))
	if err != nil {
		t.Fatal(err)
	}
	address, _, _ := strings.Cut(string(data), " ")
	forged := address + " " + strings.Repeat("0", 2*keySize)
	if err := os.WriteFile(portPath(r.dir), []byte(forged), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := dial(t.Context(), r.dir); err == nil {
		t.Error("a client without the key is let in")
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(portPath(r.dir)); err == nil {
		t.Error("the port is still written down")
	}
}

// A port that somebody else has by now is told nothing.
func TestStrangersPort(t *testing.T) {
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	heard := make(chan string, 1)
	go func() { // ends with the client
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		in := bufio.NewScanner(conn)
		in.Scan()
		_, _ = conn.Write([]byte(strings.Repeat("0", 64) + " " + strings.Repeat("0", 64) + "\n"))
		in.Scan()
		heard <- in.Text()
	}()
	dir := t.TempDir()
	if err := os.WriteFile(portPath(dir), []byte(ln.Addr().String()+" "+nonce()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := dial(t.Context(), dir); !errors.Is(err, errNotAdmitted) {
		t.Errorf("dialled a stranger: %v", err)
	}
	if text := <-heard; text != "" {
		t.Errorf("the stranger was told %q", text)
	}
}

// noSocket puts a folder with something in it where the socket belongs.
func noSocket(t *testing.T, dir string) {
	t.Helper()
	path, err := socketPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(path, "taken"), 0o700); err != nil {
		t.Fatal(err)
	}
}
