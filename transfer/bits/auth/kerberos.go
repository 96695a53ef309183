package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"net/url"
	"time"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/spnego"

	"sendoff/transfer/bits"
)

// kerberos sends a ticket with every request (RFC 4559). So it needs no lasting connection, and a fragment is never
// sent only to be challenged. The ticket is never passed on: the server can use it for nothing but to know the user.
type kerberos struct {
	user   *client.Client // only names the user in the token
	ticket ticket
	got    time.Time // when the ticket came
	sent   bool
}

// kerberosWait limits the conversation with the domain's servers.
const kerberosWait = 10 * time.Second

// newKerberos gets a ticket with the account's password.
func newKerberos(ctx context.Context, p candidate) (method, challengeResult) {
	if find(p.offers, schemeNegotiate) == nil {
		return nil, unusable
	}
	d := loadDomain()
	user, realm := d.realmOf(ctx, p.account.User, hostOf(p.target.Origin))
	if realm == "" {
		p.explain(bits.NoRealm)
		return nil, unusable
	}
	return p.withTicket(ctx, d, func() (*login, error) {
		return d.withPassword(ctx, user, realm, p.account.Password)
	})
}

// withTicket gets a ticket for the server from who signs in to the realm.
func (p candidate) withTicket(ctx context.Context, d *domain, signIn func() (*login, error)) (method, challengeResult) {
	host := hostOf(p.target.Origin)
	type got struct {
		*kerberos
		err error
	}
	ctx, cancel := context.WithTimeout(ctx, kerberosWait)
	defer cancel()
	done := make(chan got, 1)
	go func() { // ends with the realm's answers, or the library's time-outs: it takes no context
		l, err := signIn()
		if err != nil {
			done <- got{err: err}
			return
		}
		user := &client.Client{Credentials: l.client.Credentials, Config: d.settings}
		t, err := l.service("HTTP/"+host, d.settings.ResolveRealm(host))
		k := &kerberos{user: user, ticket: t, got: time.Now()}
		done <- got{k, err}
	}()
	select {
	case g := <-done:
		if g.err != nil {
			cause, result := kerberosFailure(g.err)
			p.explain(cause)
			return nil, result
		}
		return g.kerberos, canAnswer
	case <-ctx.Done():
		p.explain(bits.NoDomainServer)
		return nil, unusable
	}
}

// hostOf is the name of an origin, which its ticket is for.
func hostOf(origin string) string {
	u, err := url.Parse(origin)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func (k *kerberos) header(bits.AuthTarget, Account) (string, error) {
	token, err := spnego.NewNegTokenInitKRB5(k.user, k.ticket.Ticket, k.ticket.key)
	if err != nil {
		return "", errors.New("the Kerberos ticket cannot be used")
	}
	data, err := (&spnego.SPNEGOToken{Init: true, NegTokenInit: token}).Marshal()
	if err != nil {
		return "", errors.New("the Kerberos ticket cannot be sent")
	}
	k.sent = true
	return schemeNegotiate + " " + base64.StdEncoding.EncodeToString(data), nil
}

// read: there is a ticket, so the password was right. The server cannot read the ticket, or no longer.
func (k *kerberos) read(bits.AuthTarget, []challenge) challengeResult {
	if k.sent {
		return unusable
	}
	return canAnswer
}

// ticketMargin is how long before its end a ticket is renewed, at most: the clocks of two computers differ.
const ticketMargin = 30 * time.Second

// over reports whether the ticket ends before a request that is sent now is read.
func (k *kerberos) over() bool {
	margin := min(ticketMargin, k.ticket.ends.Sub(k.got)/4)
	return !time.Now().Before(k.ticket.ends.Add(-margin))
}

func (*kerberos) admitted(bits.AuthTarget) {}
func (*kerberos) scheme() string           { return "Kerberos" }
func (*kerberos) bound() bool              { return false }
func (*kerberos) everywhere() bool         { return true }
