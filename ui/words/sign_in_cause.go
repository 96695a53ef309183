package words

import (
	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// signInCauses is what is said if the user's domain has said more about a sign-in than its kind.
var signInCauses = map[transfer.SignInCause]cause{
	bits.UnknownUser:     {Mark("The domain does not know the user"), Mark("The domain (Kerberos) does not know the user {user}."), Mark("Sign in again: check how the name is spelt, and whether it belongs to this domain."), CureSignIn},
	bits.AccountLocked:   {Mark("The account is locked"), Mark("The domain has locked or disabled the account {user}."), Mark("Ask the admin of the domain to unlock it, then sign in again."), CureSignIn},
	bits.AccountExpired:  {Mark("The account has expired"), Mark("The account {user} has expired: the domain lets it sign in no longer."), Mark("Ask the admin of the domain to renew it, then sign in again."), CureSignIn},
	bits.PasswordExpired: {Mark("The password has expired"), Mark("The password of {user} has expired: the domain wants a new one."), Mark("Change the password, then sign in with the new one."), CureSignIn},
	bits.NoRealm:         {Mark("The user's domain is not known"), Mark("{place} wants a sign-in through a domain (Kerberos), and this computer does not know the domain of {user}."), Mark("Sign in with the whole name, such as name@corp.example.com."), CureSignIn},
	bits.NoDomainServer:  {Mark("No server of the domain answers"), Mark("{place} wants a sign-in through a domain (Kerberos), and no server of the domain of {user} was found or answers."), Mark("Check the network or the VPN, then retry."), CureRetry},
	bits.NoService:       {Mark("The domain does not know the server"), Mark("{place} wants a sign-in through a domain (Kerberos), and the domain of {user} has no entry (SPN) for a server of this name."), Mark("Use the server's full name in the address, or ask the admin of the domain for that entry."), CureAddress},
	bits.ClockSkew:       {Mark("The clocks differ too much"), Mark("The clock of this computer and that of the domain of {user} differ too much for a sign-in."), Mark("Set the clock right, then retry."), CureRetry},
	bits.TicketRefused:   {Mark("The server refuses the domain's ticket"), Mark("{place} does not accept the ticket that the domain has made out for {user}. Its key may be out of date, or its clock wrong."), Mark("Tell its admin, then retry."), CureAdmin},
	bits.TicketExpired:   {Mark("Your Kerberos ticket has expired"), Mark("{place} asks you to sign in, and the Kerberos ticket on this computer has expired."), Mark("Get a new ticket (kinit) and retry, or sign in."), CureSignIn},
	bits.KeysRefused:     {Mark("The domain refuses the keytab"), Mark("The domain (Kerberos) does not accept the keys of {user} in the keytab on this computer: mostly the password has changed since. They are not sent again until the file changes, as the domain would lock the account."), Mark("Put a new keytab there and retry, or sign in. To have this one tried again: sendoff sign-in ADDRESS --signed-in"), CureSignIn},
	bits.CacheKind:       {Mark("Your Kerberos tickets cannot be read"), Mark("{place} asks you to sign in. The Kerberos tickets on this computer are kept where Sendoff cannot read them: it reads caches of the kinds FILE and DIR."), Mark("Set KRB5CCNAME to a file and get a ticket (kinit), or sign in."), CureSignIn},
}

// SignInFaultText says why the last sign-in failed, "" = it did not: what the user's domain has said, or SignInFlawText.
func SignInFaultText(f *transfer.Fault) string {
	if w, known := signInCause(f); known {
		return fill(Tr(w.what), f, &transfer.Job{Target: transfer.Target{URL: f.Ask.Origin}})
	}
	return SignInFlawText(f.Kind)
}

// signInCause is the text and cure of a sign-in whose cause is known. With the ticket of who is signed in to this computer
// a failure leaves the way to sign in with an account.
func signInCause(f *transfer.Fault) (w cause, known bool) {
	w, known = signInCauses[f.Ask.Cause]
	asked := f.Kind == transfer.KindSignIn || f.Kind == transfer.KindProxySignIn
	switch {
	case !known || !asked && !f.Kind.SignIn() && f.Kind != transfer.KindLateSignIn:
		return cause{}, false
	case asked && f.Ask.Cause != bits.TicketExpired && f.Ask.Cause != bits.KeysRefused && f.Ask.Cause != bits.CacheKind:
		w.cure, w.button = Mark("Get a ticket that works (kinit) and retry, or sign in with an account."), CureSignIn
	}
	return w, true
}
