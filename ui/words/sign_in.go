package words

import (
	"fmt"
	"strings"

	"sendoff/transfer"
)

// Words of signing in: keys, translated where they are shown.
const (
	SignInNow      = "Sign in"
	SignOut        = "Sign out"
	Accounts       = "Accounts"
	UserLabel      = "User name"
	PasswordLabel  = "Password"
	textUserHint   = "DOMAIN\\name or name@domain"
	KeepPassword   = "Remember in the system's keyring"
	NoKeyring      = "No keyring is available on this computer. Sendoff remembers the password until it quits, and writes it nowhere."
	AllowReadable  = "Send the password unencrypted"
	ReadableNeeded = "The connection is not encrypted, and this server takes a password only as readable text. Allow that, or change the address to https."
	UserNone       = "Type a user name."
	KeyringRefused = "The keyring did not take the password. Sendoff remembers it until it quits."
)

// PlaceText names a server or proxy to sign in at: its host, with the port if it is not the default.
func PlaceText(place string) string {
	_, host, ok := strings.Cut(place, "://")
	if !ok {
		host = place
	}
	return HostText(host)
}

// placeOr names who asks for a sign-in: place, or the server of address if that is unknown.
func placeOr(place, address string) string {
	if place == "" {
		return Host(address)
	}
	return PlaceText(place)
}

// SignInTitle is the title of the sheet that asks for an account.
func SignInTitle(place string) string { return fmt.Sprintf(Tr("Sign in to %s"), PlaceText(place)) }

// SignInText says what the account will be used for.
func SignInText(ask transfer.Ask) string {
	if ask.Proxy {
		return Tr("It is the proxy on the way to your servers. Uploads that wait for it go on when you have signed in.")
	}
	return Tr("Uploads that wait for it go on when you have signed in.")
}

// SigningInText is the message while an account is tried.
func SigningInText(place string) string {
	return fmt.Sprintf(Tr("Signing in to %s."), PlaceText(place))
}

// SignedInText is the message when a server has accepted an account.
func SignedInText(place string) string { return fmt.Sprintf(Tr("Signed in to %s."), PlaceText(place)) }

// SignedOutText says whether an account was removed.
func SignedOutText(place string, was bool) string {
	if was {
		return fmt.Sprintf(Tr("Signed out of %s; the password is forgotten."), PlaceText(place))
	}
	return fmt.Sprintf(Tr("Nobody was signed in to %s."), PlaceText(place))
}

// OwnRemovedText says whether a certificate of this computer was removed.
func OwnRemovedText(place string, was bool) string {
	if was {
		return fmt.Sprintf(Tr("No certificate of yours is shown to %s any more."), PlaceText(place))
	}
	return fmt.Sprintf(Tr("No certificate of yours was for %s."), PlaceText(place))
}

// AccountText names a place in the list of sign-ins.
func AccountText(place string, proxy bool) string {
	if proxy {
		return fmt.Sprintf(Tr("%s (proxy)"), PlaceText(place))
	}
	return PlaceText(place)
}

// SignInFlawText says why the last sign-in failed, "" = it did not.
func SignInFlawText(k transfer.Kind) string {
	switch k { //nolint:exhaustive // the others are no answer to an account
	case transfer.KindWrongSignIn:
		return Tr("The user name or the password was not accepted.")
	case transfer.KindDenied:
		return Tr("This account may not upload there. Sign in with another one.")
	}
	return ""
}

// UserHint shows how to write a user name where Windows keeps the accounts.
func UserHint(schemes string) string {
	if strings.Contains(schemes, "NTLM") || strings.Contains(schemes, "Negotiate") {
		return Tr(textUserHint)
	}
	return ""
}
