package auth

import (
	"errors"
	"testing"
)

// TestKerberosErrors: errors that only the user can resolve are the account's. All others leave the other
// schemes to try.
func TestKerberosErrors(t *testing.T) {
	for text, want := range map[string]challengeResult{
		"KRB Error: (24) KDC_ERR_PREAUTH_FAILED Pre-authentication information was invalid": refusedAccount,
		"KRB Error: (18) KDC_ERR_CLIENT_REVOKED Clients credentials have been revoked":      refusedAccount,
		"KRB Error: (23) KDC_ERR_KEY_EXPIRED Password has expired":                          refusedAccount,
		"KRB Error: (7) KDC_ERR_S_PRINCIPAL_UNKNOWN Server not found in Kerberos database":  unusable,
		"dial tcp 127.0.0.1:88: connect: connection refused":                                unusable,
	} {
		if got := kerberosResult(errors.New(text)); got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
	if got := kerberosResult(nil); got != canAnswer {
		t.Errorf("a ticket: %d", got)
	}
}
