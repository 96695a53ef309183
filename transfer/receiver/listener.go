package receiver

import (
	"bytes"
	"crypto/tls"
	"errors"
	"net"
	"slices"

	"sendoff/transfer/bits"
)

// Listener wraps the listener of a server, a plain one or one of crypto/tls. Each answer is an Ack without a body then,
// as [MC-BUP] 2.2.1 has it: net/http itself refuses heads that are too large, or no HTTP, with a text.
func Listener(l net.Listener) net.Listener { return ackListener{l} }

type ackListener struct{ net.Listener }

// Accept returns a connection that turns the answers of net/http itself into Acks.
func (l ackListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if secure, ok := c.(*tls.Conn); ok {
		return ackTLSConn{ackConn{secure}, secure}, nil
	}
	return ackConn{c}, nil
}

// ackConn is a connection on which an answer of net/http itself becomes an Ack.
type ackConn struct{ net.Conn }

// ownAnswer follows the status line of a refusal by net/http itself. A Receiver's answers have no body, and so no such
// field.
const ownAnswer = "\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"

// expectationFailed is the status line of net/http's answer to an Expect that it does not know. A Receiver never sends it.
const expectationFailed = "HTTP/1.1 417 Expectation Failed"

// Write writes p, or an Ack in place of a refusal by net/http itself, which comes in one write.
func (c ackConn) Write(p []byte) (int, error) {
	line, _, own := bytes.Cut(p[:min(len(p), 512)], []byte(ownAnswer))
	if bytes.HasPrefix(p, []byte(expectationFailed)) { // without a body, but no Ack either
		line, own = []byte(expectationFailed), true
	}
	if !own || !bytes.HasPrefix(line, []byte("HTTP/1.1 ")) || bytes.ContainsAny(line, "\r\n") {
		return c.Conn.Write(p)
	}
	if _, err := c.Conn.Write(invalidAck(line)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// invalidAck returns an Ack for what is no request, after which the connection is closed.
func invalidAck(line []byte) []byte {
	code, context := bits.FormatCode(bits.CodeInvalidArgument), bits.FormatContext(bits.ContextRemoteFile)
	ack := bytes.NewBuffer(bytes.Clone(line))
	for _, field := range [][2]string{
		{bits.HeaderPacketType, string(bits.Ack)},
		{bits.HeaderErrorCode, code},
		{bits.HeaderError, code},
		{bits.HeaderErrorContext, context},
		{bits.HeaderContentLength, "0"},
		{bits.HeaderConnection, "close"},
	} {
		ack.WriteString("\r\n" + field[0] + ": " + field[1])
	}
	ack.WriteString("\r\n\r\n")
	return ack.Bytes()
}

// CloseWrite is for net/http, which ends what it sends before it reads the rest: else a refusal could be lost.
func (c ackConn) CloseWrite() error {
	if w, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return w.CloseWrite()
	}
	return nil
}

// ackTLSConn also tells net/http what was agreed with the client.
type ackTLSConn struct {
	ackConn
	secure *tls.Conn
}

// Read also answers a client that speaks HTTP without TLS: it would take a closed connection for a passing failure, and
// come again for days.
func (c ackTLSConn) Read(p []byte) (int, error) {
	n, err := c.ackConn.Read(p)
	if plain, ok := errors.AsType[tls.RecordHeaderError](err); ok && plain.Conn != nil && isHTTP(plain.RecordHeader) {
		_, _ = plain.Conn.Write(invalidAck([]byte("HTTP/1.1 400 Bad Request"))) // it has left if that fails
	}
	return n, err
}

// isHTTP reports whether the first bytes of a connection are those of a request.
func isHTTP(begin [5]byte) bool {
	return slices.Contains([]string{"BITS_", "POST ", "GET /", "HEAD ", "PUT /", "OPTIO"}, string(begin[:]))
}

// ConnectionState returns what was agreed in the handshake.
func (c ackTLSConn) ConnectionState() tls.ConnectionState { return c.secure.ConnectionState() }
