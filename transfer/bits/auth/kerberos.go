package auth

import (
	"context"
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"net/url"
	"time"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/gssapi"
	"github.com/jcmturner/gokrb5/v8/iana/chksumtype"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/spnego"
	"github.com/jcmturner/gokrb5/v8/types"

	"sendoff/transfer/bits"
)

// kerberos sends a ticket with every request (RFC 4559). So it needs no lasting connection, and a fragment is never
// sent only to be challenged. The ticket is never passed on: the server can use it for nothing but to know the user.
type kerberos struct {
	user   *client.Client // only names the user in the token
	ticket ticket
	got    time.Time // when the ticket came
	sent   bool
	last   bool // no later ticket is to be had
}

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
	return p.withTicket(ctx, d, p.byPassword(d, user, realm))
}

// hostOf is the name of an origin, which its ticket is for.
func hostOf(origin string) string {
	u, err := url.Parse(origin)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func (k *kerberos) header(v bits.AuthTarget, _ Account) (string, error) {
	first, err := spnego.NewNegTokenInitKRB5(k.user, k.ticket.Ticket, k.ticket.key)
	if err == nil {
		first.MechTokenBytes, err = k.token(v.Binding)
	}
	if err != nil {
		return "", errors.New("the Kerberos ticket cannot be used")
	}
	data, err := (&spnego.SPNEGOToken{Init: true, NegTokenInit: first}).Marshal()
	if err != nil {
		return "", errors.New("the Kerberos ticket cannot be sent")
	}
	k.sent = true
	return schemeNegotiate + " " + base64.StdEncoding.EncodeToString(data), nil
}

// token is the first message of RFC 4121, 4.1. The library leaves out the binding, so its authenticator is replaced.
func (k *kerberos) token(binding string) ([]byte, error) {
	token, err := spnego.NewKRB5TokenAPREQ(k.user, k.ticket.Ticket, k.ticket.key, nil, nil)
	if err != nil {
		return nil, err
	}
	who, err := types.NewAuthenticator(k.user.Credentials.Domain(), k.user.Credentials.CName())
	if err != nil {
		return nil, err
	}
	who.Cksum = types.Checksum{CksumType: chksumtype.GSSAPI, Checksum: initiatorChecksum(binding)}
	if token.APReq, err = messages.NewAPReq(k.ticket.Ticket, k.ticket.key, who); err != nil {
		return nil, err
	}
	return token.Marshal()
}

// initiatorChecksum is the checksum of RFC 4121, 4.1.1: the binding's hash and what is asked for, which is never that the
// server may act for the user.
func initiatorChecksum(binding string) []byte {
	sum := make([]byte, 24)
	binary.LittleEndian.PutUint32(sum, md5.Size)
	if binding != "" {
		copy(sum[4:], bindingHash(binding))
	}
	binary.LittleEndian.PutUint32(sum[20:], gssapi.ContextFlagInteg|gssapi.ContextFlagConf)
	return sum
}

// bindingHash is the hash of a binding without addresses (RFC 4121, 4.1.1.2).
func bindingHash(binding string) []byte {
	data := make([]byte, 20, 20+len(binding))
	binary.LittleEndian.PutUint32(data[16:], uint32(len(binding)))
	sum := md5.Sum(append(data, binding...))
	return sum[:]
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

// over reports whether the ticket ends before a request that is sent now is read, and another one may be had.
func (k *kerberos) over() bool {
	if k.last {
		return false
	}
	margin := min(ticketMargin, k.ticket.ends.Sub(k.got)/4)
	return !time.Now().Before(k.ticket.ends.Add(-margin))
}

func (k *kerberos) keep()                  { k.last = true }
func (*kerberos) admitted(bits.AuthTarget) {}
func (*kerberos) scheme() string           { return "Kerberos" }
func (*kerberos) bound() bool              { return false }
func (*kerberos) everywhere() bool         { return true }
