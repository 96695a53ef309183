package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/config"
	"github.com/jcmturner/gokrb5/v8/credentials"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/spnego"
	"github.com/jcmturner/gokrb5/v8/types"

	"sendoff/transfer/bits"
)

// kerberos sends a ticket with every request (RFC 4559). So it needs no lasting connection, and a fragment is never
// sent only to be challenged.
type kerberos struct {
	user   *client.Client // without a password: it only names the user in the token
	ticket messages.Ticket
	key    types.EncryptionKey
	sent   bool
}

// kerberosWait limits the conversation with the domain's servers.
const kerberosWait = 10 * time.Second

// newKerberos gets a ticket with the account's password. Without a configuration, a realm or a reachable server of
// the realm it returns unusable, which says nothing about the account.
func newKerberos(ctx context.Context, p candidate) (method, challengeResult) {
	path := os.Getenv("KRB5_CONFIG")
	if path == "" {
		path = "/etc/krb5.conf"
	}
	if find(p.offers, schemeNegotiate) == nil {
		return nil, unusable
	}
	settings, err := config.Load(path)
	if err != nil {
		return nil, unusable
	}
	user, realm := realmOf(p.account.User, settings.LibDefaults.DefaultRealm)
	origin, err := url.Parse(p.target.Origin)
	if err != nil || realm == "" {
		return nil, unusable
	}
	k := &kerberos{user: &client.Client{Credentials: credentials.New(user, realm), Config: settings}}
	login := client.NewWithPassword(user, realm, p.account.Password, settings, client.DisablePAFXFAST(true))
	return k, kerberosResult(k.signIn(ctx, login, "HTTP/"+origin.Hostname()))
}

// realmOf splits "ines@CORP.EXAMPLE" and `CORP.EXAMPLE\ines`; a plain "ines" gets the default realm. The short name
// of a Windows domain is no realm.
func realmOf(name, standard string) (user, realm string) {
	if user, realm, ok := strings.Cut(name, "@"); ok {
		return user, strings.ToUpper(realm)
	}
	if realm, user, ok := strings.Cut(name, `\`); ok {
		if !strings.Contains(realm, ".") {
			return user, ""
		}
		return user, strings.ToUpper(realm)
	}
	return name, standard
}

// signIn gets the ticket. The library takes no context: after ctx it goes on until its own time-outs.
func (k *kerberos) signIn(ctx context.Context, login *client.Client, service string) error {
	ctx, cancel := context.WithTimeout(ctx, kerberosWait)
	defer cancel()
	type got struct {
		ticket messages.Ticket
		key    types.EncryptionKey
		err    error
	}
	done := make(chan got, 1)
	go func() { // ends with the realm's answers, or the library's time-outs
		defer login.Destroy() // else it would renew tickets for ever
		err := login.Login()
		var g got
		if err == nil {
			g.ticket, g.key, err = login.GetServiceTicket(service)
		}
		g.err = err
		done <- g
	}()
	select {
	case g := <-done:
		k.ticket, k.key = g.ticket, g.key
		return g.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// kerberosResult separates a wrong password from a realm that cannot help. The library returns the realm's errors only
// as text.
func kerberosResult(err error) challengeResult {
	if err == nil {
		return canAnswer
	}
	for _, code := range []string{"KDC_ERR_PREAUTH_FAILED", "KDC_ERR_CLIENT_REVOKED", "KDC_ERR_KEY_EXPIRED"} {
		if strings.Contains(err.Error(), code) {
			return refusedAccount
		}
	}
	return unusable
}

func (k *kerberos) header(bits.AuthTarget, Account) (string, error) {
	token, err := spnego.NewNegTokenInitKRB5(k.user, k.ticket, k.key)
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

func (*kerberos) admitted(bits.AuthTarget) {}
func (*kerberos) scheme() string           { return "Kerberos" }
func (*kerberos) bound() bool              { return false }
