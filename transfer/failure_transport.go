package transfer

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"

	"sendoff/transfer/bits"
	"sendoff/transfer/identity"
	"sendoff/transfer/proxies"
	"sendoff/transfer/source"
)

// cause is who failed below HTTP, with which code, and whether only the user can help.
type cause struct {
	kind  Kind
	code  uint32
	final bool
}

// judgeTransport classifies a failure below HTTP by who failed: the proxy, this computer, the name service, the
// secure connection, the network, or what answered.
func judgeTransport(err error) verdict {
	v := verdict{fault: Fault{Context: bits.ContextTransport, Detail: detail(err)}}
	var lost *bits.LostError
	if errors.As(err, &lost) {
		v.fault.Host, v.fault.Connected = lost.Host, lost.Connected
	}
	var trust *tls.CertificateVerificationError
	if errors.As(err, &trust) {
		v.fault.Detail = certificateDetail(trust, err)
	}
	var changed *bits.ChangedError
	if errors.As(err, &changed) {
		v.fault.Detail = detail(fmt.Errorf("trusted: SHA-256 %s; shown: %s", changed.Trusted[0], v.fault.Detail))
	}
	var proxy *bits.ProxyError
	if errors.As(err, &proxy) {
		v.fault.Proxy, v.fault.HTTP = proxy.Proxy, proxy.Status
	}
	var unusable *proxies.Error
	if errors.As(err, &unusable) {
		v.fault.Proxy, v.fault.Source = settingName(unusable), unusable.From
	}
	v.fault.Cert = certificateFault(err)
	if own, ok := errors.AsType[*identity.Error](err); ok {
		v.fault.Detail = detail(own.Err)
	}
	c := causeOf(err, proxy)
	v.fault.Kind, v.fault.Code, v.fault.Final = c.kind, c.code, c.final
	if c.final {
		v.action = stop
	}
	return v
}

func causeOf(err error, proxy *bits.ProxyError) cause {
	var secure *bits.TLSError
	var name *net.DNSError
	var changed *bits.ChangedError
	var unusable *proxies.Error
	var own *identity.Error
	switch {
	case errors.As(err, &unusable):
		return causeOfSetting(unusable)
	case proxy != nil:
		return causeOfProxy(proxy)
	case errors.As(err, &own):
		return cause{kindOfOwn(own.Flaw), bits.CodeClientCertificate, true}
	case errors.As(err, &changed):
		return cause{KindTrustChanged, bits.CodeTrustFailure, true}
	case isCertificate(err):
		return cause{KindTrust, bits.CodeTrustFailure, true}
	case errors.As(err, &secure):
		return causeOfTLS(secure.Flaw)
	case source.Starved(err): // a connection needs a file descriptor too
		return cause{KindOwnLimit, codeTooManyFiles, false}
	case errors.As(err, &name):
		return causeOfName(name)
	case noRoute(err):
		return cause{KindOwnNetwork, bits.CodeConnectFailure, false}
	case errors.Is(err, bits.ErrStalled), timedOut(err):
		return cause{KindStalled, bits.CodeTimeout, false}
	case isNetwork(err):
		return cause{KindConnect, bits.CodeConnectFailure, false}
	}
	return cause{KindNotBITS, bits.CodeInvalidServerResponse, false}
}

// causeOfName separates an unknown name from a name service without an answer.
func causeOfName(e *net.DNSError) cause {
	if e.IsNotFound {
		return cause{KindName, bits.CodeNameResolution, false}
	}
	return cause{KindNameService, bits.CodeNameResolution, false}
}

// causeOfProxy classifies a proxy's failure.
func causeOfProxy(e *bits.ProxyError) cause {
	var name *net.DNSError
	var record tls.RecordHeaderError
	switch {
	case e.Beyond:
		return cause{KindProxyBeyond, bits.CodeConnectFailure, false}
	case e.Status != 0:
		return cause{KindProxyRefused, bits.HTTPCode(e.Status), true}
	case isCertificate(e.Err):
		return cause{KindProxyTrust, bits.CodeTrustFailure, true}
	case errors.As(e.Err, &record):
		return cause{KindProxyTLS, bits.CodeSecureChannel, true}
	case errors.As(e.Err, &name):
		return cause{KindProxyName, bits.CodeNameResolution, false}
	}
	return cause{KindProxy, bits.CodeConnectFailure, false}
}

// causeOfSetting classifies a setting for proxies that cannot be used. A script may be there again later, and
// this computer may answer again.
func causeOfSetting(e *proxies.Error) cause {
	switch e.Why {
	case proxies.FlawFetch:
		return cause{KindProxyFetch, bits.CodeConnectFailure, false}
	case proxies.FlawLate, proxies.FlawRead:
		return cause{KindProxyLate, bits.CodeConnectFailure, false}
	case proxies.FlawScript, proxies.FlawAnswer:
		return cause{KindProxyScript, bits.CodeConnectFailure, true}
	case proxies.FlawAddress, proxies.FlawScheme, proxies.FlawAccount, proxies.FlawUse:
	}
	return cause{KindProxySetting, bits.CodeConnectFailure, true}
}

// settingName is what a setting is called, with what is wrong in it.
func settingName(e *proxies.Error) string {
	if e.Name != "" && e.Value != "" {
		return e.Name + ": " + e.Value
	}
	return e.Name + e.Value
}

// causeOfTLS classifies a failed secure connection. A server's configuration does not mend itself, so most are final.
func causeOfTLS(flaw bits.TLSFlaw) cause {
	switch flaw {
	case bits.TLSOld:
		return cause{KindTLSOld, bits.CodeSecureChannel, true}
	case bits.TLSCipher:
		return cause{KindTLSCipher, bits.CodeSecureChannel, true}
	case bits.TLSPlain:
		return cause{KindTLSPlain, bits.CodeSecureChannel, true}
	case bits.TLSStrange:
		return cause{KindTLSStrange, bits.CodeSecureChannel, true}
	case bits.TLSWanted:
		return cause{KindTLSWanted, bits.CodeSecureChannel, true}
	case bits.TLSClientCert, bits.TLSOwnIssuer, bits.TLSOwnRefused:
		return cause{kindOfOwnFlaw(flaw), bits.CodeClientCertificate, true}
	case bits.TLSRefused:
	}
	return cause{KindTLS, bits.CodeSecureChannel, false}
}

func isCertificate(err error) bool {
	var trust *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	return errors.As(err, &trust) || errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &invalid)
}

func timedOut(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.Is(err, context.DeadlineExceeded) || bits.SystemTimedOut(err) || errors.As(err, &timeout) && timeout.Timeout()
}

func isNetwork(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		bits.SystemCut(err) || errors.Is(err, net.ErrClosed) || errors.Is(err, os.ErrClosed)
}
