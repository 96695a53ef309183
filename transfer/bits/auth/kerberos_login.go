package auth

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/credentials"
	"github.com/jcmturner/gokrb5/v8/iana/nametype"
	"github.com/jcmturner/gokrb5/v8/keytab"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"

	"sendoff/transfer/bits"
)

// ticket is a ticket, its key and its end.
type ticket struct {
	messages.Ticket
	key  types.EncryptionKey
	ends time.Time
}

// login is a user who is signed in to a realm: it asks for tickets with the realm's own.
type login struct {
	client *client.Client
	realm  string
	own    ticket
}

// withPassword signs in to a realm. The password does not leave this computer.
func (d *domain) withPassword(ctx context.Context, user, realm, password string) (*login, error) {
	return d.signIn(ctx, client.NewWithPassword(user, realm, password, d.settings, client.DisablePAFXFAST(true)), realm)
}

// withKeytab signs in as the first user of a keytab.
func (d *domain) withKeytab(ctx context.Context, k *keytab.Keytab) (*login, error) {
	if len(k.Entries) == 0 {
		return nil, errNoKey
	}
	p := k.Entries[0].Principal
	return d.signIn(ctx, client.NewWithKeytab(strings.Join(p.Components, "/"), p.Realm, k, d.settings, client.DisablePAFXFAST(true)), p.Realm)
}

var errNoKey = errors.New("the keytab has no key")

func (d *domain) signIn(ctx context.Context, c *client.Client, realm string) (*login, error) {
	if err := d.findServers(ctx, realm); err != nil {
		return nil, err
	}
	request, err := messages.NewASReqForTGT(realm, d.settings, c.Credentials.CName())
	if err != nil {
		return nil, err
	}
	answer, err := c.ASExchange(realm, request, 0)
	if err != nil {
		return nil, signInError{err}
	}
	return &login{c, realm, ticket{answer.Ticket, answer.DecryptedEncPart.Key, answer.DecryptedEncPart.EndTime}}, nil
}

// withCache uses the realm's own ticket of a ticket cache.
func (d *domain) withCache(ctx context.Context, c *credentials.CCache, own ticket) (*login, error) {
	realm := c.GetClientRealm()
	if err := d.findServers(ctx, realm); err != nil {
		return nil, err
	}
	l := &login{client.NewWithPassword("", realm, "", d.settings, client.DisablePAFXFAST(true)), realm, own}
	l.client.Credentials = c.GetClientCredentials()
	return l, nil
}

// service returns a ticket for a service, in another realm if the configuration says so. The servers of the realm may
// name another one too. It ends the login.
func (l *login) service(name, realm string) (ticket, error) {
	defer l.client.Destroy() // else it would renew the tickets of other realms for ever
	at, with := l.realm, l.own
	if realm != "" && realm != at {
		other, err := l.ticket(types.PrincipalName{NameType: nametype.KRB_NT_SRV_INST, NameString: []string{"krbtgt", realm}}, at, with)
		if err != nil {
			return ticket{}, err
		}
		at, with = realm, other
	}
	return l.ticket(types.NewPrincipalName(nametype.KRB_NT_PRINCIPAL, name), at, with)
}

func (l *login) ticket(name types.PrincipalName, realm string, with ticket) (ticket, error) {
	_, answer, err := l.client.TGSREQGenerateAndExchange(name, realm, with.Ticket, with.key, false)
	if err != nil {
		return ticket{}, err
	}
	return ticket{answer.Ticket, answer.DecryptedEncPart.Key, answer.DecryptedEncPart.EndTime}, nil
}

// signInError is an error of signing in to the realm, not of the ticket for a service.
type signInError struct{ error }

// kerberosFailures are the realm's errors that have a cause of their own. The library returns them only as text.
var kerberosFailures = []struct {
	text    string
	signIn  bool // only of a sign-in
	cause   bits.SignInCause
	account bool // nothing helps but another account, or the domain's admin: it is not tried again
}{
	{"KDC_ERR_PREAUTH_FAILED", true, "", true},
	{"Decrypting_Error", true, "", true}, // without pre-authentication a wrong password cannot read the answer
	{"KDC_ERR_CLIENT_REVOKED", false, bits.AccountLocked, true},
	{"KDC_ERR_KEY_EXPIRED", false, bits.PasswordExpired, true},
	{"KDC_ERR_NAME_EXP", false, bits.AccountExpired, true},
	{"KDC_ERR_C_PRINCIPAL_UNKNOWN", false, bits.UnknownUser, false},
	{"KDC_ERR_WRONG_REALM", false, bits.NoRealm, false},
	{"KDC_ERR_S_PRINCIPAL_UNKNOWN", true, bits.NoRealm, false},
	{"KDC_ERR_S_PRINCIPAL_UNKNOWN", false, bits.NoService, false},
	{"KRB_AP_ERR_SKEW", false, bits.ClockSkew, false},
	{"clock skew", false, bits.ClockSkew, false},
	{"KRB_AP_ERR_TKT_EXPIRED", false, bits.TicketExpired, false},
	{"Networking_Error", false, bits.NoDomainServer, false},
}

// kerberosFailure separates a wrong password from a realm that cannot help.
func kerberosFailure(err error) (bits.SignInCause, challengeResult) {
	if errors.Is(err, errNoServers) || errors.Is(err, context.DeadlineExceeded) {
		return bits.NoDomainServer, unusable
	}
	signIn := errors.As(err, new(signInError))
	for _, f := range kerberosFailures {
		if strings.Contains(err.Error(), f.text) && (signIn || !f.signIn) {
			if f.account {
				return f.cause, refusedAccount
			}
			return f.cause, unusable
		}
	}
	return "", unusable
}
