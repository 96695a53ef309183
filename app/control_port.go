package main

import (
	"bufio"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// A port of this computer can be reached by every user of it. So the owner writes its number and a key
// into the queue's folder, which only its user can read, and each side proves to the other that it
// knows the key, without saying it: a port that a dead owner left may be somebody else's by now.
//
//	client: nonce C                      owner: HMAC(key, "owner" C), nonce S
//	client: HMAC(key, "client" S)        then the request, as on the socket

const (
	portName = "control.port"
	keySize  = 32 // bytes, of keys and nonces
)

var errNotAdmitted = errors.New("the control port belongs to somebody else")

func portPath(dir string) string { return filepath.Join(dir, portName) }

// portListener hands out connections whose client has not shown the key yet.
type portListener struct {
	net.Listener
	key    string
	path   string
	remove sync.Once
}

// guarded is a connection over the port, on the owner's side.
type guarded struct {
	net.Conn
	key string
}

func listenPort(ctx context.Context, dir string) (net.Listener, error) {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("open the control port: %w", err)
	}
	key := nonce()
	path := portPath(dir)
	if err := os.WriteFile(path, []byte(ln.Addr().String()+" "+key+"\n"), 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("write down the control port: %w", err), ln.Close())
	}
	return &portListener{Listener: ln, key: key, path: path}, nil
}

// Accept waits for a client.
func (l *portListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &guarded{Conn: conn, key: l.key}, nil
}

// Close closes the port and removes what says where it is.
func (l *portListener) Close() error {
	l.remove.Do(func() { _ = os.Remove(l.path) }) // once: later the file may be another owner's
	return l.Listener.Close()
}

// admit has the client show that it knows the key. The deadline is the caller's.
func (g *guarded) admit(in *bufio.Scanner) error {
	if !in.Scan() {
		return errors.Join(in.Err(), io.ErrUnexpectedEOF)
	}
	mine := nonce()
	if _, err := io.WriteString(g.Conn, proof(g.key, "owner", in.Text())+" "+mine+"\n"); err != nil {
		return err
	}
	if !in.Scan() {
		return errors.Join(in.Err(), io.ErrUnexpectedEOF)
	}
	if !hmac.Equal(in.Bytes(), []byte(proof(g.key, "client", mine))) {
		return errNotAdmitted
	}
	return nil
}

// dialPort connects to the owner of dir and shows the key once the owner has.
func dialPort(ctx context.Context, dir string) (net.Conn, error) {
	data, err := os.ReadFile(portPath(dir))
	if err != nil {
		return nil, fmt.Errorf("read the control port: %w", err)
	}
	address, key, ok := strings.Cut(strings.TrimSpace(string(data)), " ")
	if !ok || len(key) != 2*keySize {
		return nil, errNotAdmitted
	}
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("reach the control port: %w", err)
	}
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if err := introduce(conn, key); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// introduce is the client's half of admit. It reads no byte beyond the owner's line.
func introduce(conn net.Conn, key string) error {
	mine := nonce()
	if _, err := io.WriteString(conn, mine+"\n"); err != nil {
		return err
	}
	line := make([]byte, 2*sha256.Size+1+2*keySize+1)
	if _, err := io.ReadFull(conn, line); err != nil {
		return err
	}
	shown, theirs, _ := strings.Cut(strings.TrimSuffix(string(line), "\n"), " ")
	if !hmac.Equal([]byte(shown), []byte(proof(key, "owner", mine))) {
		return errNotAdmitted
	}
	_, err := io.WriteString(conn, proof(key, "client", theirs)+"\n")
	return err
}

func proof(key, who, nonce string) string {
	m := hmac.New(sha256.New, []byte(key))
	_, _ = io.WriteString(m, who+" "+nonce) // never fails
	return hex.EncodeToString(m.Sum(nil))
}

func nonce() string {
	b := make([]byte, keySize)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
