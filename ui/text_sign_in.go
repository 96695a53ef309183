package ui

import (
	"fmt"
	"strings"

	"sendoff/transfer"
)

// Words of signing in: keys, translated where they are shown.
const (
	textSignInNow      = "Sign in"
	textSignOut        = "Sign out"
	textAccounts       = "Accounts"
	textUserLabel      = "User name"
	textPasswordLabel  = "Password"
	textUserHint       = "DOMAIN\\name or name@domain"
	textKeepPassword   = "Remember in the system's keyring"
	textNoKeyring      = "This computer has no keyring that answers. Sendoff remembers the password until it quits, and writes it nowhere."
	textAllowReadable  = "Send the password although everybody on the way can read it"
	textReadableNeeded = "The connection is not encrypted, and this server takes a password only as readable text. Allow that, or change the address to https."
	textUserNone       = "Type a user name."
	textKeyringRefused = "The keyring did not take the password. Sendoff remembers it until it quits."
)

// PlaceText names a server or a proxy to sign in at: its host, and the port where that is not the usual.
func PlaceText(place string) string {
	_, host, ok := strings.Cut(place, "://")
	if !ok {
		host = place
	}
	return HostText(host)
}

// placeOr names who asks for a sign-in; where that is not known, the server of an address.
func placeOr(place, address string) string {
	if place == "" {
		return host(address)
	}
	return PlaceText(place)
}

func signInTitle(place string) string { return fmt.Sprintf(tr("Sign in to %s"), PlaceText(place)) }

// signInText says what the account will be used for.
func signInText(ask transfer.Ask) string {
	if ask.Proxy {
		return tr("It is the proxy on the way to your servers. Uploads that wait for it go on when you have signed in.")
	}
	return tr("Uploads that wait for it go on when you have signed in.")
}

func signingInText(place string) string {
	return fmt.Sprintf(tr("Signing in to %s."), PlaceText(place))
}

// SignedOutText says whether an account was forgotten.
func SignedOutText(place string, was bool) string {
	if was {
		return fmt.Sprintf(tr("Signed out of %s; the password is forgotten."), PlaceText(place))
	}
	return fmt.Sprintf(tr("Nobody was signed in to %s."), PlaceText(place))
}

// accountText names a place in the list of those that somebody is signed in at.
func accountText(place string, proxy bool) string {
	if proxy {
		return fmt.Sprintf(tr("%s (proxy)"), PlaceText(place))
	}
	return PlaceText(place)
}

// signInFlawText is what went wrong before, "" for nothing.
func signInFlawText(k transfer.Kind) string {
	switch k { //nolint:exhaustive // the others are no answer to an account
	case transfer.KindWrongSignIn:
		return tr("The user name or the password was not accepted.")
	case transfer.KindDenied:
		return tr("This account may not upload there. Sign in with another one.")
	}
	return ""
}

// userHint shows how a name is written where Windows keeps the accounts.
func userHint(schemes string) string {
	if strings.Contains(schemes, "NTLM") || strings.Contains(schemes, "Negotiate") {
		return tr(textUserHint)
	}
	return ""
}
