package words

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// TestSignInCauses: what the domain says is told, each cause in its own words, and none where another scheme failed last.
func TestSignInCauses(t *testing.T) {
	told := map[string]transfer.SignInCause{}
	for _, c := range slices.Sorted(maps.Keys(signInCauses)) {
		for _, kind := range []transfer.Kind{transfer.KindNoSignIn, transfer.KindSignIn, transfer.KindProxySignIn} {
			f := &transfer.Fault{Kind: kind, HTTP: 401, Final: true, At: time.Unix(1, 0), Ask: transfer.Ask{
				Origin: "https://files.corp.example", Schemes: "Negotiate", User: "ines@CORP.EXAMPLE", Cause: c,
			}}
			text := FaultText(f, &transfer.Job{Target: transfer.Target{URL: "https://files.corp.example/a"}})
			first, _, _ := strings.Cut(text, ". ")
			if other, taken := told[first]; taken && other != c {
				t.Errorf("%s and %s say the same: %s", c, other, first)
			}
			told[first] = c
			if strings.ContainsAny(text, "{}") || !strings.HasSuffix(text, "(401)") && !strings.Contains(text, "401") {
				t.Errorf("%s %s: %s", kind, c, text)
			}
			if _, known := signInCause(f); !known {
				t.Errorf("%s %s has no words", kind, c)
			}
		}
		if n := utf8.RuneCountInString(signInCauses[c].short); n > 48 {
			t.Errorf("%s: %d characters", c, n)
		}
	}
	locked := &transfer.Fault{Kind: transfer.KindWrongSignIn, HTTP: 401, Final: true, Ask: transfer.Ask{Origin: "https://files.corp.example", User: "ines", Cause: bits.AccountLocked}}
	checkSaid(t, []said{
		{func() string { return SignInFaultText(locked) }, "The domain has locked or disabled the account ines.", "Домен заблокировал или отключил учётную запись ines."},
		{func() string { return SignInFaultText(&transfer.Fault{Kind: transfer.KindWrongSignIn}) }, "The user name or the password was not accepted.", "Имя пользователя или пароль не приняты."},
		{func() string { return SignInFaultText(&transfer.Fault{Kind: transfer.KindSignIn}) }, "", ""},
	})
	late := &transfer.Fault{Kind: transfer.KindLateSignIn, HTTP: 401, Ask: transfer.Ask{Cause: bits.NoDomainServer}}
	if text := TestText(late, transfer.Target{URL: "https://files.corp.example"}); !strings.Contains(text, "VPN") {
		t.Errorf("a test does not say what helps: %s", text)
	}
	f := &transfer.Fault{Kind: transfer.KindConnect, Ask: transfer.Ask{Cause: bits.UnknownUser}}
	if _, known := signInCause(f); known {
		t.Error("a fault that is none of a sign-in is explained by one")
	}
}
