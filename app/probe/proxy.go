package probe

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// nowhere is what a proxy is asked for to try an account: no server has such a name (RFC 2606). A proxy asks for a sign-in
// before it looks for the server.
const nowhere = "http://sendoff.invalid/"

// tryProxy asks a proxy whether it accepts an account. Any answer of the proxy but a 407 is one after the sign-in.
func (m Means) tryProxy(ctx context.Context, order Order) (Tried, error) {
	via, err := transfer.ProxyURL(order.Address)
	if err != nil {
		return Tried{}, err
	}
	u, err := url.Parse(nowhere)
	if err != nil {
		return Tried{}, err
	}
	o := m.Options
	o.Timeout = within(order.Timeout)
	o.Proxy = func(*http.Request) (*url.URL, error) { return &url.URL{Scheme: via.Scheme, Host: via.Host}, nil }
	o.ProxyFailed = nil
	var a bits.Authenticator
	if order.Account != nil {
		sign := m.with(via, *order.Account)
		o.Authenticators = func() bits.Authenticator {
			a = sign()
			return a
		}
	}
	p := NewProbe(u, o)
	defer p.client.Transport.Disconnect()
	limited, stop := context.WithTimeout(ctx, o.Timeout)
	defer stop()
	err = p.client.Ping(limited, bits.Session{})
	if ctx.Err() != nil {
		return Tried{}, ctx.Err()
	}
	return proxySaid(a, bits.Origin(via), err), nil
}

// proxySaid is what became of an account at a proxy. That it knows no server is no fault.
func proxySaid(a bits.Authenticator, origin string, err error) (t Tried) {
	if a != nil {
		t.User, t.Scheme = a.Inside(origin)
	}
	answer, answered := errors.AsType[*bits.Error](err)
	beyond, got := errors.AsType[*bits.ProxyError](err)
	switch {
	case err == nil || t.Scheme != "" || got && beyond.Beyond:
	case answered && answer.SignIn != nil && answer.SignIn.Proxy:
		fault := transfer.FaultOf(err)
		t.Fault, t.Refused = &fault, answer.SignIn.Why != ""
	case !answered || answer.Status == 0:
		fault := transfer.FaultOf(err)
		t.Fault = &fault
	}
	return t
}
