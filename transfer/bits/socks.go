package bits

import (
	"errors"
	"net"
	"net/url"
	"strings"
)

// A SOCKS proxy has no headers: whether it wants a user and a password is found out when the way to the server is opened
// (RFC 1928, RFC 1929). For the Authenticator that is a challenge like any other, of the scheme SchemeSOCKS.

// SchemeSOCKS names the sign-in at a SOCKS proxy. The Authenticator's value for it is user and password as in a URL.
const SchemeSOCKS = "SOCKS5"

// otherSOCKS stands for the ways to sign in that net/http does not know, such as GSSAPI.
const otherSOCKS = "SOCKS5-GSSAPI"

// methodSOCKS is the Method of an AuthTarget that is a SOCKS proxy.
const methodSOCKS = "SOCKS"

// socksOp begins the Op of net/http's errors about SOCKS proxies that were reached.
const socksOp = "socks"

func isSOCKS(via *url.URL) bool { return via.Scheme == "socks5" || via.Scheme == "socks5h" }

// socksAsks is the scheme that a SOCKS proxy asks for, "" if that is not why it failed; offered reports whether it was
// offered a user and a password. net/http has no types for this, only texts; tests against real proxies would notice
// others.
func socksAsks(op *net.OpError, offered bool) string {
	switch op.Err.Error() {
	case "no acceptable authentication methods":
		if offered {
			return otherSOCKS
		}
		return SchemeSOCKS
	case "username/password authentication failed", "invalid username/password":
		return SchemeSOCKS
	}
	return ""
}

// socksAccount reads an Authenticator's value for a SOCKS proxy.
func socksAccount(value string) *url.Userinfo {
	user, password, _ := strings.Cut(value, ":")
	user, _ = url.PathUnescape(user) // written by url.Userinfo
	password, _ = url.PathUnescape(password)
	return url.UserPassword(user, password)
}

// withSOCKSAccount is a proxy with the account that it is to get.
func (t *Transport) withSOCKSAccount(via *url.URL) *url.URL {
	account := t.socks.Load()
	if via == nil || account == nil || !isSOCKS(via) || via.User != nil {
		return via
	}
	with := *via
	with.User = account
	return &with
}

// admittedBySOCKS tells the Authenticator of a SOCKS proxy that cannot reach the server: it had nothing against the
// account.
func (c *Client) admittedBySOCKS(err error, x signedRequest) {
	at, ok := errors.AsType[*ProxyError](err)
	if !ok || !at.Beyond || c.Transport.auth == nil {
		return
	}
	for _, v := range c.authTargets(x.method, x.url, true) {
		if v.Served = true; v.Method == methodSOCKS {
			c.Transport.auth.Admitted(v)
		}
	}
}
