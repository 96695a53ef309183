package auth

import (
	"context"
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
