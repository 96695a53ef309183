package auth

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/keytab"

	"sendoff/transfer/bits"
)

// kerberosWait limits the conversation with the domain's servers, and the wait for the turn before it.
const kerberosWait = 10 * time.Second

// domainUser is a user of a domain and the way to sign in there. A domain counts what it refuses and locks the user.
// So only one connection at a time asks for a user, and what was refused is not sent by the next one.
type domainUser struct {
	name    string // with the realm
	signIn  func(context.Context) (*login, error)
	wrong   func(context.Context) bool // it was refused before
	refused func(bits.SignInCause)     // records a refusal
	meaning bits.SignInCause           // of a refusal without a cause of its own
}

// byPassword is the user of an account.
func (p candidate) byPassword(d *domain, user, realm string) domainUser {
	return domainUser{
		name: user + "@" + realm,
		signIn: func(ctx context.Context) (*login, error) {
			return d.withPassword(ctx, user, realm, p.account.Password)
		},
		wrong: func(ctx context.Context) bool {
			_, err := p.accounts.Account(ctx, p.space)
			return errors.Is(err, ErrRefused)
		},
		refused: func(bits.SignInCause) { p.accounts.Refused(p.space, p.account) },
	}
}

// byKeytab is the first user of a keytab. A locked user may be unlocked again, and asking costs nothing until then: only
// keys that are wrong are remembered.
func (p candidate) byKeytab(d *domain, k *keytab.Keytab, keys Keys) domainUser {
	return domainUser{
		name:    keys.User,
		meaning: bits.KeysRefused,
		signIn:  func(ctx context.Context) (*login, error) { return d.withKeytab(ctx, k) },
		wrong:   func(context.Context) bool { return p.accounts.AreRefused(keys) },
		refused: func(cause bits.SignInCause) {
			if cause == bits.KeysRefused {
				p.accounts.KeysRefused(keys)
			}
		},
	}
}

// byCache is the user of a ticket cache. A ticket is no secret that a domain could count as wrong.
func (p candidate) byCache(name string, signIn func(context.Context) (*login, error)) domainUser {
	return domainUser{
		name: name, signIn: signIn,
		wrong:   func(context.Context) bool { return false },
		refused: func(bits.SignInCause) {},
	}
}

// asked is what a domain has said.
type asked struct {
	method *kerberos
	cause  bits.SignInCause
	result challengeResult
}

// withTicket gets a ticket for the server from who signs in to the realm. It waits for the turn of the user; the turn
// ends with the domain's answer, also one that comes too late for this request.
func (p candidate) withTicket(ctx context.Context, d *domain, u domainUser) (method, challengeResult) {
	ctx, cancel := context.WithTimeout(ctx, kerberosWait)
	defer cancel()
	turn := p.turns.at(turnKey{domainTurns, u.name})
	done := make(chan asked, 1)
	select {
	case turn <- struct{}{}:
		go func() { // ends with the realm's answers, or the library's time-outs: it takes no context
			defer func() { <-turn }()
			done <- p.ask(ctx, d, u)
		}()
	case <-ctx.Done():
	}
	select {
	case a := <-done:
		p.explain(a.cause)
		if a.result != canAnswer {
			return nil, a.result
		}
		return a.method, canAnswer
	case <-ctx.Done():
		p.explain(bits.NoDomainServer)
		return nil, unusable
	}
}

// domainTurns stands for the origin in the turns of users of a domain. No origin is called so.
const domainTurns = "kerberos"

// ask asks the domain, unless it has refused the user before.
func (p candidate) ask(ctx context.Context, d *domain, u domainUser) asked {
	if u.wrong(ctx) {
		return asked{cause: u.meaning, result: refusedAccount}
	}
	k, err := p.ticketFor(ctx, d, u)
	if err == nil {
		return asked{method: k, result: canAnswer}
	}
	cause, result := kerberosFailure(err)
	if result == refusedAccount {
		cause = cmp.Or(cause, u.meaning)
		u.refused(cause)
	}
	return asked{cause: cause, result: result}
}

func (p candidate) ticketFor(ctx context.Context, d *domain, u domainUser) (*kerberos, error) {
	l, err := u.signIn(ctx)
	if err != nil {
		return nil, err
	}
	host := hostOf(p.target.Origin)
	user := &client.Client{Credentials: l.client.Credentials, Config: d.settings}
	t, err := l.service("HTTP/"+host, d.settings.ResolveRealm(host))
	return &kerberos{user: user, ticket: t, got: time.Now()}, err
}
