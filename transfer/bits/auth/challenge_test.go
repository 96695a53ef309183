package auth

import (
	"slices"
	"testing"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []string
		want   []challenge
	}{
		{"none", nil, nil},
		{"one", []string{`Basic realm="x"`}, []challenge{{"Basic", `realm="x"`}}},
		{"IIS", []string{"Negotiate", "NTLM"}, []challenge{{"Negotiate", ""}, {"NTLM", ""}}},
		{"in one line", []string{`Negotiate, Basic realm="a, b", charset="UTF-8", NTLM`}, []challenge{
			{"Negotiate", ""}, {"Basic", `realm="a, b", charset="UTF-8"`}, {"NTLM", ""},
		}},
		{"token", []string{"NTLM TlRMTVNTUAACAAAA=="}, []challenge{{"NTLM", "TlRMTVNTUAACAAAA=="}}},
		{"digest", []string{`Digest realm="x", nonce="a,b=", qop="auth,auth-int" , algorithm=MD5`}, []challenge{
			{"Digest", `realm="x", nonce="a,b=", qop="auth,auth-int", algorithm=MD5`},
		}},
		{"quoted quote", []string{`Basic realm="say \"a, b\"", Digest nonce=1`}, []challenge{
			{"Basic", `realm="say \"a, b\""`}, {"Digest", "nonce=1"},
		}},
		{"spaces around the sign", []string{`Basic realm = "x", charset = "UTF-8"`}, []challenge{{"Basic", `realm = "x", charset = "UTF-8"`}}},
		{"parameters without a scheme", []string{`realm="x"`}, nil},
		{"empty parts", []string{", ,Basic,,"}, []challenge{{"Basic", ""}}},
		{"open quote", []string{`Basic realm="x`}, []challenge{{"Basic", `realm="x`}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := parse(c.values); !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`Basic realm="x"`, `Digest nonce="a\",`, "NTLM =", `"`, ",,", "\xff\xfe ="} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, c := range parse([]string{s, s}) {
			if c.scheme == "" {
				t.Errorf("a challenge without a scheme in %q", s)
			}
		}
		bestDigest(parse([]string{s}))
	})
}

func TestSchemesAreBounded(t *testing.T) {
	if got := schemes(parse([]string{"Negotiate", "negotiate", "NTLM"})); got != "Negotiate, NTLM" {
		t.Errorf("%q", got)
	}
	var many []challenge
	for i := range 100 {
		many = append(many, challenge{scheme: string(rune('a'+i%26)) + string(rune('a'+i/26))})
	}
	if got := schemes(many); len(got) > maxNamed*(maxNameLen+2) {
		t.Errorf("%d characters", len(got))
	}
}
