package authtest

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// Names makes the name service of this process answer only for SRV records: their names in lower case, each with the
// host and port of a server. It ends with the test, which cannot be parallel to others.
func Names(t *testing.T, servers map[string]string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	open.Go(func() { // ends with the listener
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			open.Go(func() { // ends with the question
				defer func() { _ = c.Close() }()
				answer(c, servers)
			})
		}
	})
	before := net.DefaultResolver
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", l.Addr().String())
	}}
	t.Cleanup(func() {
		net.DefaultResolver = before
		_ = l.Close()
		open.Wait()
	})
}

// answer reads one question and answers it; over TCP both begin with their length.
func answer(c net.Conn, servers map[string]string) {
	var length [2]byte
	if _, err := io.ReadFull(c, length[:]); err != nil {
		return
	}
	question := make([]byte, binary.BigEndian.Uint16(length[:]))
	if _, err := io.ReadFull(c, question); err != nil {
		return
	}
	if said := answerTo(question, servers); said != nil {
		binary.BigEndian.PutUint16(length[:], uint16(len(said)))
		_, _ = c.Write(append(length[:], said...))
	}
}

// answerTo is nil for what is no question.
func answerTo(question []byte, servers map[string]string) []byte {
	var m dnsmessage.Message
	if m.Unpack(question) != nil || len(m.Questions) != 1 {
		return nil
	}
	m.Response, m.RCode, m.Additionals = true, dnsmessage.RCodeNameError, nil
	q := m.Questions[0]
	if server, ok := servers[strings.TrimSuffix(q.Name.String(), ".")]; ok && q.Type == dnsmessage.TypeSRV {
		m.RCode = dnsmessage.RCodeSuccess
		m.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 1}, Body: record(server),
		}}
	}
	answer, err := m.Pack()
	if err != nil {
		return nil
	}
	return answer
}

// record names a server by "host:port", or by "." for no service.
func record(server string) *dnsmessage.SRVResource {
	host, port := server, uint16(0)
	if at := strings.LastIndexByte(server, ':'); at >= 0 {
		host = server[:at]
		port = netip.MustParseAddrPort("127.0.0.1" + server[at:]).Port()
	}
	return &dnsmessage.SRVResource{Port: port, Target: dnsmessage.MustNewName(strings.TrimSuffix(host, ".") + ".")}
}
