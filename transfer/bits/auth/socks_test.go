package auth

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"sendoff/transfer/bits"
)

// TestSOCKSReads: the password goes readable, so the account must allow it; what is refused once is not sent again.
func TestSOCKSReads(t *testing.T) {
	ask, other := []string{bits.SchemeSOCKS}, []string{"Basic realm=x"}
	for name, c := range map[string]struct {
		clear  bool
		offers []string
		want   challengeResult
	}{
		"allowed": {true, ask, canAnswer}, "not allowed": {false, ask, clearText}, "not asked for": {true, other, unusable}, "neither": {false, other, unusable},
	} {
		m, got := newSOCKS(context.Background(), candidate{account: Account{User: "ines", Password: "a:b@c", Clear: c.clear}, offers: parse(c.offers)})
		if got != c.want || (m != nil) != (c.want == canAnswer) {
			t.Errorf("%s: %d, %v", name, got, m)
		}
	}
	s := &socks{}
	if got := s.read(visit(open), parse(ask)); got != canAnswer {
		t.Errorf("before it was sent: %d", got)
	}
	if said, err := s.header(visit(open), Account{User: "ines", Password: "a:b@c"}); said != "ines:a%3Ab%40c" || err != nil {
		t.Errorf("sent %q, %v", said, err)
	}
	if got := s.read(visit(open), parse(other)); got != unusable {
		t.Errorf("another proxy: %d", got)
	}
	if got := s.read(visit(open), parse(ask)); got != refusedAccount {
		t.Errorf("after it was sent: %d", got)
	}
	if s.admitted(visit(open)); s.read(visit(open), parse(ask)) != canAnswer {
		t.Error("one that was let in is taken for refused at the next line")
	}
	if s.bound() || !s.everywhere() || s.scheme() != bits.SchemeSOCKS {
		t.Error("it is said anew on each line, to the proxy only")
	}
}

// TestNamesInKrb5Conf: what the configuration writes for the user and the system.
func TestNamesInKrb5Conf(t *testing.T) {
	t.Setenv("TMPDIR", "/somewhere/")
	for name, want := range map[string]string{
		"FILE:/tmp/krb5cc_%{uid}":      fmt.Sprintf("FILE:/tmp/krb5cc_%d", os.Getuid()),
		"/etc/krb5/%{euid}/x%{USERID}": fmt.Sprintf("/etc/krb5/%d/x%d", os.Geteuid(), os.Getuid()),
		"%{TEMP}/cc":                   "/somewhere/cc",
		"a%{null}b":                    "ab",
		"plain":                        "plain",
	} {
		if got := expand(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if got := expand("~/cc"); !strings.HasPrefix(got, "/") || !strings.HasSuffix(got, "/cc") {
		t.Errorf("the home: %s", got)
	}
	t.Setenv("KRB5CCNAME", "")
	if got := (&domain{}).cacheName(); got != fmt.Sprintf("FILE:/tmp/krb5cc_%d", os.Getuid()) {
		t.Errorf("the default: %s", got)
	}
	d := &domain{defaults: map[string]string{"default_ccache_name": "DIR:/x/%{uid}"}}
	if got := d.cacheName(); got != fmt.Sprintf("DIR:/x/%d", os.Getuid()) {
		t.Errorf("the configuration's: %s", got)
	}
	t.Setenv("KRB5CCNAME", "FILE:/mine")
	if got := d.cacheName(); got != "FILE:/mine" {
		t.Errorf("the user's: %s", got)
	}
}
