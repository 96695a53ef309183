package receiver

import (
	"bufio"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestEveryRefusalIsAnAck: what net/http refuses by itself is an Ack without a body too, with and without TLS (S3).
func TestEveryRefusalIsAnAck(t *testing.T) {
	g := start(t, Options{})
	keys := httptest.NewTLSServer(nil)
	defer keys.Close()
	for what, c := range map[string]struct {
		request string
		status  int
	}{
		"no HTTP":           {"HELO there\r\n\r\n", 400},
		"head too large":    {"BITS_POST /a HTTP/1.1\r\nHost: h\r\nX-A: " + strings.Repeat("x", 2*maxHeader) + "\r\n\r\n", 431},
		"no host":           {"BITS_POST /a HTTP/1.1\r\nBITS-Packet-Type: Ping\r\n\r\n", 400},
		"two lengths":       {"BITS_POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
		"unknown coding":    {"BITS_POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
		"a name with blank": {"BITS_POST /a HTTP/1.1\r\nHost: h\r\nX A: b\r\n\r\n", 400},
		"unknown wish":      {"BITS_POST /a HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: Ping\r\nExpect: 200-ok\r\n\r\n", 417},
		"a packet":          {"BITS_POST /a HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: Ping\r\nConnection: close\r\n\r\n", 200},
	} {
		for _, tlsConfig := range []*tls.Config{nil, keys.TLS} {
			answer := g.answer(tlsConfig, c.request)
			status, head := readHead(t, bufio.NewReader(strings.NewReader(answer)))
			if status != c.status || !strings.Contains(head, "\r\nBITS-Packet-Type: Ack\r\n") || !strings.Contains(head, "\r\nContent-Length: 0\r\n") || !strings.HasSuffix(answer, "\r\n\r\n") {
				t.Errorf("%s (TLS: %t): %q", what, tlsConfig != nil, answer)
			}
		}
	}
}

// TestPlainClientOfATLSServer: a client that speaks HTTP to a port of TLS gets an Ack that is final, no closed connection.
func TestPlainClientOfATLSServer(t *testing.T) {
	g := start(t, Options{})
	keys := httptest.NewTLSServer(nil)
	defer keys.Close()
	for request, answered := range map[string]bool{
		"BITS_POST /a HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: Ping\r\nContent-Length: 0\r\n\r\n": true,
		"GET / HTTP/1.1\r\nHost: h\r\n\r\n":             true,
		"neither of both, but long enough for a record": false,
	} {
		answer := g.answerTo(keys.TLS, nil, request)
		got := strings.HasPrefix(answer, "HTTP/1.1 400 Bad Request\r\n") && strings.Contains(answer, "\r\nBITS-Packet-Type: Ack\r\n") &&
			strings.Contains(answer, "\r\nBITS-Error-Code: "+invalid+"\r\n") && strings.HasSuffix(answer, "\r\n\r\n")
		if got != answered {
			t.Errorf("%q: %q", request, answer)
		}
	}
}

// answer returns all that a server over the rig's receiver answers to a request.
func (g *rig) answer(config *tls.Config, request string) string {
	g.t.Helper()
	var client *tls.Config
	if config != nil {
		client = &tls.Config{InsecureSkipVerify: true}
	}
	return g.answerTo(config, client, request)
}

// answerTo is answer to a client with other settings of TLS than the server's; nil is none.
func (g *rig) answerTo(config, client *tls.Config, request string) string {
	g.t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		g.t.Fatal(err)
	}
	at := ln.Addr().String()
	if config != nil {
		ln = tls.NewListener(ln, config)
	}
	server := NewServer(g.r)
	server.ErrorLog = log.New(io.Discard, "", 0)
	ended := make(chan struct{})
	go func() { // Close ends it
		defer close(ended)
		_ = server.Serve(Listener(ln))
	}()
	defer func() {
		_ = server.Close()
		<-ended
	}()
	conn, err := net.Dial("tcp", at)
	if err == nil && client != nil {
		conn = tls.Client(conn, client)
	}
	if err == nil {
		_, err = io.WriteString(conn, request)
	}
	if err != nil {
		g.t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	answer, err := io.ReadAll(conn)
	if err != nil {
		g.t.Errorf("%q: %v", answer, err)
	}
	return string(answer)
}
