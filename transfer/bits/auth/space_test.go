package auth

import (
	"context"
	"errors"
	"strings"
	"testing"

	"sendoff/transfer/bits"
)

// at is a request to a folder of a server.
func at(folder string) bits.AuthTarget {
	v := visit(secure)
	v.URI, v.Folder = folder+"x", folder
	return v
}

// TestBasicGoesUnaskedOnlyBelowWhatAsked: a folder beside it is asked first, and its challenge is no refusal; with the
// same realm it is one space from then on (RFC 7617, 2.2).
func TestBasicGoesUnaskedOnlyBelowWhatAsked(t *testing.T) {
	b := &accounts{accounts: map[string]Account{secure: {User: "ines", Password: "secret"}}}
	g := alone(b)
	offer := []string{`Basic realm="x"`}
	if again, s := g.Challenged(t.Context(), at("/a/"), offer); !again {
		t.Fatalf("%+v", s)
	}
	for _, c := range []struct {
		folder  string
		unasked bool
	}{{"/a/", true}, {"/a/b/", true}, {"/ab/", false}, {"/", false}, {"/c/", false}} {
		got := authorize(t, g, at(c.folder))
		if (got != "") != c.unasked {
			t.Errorf("%s got %q unasked", c.folder, got)
		}
		v := at(c.folder)
		v.Served = true
		g.Admitted(v)
	}
	for _, proved := range b.accepted {
		if !strings.HasPrefix(proved.Folder, "/a/") {
			t.Errorf("%s counts as a proof, and got no account", proved.Folder)
		}
	}
	authorize(t, g, at("/c/"))
	if again, s := g.Challenged(t.Context(), at("/c/"), offer); !again || len(b.refused) != 0 {
		t.Fatalf("%+v, refused %v", s, b.refused)
	}
	for _, folder := range []string{"/c/", "/a/"} {
		if authorize(t, g, at(folder)) == "" {
			t.Errorf("%s has to ask", folder)
		}
		g.Admitted(at(folder))
	}
}

// TestAnotherRealmIsNoRefusal: it has an account of its own, and a nonce of one says nothing in the other.
func TestAnotherRealmIsNoRefusal(t *testing.T) {
	for scheme, more := range map[string]string{"Basic": "", "Digest": `, nonce="n", qop="auth"`} {
		b := &accounts{accounts: map[string]Account{
			secure + "/a/": {User: "ines", Password: "i"}, secure + "/b/": {User: "admin", Password: "a"},
		}}
		g := alone(b)
		for i, folder := range []string{"/a/", "/b/", "/a/", "/b/"} {
			realm := strings.Trim(folder, "/")
			if _, err := g.Authorize(t.Context(), at(folder)); i > 0 && !errors.Is(err, bits.ErrLeave) {
				t.Errorf("%s %d: the other's connection is kept: %v", scheme, i, err)
			}
			if again, s := g.Challenged(t.Context(), at(folder), []string{scheme + ` realm="` + realm + `"` + more}); !again {
				t.Fatalf("%s %d: %+v", scheme, i, s)
			}
			if authorize(t, g, at(folder)) == "" {
				t.Errorf("%s %d: nothing is said", scheme, i)
			}
			v := at(folder)
			v.Served = true
			g.Admitted(v)
			if user, _ := g.Inside(secure); user != map[string]string{"/a/": "ines", "/b/": "admin"}[folder] {
				t.Errorf("%s %d: %s is inside", scheme, i, user)
			}
		}
		if len(b.refused) != 0 {
			t.Errorf("%s: refused %v", scheme, b.refused)
		}
	}
}

// TestRefusalNamesTheSpace: the folder and the realm that refused, also for an account that was known to be wrong.
func TestRefusalNamesTheSpace(t *testing.T) {
	g := alone(knownWrong{})
	again, s := g.Challenged(t.Context(), at("/a/"), []string{`Basic realm="the \"drop\", folder"`})
	want := bits.SignIn{Origin: secure, Folder: "/a/", Realm: `the "drop", folder`, Schemes: "Basic", User: "ines", Why: bits.WrongAccount}
	if again || s != want {
		t.Errorf("%t %+v", again, s)
	}
}

// knownWrong has an account that was refused before.
type knownWrong struct{}

func (knownWrong) Account(context.Context, Space) (Account, error) {
	return Account{User: "ines"}, ErrRefused
}
func (knownWrong) Refused(Space, Account)  {}
func (knownWrong) Accepted(Space, Account) {}
func (knownWrong) KeysRefused(Keys)        {}
func (knownWrong) AreRefused(Keys) bool    { return false }
