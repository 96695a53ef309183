package main

import (
	"bytes"
	"encoding/binary"
	"net"
	"os"
	"path/filepath"
	"strconv"
)

// xCookie is the one way in which people are let in to a screen with a secret.
const xCookie = "MIT-MAGIC-COOKIE-1"

// The kinds of computers in a file of secrets.
const (
	familyIPv4, familyIPv6  = 0, 6
	familyLocal, familyWild = 256, 65535
)

// cookie is the secret for a screen, nil if none is known: many let in without one.
func (d xDisplay) cookie(conn net.Conn) []byte {
	file := os.Getenv("XAUTHORITY")
	if file == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil
		}
		file = filepath.Join(home, ".Xauthority")
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	var ip net.IP
	if tcp, ok := conn.RemoteAddr().(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
		ip = tcp.IP
	}
	return cookieIn(data, strconv.Itoa(d.number), ip)
}

// cookieIn finds the secret for a display of a computer in a file's content; no address means this one. The
// secrets of one computer never go to another. The name of this one may have changed since the file was
// written, so that a secret under another name is the last that is left to try.
func cookieIn(data []byte, display string, ip net.IP) []byte {
	var other []byte
	for {
		e, rest, ok := cutSecret(data)
		if !ok {
			return other
		}
		data = rest
		if string(e.name) != xCookie || len(e.number) > 0 && string(e.number) != display {
			continue
		}
		switch {
		case e.family == familyWild, e.family == familyLocal && ip == nil && string(e.address) == hostName(),
			(e.family == familyIPv4 || e.family == familyIPv6) && ip != nil && ip.Equal(e.address):
			return e.secret
		case e.family == familyLocal && ip == nil && other == nil:
			other = e.secret
		}
	}
}

func hostName() string {
	name, _ := os.Hostname() // without one nothing is called so
	return name
}

// secretOf is an entry of the file: a number, and four strings after their lengths, high byte first.
type secretOf struct {
	family                        uint16
	address, number, name, secret []byte
}

func cutSecret(data []byte) (e secretOf, rest []byte, ok bool) {
	if len(data) < 2 {
		return e, nil, false
	}
	e.family, rest = binary.BigEndian.Uint16(data), data[2:]
	for _, field := range []*[]byte{&e.address, &e.number, &e.name, &e.secret} {
		if len(rest) < 2 {
			return e, nil, false
		}
		n := int(binary.BigEndian.Uint16(rest))
		if rest = rest[2:]; len(rest) < n {
			return e, nil, false
		}
		*field, rest = bytes.Clone(rest[:n]), rest[n:]
	}
	return e, rest, true
}
