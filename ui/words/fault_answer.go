package words

import (
	"net/http"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// What is said where an answer tells more than its kind: the address of a redirect, the title of a page, how long to wait,
// the verb that is not known.
var (
	movedWords      = cause{Mark("The address has changed"), Mark("{host} says that the address has changed to {address}. Where this is the sign-in page of a network, sign in there with a web browser first."), Mark("Use the new address."), CureAddress}
	securedWords    = cause{Mark("The server wants https, not http"), Mark("{host} says that the address has changed to {address}."), Mark("Use the new address."), CureAddress}
	titledWords     = cause{Mark("What answered does not take BITS uploads"), Mark("What answered at {host} does not take BITS uploads. Its page is called \"{title}\". It may be a proxy, a sign-in page or another web server."), Mark("Test the server, or change the address."), CureTest}
	unknownVerb     = cause{Mark("BITS uploads are unknown at this address"), Mark("What answered at {host} does not know the verb of BITS uploads (BITS_POST): they are not switched on for this folder, or something else, such as WebDAV, answers there."), Mark("Ask its admin to switch BITS uploads on for the folder, or change the address."), CureAdmin}
	busyUntilWords  = cause{Mark("The server is busy"), Mark("{host} is busy, and asks to come back in {wait}."), Mark("Retry then."), CureRetry}
	noChallengeText = cause{Mark("Refused, without a way to sign in"), Mark("{place} refuses the request because nobody is signed in, and offers no way to sign in. Perhaps it expects a key in a header of its own, and that is missing or wrong."), Mark("Ask its admin what it expects."), CureAdmin}
)

// answeredCause is the text and cure of a fault whose answer tells more than its kind.
func answeredCause(f *transfer.Fault) (c cause, found bool) {
	begin := bits.PacketType(f.Packet) != bits.Fragment && bits.PacketType(f.Packet) != bits.CloseSession && bits.PacketType(f.Packet) != bits.GetReply
	switch f.Kind { //nolint:exhaustive // the others are told by kind, packet and status alone
	case transfer.KindRedirect:
		c, found = movedWords, f.Address != "" && begin
		if found && onlySecured(f) {
			c = securedWords
		}
	case transfer.KindNotBITS:
		c, found = titledWords, f.Title != "" && begin
		if f.HTTP == http.StatusMethodNotAllowed && begin {
			c, found = unknownVerb, true
		}
	case transfer.KindBusy:
		c, found = busyUntilWords, f.HTTP == http.StatusServiceUnavailable && f.Wait > 0 && begin
	case transfer.KindNoSignIn, transfer.KindSignIn:
		c, found = noChallengeText, f.HTTP == http.StatusUnauthorized && f.Ask.Origin != "" && f.Ask.Schemes == "" && !f.Ask.Proxy
	}
	return c, found
}

// onlySecured reports whether a redirect leads to the same host.
func onlySecured(f *transfer.Fault) bool {
	to, err := transfer.SignInOrigin(f.Address)
	return err == nil && Host(to) == Host("https://"+f.Host)
}
