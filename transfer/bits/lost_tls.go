package bits

import (
	"bufio"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"time"
)

// TLSFlaw is why there is no secure connection.
type TLSFlaw string

// The flaws. Untrusted certificates are not among them: see Inspect.
const (
	TLSOld        TLSFlaw = "old"         // the server supports only TLS 1.1 or older
	TLSCipher     TLSFlaw = "cipher"      // it accepts none of the offered ciphers
	TLSPlain      TLSFlaw = "plain"       // an http server on a port given as https
	TLSStrange    TLSFlaw = "strange"     // the answer is neither TLS nor http
	TLSWanted     TLSFlaw = "wanted"      // a TLS server on a port given as http
	TLSClientCert TLSFlaw = "client_cert" // it requires a client certificate, and there is none for it
	TLSOwnIssuer  TLSFlaw = "own_issuer"  // it requires one of another issuer than the one for it
	TLSOwnRefused TLSFlaw = "own_refused" // it refuses the one that it was shown
	TLSRefused    TLSFlaw = "refused"     // it ended the handshake for another reason
)

// TLSError is the error of a connection that could not be secured, or should have been.
type TLSError struct {
	Flaw    TLSFlaw
	Issuers string // of TLSClientCert and TLSOwnIssuer: whose certificates the server takes; "" = it does not say
	Err     error
}

func (e *TLSError) Error() string { return "tls: " + e.Err.Error() }
func (e *TLSError) Unwrap() error { return e.Err }

// Alerts of TLS (RFC 8446, 6.2).
const (
	alertHandshakeFailure     = 40
	alertBadCertificate       = 42
	alertAccessDenied         = 49
	alertProtocolVersion      = 70
	alertInsufficientSecurity = 71
	alertCertificateRequired  = 116
)

// tlsProbeTimeout limits the question whether a port speaks TLS, or http.
const tlsProbeTimeout = 3 * time.Second

// mistaken names the address as the flaw if a connection was cut and its port speaks the other scheme: http for https, or
// the reverse. Elsewhere it returns err.
func (c *Client) mistaken(ctx context.Context, r request, met *requestTrace, err error) error {
	switch {
	case met.connected.Load() && c.neverAnswered(r.url) && c.Transport.speaksTLS(ctx, r.url):
		return &TLSError{Flaw: TLSWanted, Err: err}
	case c.neverSecured(r, met, err) && c.Transport.speaksHTTP(ctx, r.url):
		return &TLSError{Flaw: TLSPlain, Err: err}
	}
	return err
}

// neverSecured reports whether a server of https ended the connection at the ClientHello without a word, nothing else
// has been heard of it, and no proxy could have done so. Then the port may be an http port.
func (c *Client) neverSecured(r request, met *requestTrace, err error) bool {
	silent := met.handshaking.Load() && !met.connected.Load() && len(c.Transport.greeting()) == 0 && hungUp(err)
	return silent && r.begins && r.url.Scheme == "https" && !c.heard.Load() && c.via(r.url) == nil
}

// speaksHTTP reports whether the server of an https address answers a request in plain http as a server of http does. Only
// the host's name is sent. Servers of https answer such a request too: they call it malformed, or lead to https.
func (t *Transport) speaksHTTP(ctx context.Context, u *url.URL) bool {
	ctx, cancel := context.WithTimeout(ctx, min(t.stall, tlsProbeTimeout))
	defer cancel()
	c, err := t.open(ctx, "tcp", net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "443")))
	if err != nil {
		return false
	}
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer func() {
		if stop() {
			_ = c.Close()
		}
	}()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, "http://"+u.Host+"/", http.NoBody)
	if err != nil {
		return false
	}
	req.Close = true
	if req.Write(c) != nil {
		return false
	}
	resp, err := http.ReadResponse(bufio.NewReader(io.LimitReader(c, maxPage)), req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	redirect := resp.StatusCode >= 300 && resp.StatusCode < 400
	return !redirect && resp.StatusCode != http.StatusBadRequest && resp.StatusCode != http.StatusUpgradeRequired
}

// flaw returns what is wrong with a secure connection, "" if it was not at fault.
func (t *Transport) flaw(l loss) TLSFlaw {
	greeting := t.greeting()
	if l.req.URL.Scheme == "http" {
		if greeting.record() {
			return TLSWanted
		}
		return ""
	}
	if record, ok := errors.AsType[tls.RecordHeaderError](l.err); ok {
		if string(record.RecordHeader[:]) == "HTTP/" {
			return TLSPlain
		}
		return TLSStrange
	}
	alert := remoteAlert(l.err)
	if own := t.asked.Load().ownFlaw(alert); own != "" {
		return own
	}
	switch alert {
	case 0:
		if greeting.old() {
			return TLSOld
		}
		return ""
	case alertProtocolVersion:
		return TLSOld
	case alertHandshakeFailure, alertBadCertificate, alertAccessDenied, alertInsufficientSecurity:
		return TLSCipher
	}
	return TLSRefused
}

// remoteAlert returns the alert that the server sent, 0 for none. Outside QUIC crypto/tls does not export its type,
// but its number can be read.
func remoteAlert(err error) uint8 {
	op, ok := errors.AsType[*net.OpError](err)
	if !ok || op.Op != "remote error" || op.Err == nil {
		return 0
	}
	if v := reflect.ValueOf(op.Err); v.Kind() == reflect.Uint8 {
		return uint8(v.Uint())
	}
	return 0
}

// greeting is the first bytes received on a connection.
type greeting []byte

func (t *Transport) greeting() greeting {
	if c := t.conn.Load(); c != nil {
		if first := c.first.Load(); first != nil {
			return *first
		}
	}
	return nil
}

// Types and offsets in a TLS record. It begins with type, version and length. A ServerHello follows with its own
// type, its length and the chosen version, which is 3.3 for TLS 1.2 and 1.3.
const (
	recordAlert     = 21
	recordHandshake = 22
	serverHello     = 2
	helloAt         = 5
	versionAt       = 9
)

// record reports whether it begins like a TLS record.
func (g greeting) record() bool {
	return len(g) > 2 && (g[0] == recordAlert || g[0] == recordHandshake) && g[1] == 3 && g[2] <= 4
}

// old reports whether the server chose a version before TLS 1.2.
func (g greeting) old() bool {
	return g.record() && len(g) > versionAt+1 && g[0] == recordHandshake && g[helloAt] == serverHello && g[versionAt] == 3 && g[versionAt+1] < 3
}

// handshake reports whether the other end of c answers in TLS.
func handshake(ctx context.Context, c net.Conn, host string) bool {
	config := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	config.InsecureSkipVerify = true // nothing is sent, so its identity does not matter
	config.VerifyConnection = func(tls.ConnectionState) error { return errShown }
	err := tls.Client(c, config).HandshakeContext(ctx)
	return errors.Is(err, errShown) || remoteAlert(err) != 0
}
