package words

import (
	"fmt"
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/source"
)

// tested are the causes for which a server test says something else than a failed upload: no file was sent, nothing
// can be retried, and testing the server is no advice. "" is as in causes.
var tested = map[transfer.Kind]cause{
	transfer.KindName:         {"", "", Mark("Check how the address is spelt and the network connection of this computer, then test again."), CureAddress},
	transfer.KindConnect:      {"", "", Mark("Check the port in the address and the firewall, or ask its admin whether it runs; then test again."), CureAddress},
	transfer.KindNameService:  {"", "", Mark("Check the network connection of this computer, then test again."), CureRetry},
	transfer.KindOwnNetwork:   {"", "", Mark("Check the network connection of this computer, then test again."), CureRetry},
	transfer.KindProxy:        {"", "", Mark("Correct the setting for the proxy, or ask its admin; then test again."), CureRetry},
	transfer.KindProxyName:    {"", "", Mark("Correct the setting for the proxy, or ask its admin; then test again."), CureRetry},
	transfer.KindProxyTLS:     {"", "", Mark("Correct the setting for the proxy, or ask its admin; then test again."), CureRetry},
	transfer.KindProxySetting: {"", "", Mark("Correct it, then test again."), CureRetry},
	transfer.KindProxyFetch:   {"", "", Mark("Correct its address in the settings, or test again when the network is back."), CureRetry},
	transfer.KindProxyLate:    {"", "", Mark("Test again when the network is back."), CureRetry},
	transfer.KindProxyScript:  {"", "", Mark("Tell the admin of the network, or set another proxy; then test again."), CureAdmin},
	transfer.KindStrayProxy:   {"", "", Mark("Correct the address if it is that of a proxy, or tell its admin; then test again."), CureAddress},
	transfer.KindProxyRefused: {"", "", Mark("Ask the admin of the proxy, then test again."), CureAdmin},
	transfer.KindProxyBeyond:  {"", "", Mark("Ask the admin of the proxy, then test again."), CureRetry},
	transfer.KindTLS:          {"", "", Mark("Test again later."), CureRetry},
	transfer.KindTLSOld:       {"", "", Mark("Ask its admin to switch on TLS 1.2, then test again."), CureAdmin},
	transfer.KindTLSCipher:    {"", "", Mark("Ask its admin to allow newer ciphers, then test again."), CureAdmin},
	transfer.KindStalled:      {"", Mark("{host} did not answer in time. It may be overloaded, or something on the way keeps the answer back."), Mark("Test again; if it does so again, ask its admin."), CureRetry},
	transfer.KindUntold:       {"", "", Mark("If {host} belongs to the same server, name it on the server's card among the hosts that secrets go to, then test again."), CureAddress},
	transfer.KindLateSignIn:   {"", "", Mark("Test again when the connection is better."), CureRetry},
	transfer.KindDenied:       {"", Mark("{host} does not allow uploads to this address."), Mark("Ask its admin for the right to upload there, or sign in with another account."), CureAdmin},
	transfer.KindNotFound:     {"", Mark("{host} does not accept uploads at this address: it is wrong, or uploads are switched off there."), Mark("Compare the address with what its admin gave you. If it is right, send the admin a copy of this test."), CureAddress},
	transfer.KindExists:       {"", "", Mark("That is no flaw of the server: upload under another name, or ask for that file to be removed."), CureName},
	transfer.KindTooLarge:     {"", Mark("{host} refuses an upload as too large although no file was sent."), Mark("Ask its admin to raise the limit, then test again."), CureAdmin},
	transfer.KindDisabled:     {"", "", Mark("Ask the admin of {host} to switch them on, then test again."), CureAdmin},
	transfer.KindNotBITS:      {"", "", Mark("Compare the address with what its admin gave you; a web browser shows what answers there."), CureAddress},
	transfer.KindBusy:         {"", "", Mark("Test again later."), CureRetry},
	transfer.KindServerDisk:   {"", "", Mark("Its admin has to make room, then test again."), CureAdmin},
	transfer.KindHeld:         {"", "", Mark("Test again when it is closed there."), CureRetry},
	transfer.KindExecute:      {"", "", Mark("Its admin has to take it away, then test again."), CureAdmin},
	transfer.KindApplication:  {"", "", Mark("Ask its admin what it expects, then test again."), CureAdmin},
	transfer.KindOwnDates:     {"", "", Mark("Renew it in that file and test again, or choose another certificate."), CureOwnCertificate},
	transfer.KindOwnMissing:   {"", "", Mark("Put it back and test again, or choose another certificate."), CureOwnCertificate},
	transfer.KindOwnUnread:    {"", "", Mark("Get the right to read it and test again, or choose another certificate."), CureOwnCertificate},
	transfer.KindRefused:      {"", "", Mark("Send its admin a copy of this test."), CureAdmin},
	transfer.KindLostSession:  {"", "", Mark("Test again; if it does so again, send its admin a copy of this test."), CureRetry},
}

// testedCause is the text and cure for a fault met by a test.
func testedCause(f *transfer.Fault) cause {
	w := causeOf(f)
	switch w {
	case unknownVerb, noChallengeText, movedWords, securedWords:
		return w // they say the same to a test
	case busyUntilWords:
		w.cure = Mark("Test again then.")
		return w
	}
	_, explained := signInCause(f)
	if own, known := tested[f.Kind]; known && !explained {
		w.cure, w.button = own.cure, own.button
		if own.what != "" {
			w.what = own.what
		}
	}
	return w
}

// TestText is FaultText for a failed test step: why it failed, and what helps.
func TestText(f *transfer.Fault, server transfer.Target) string {
	j := &transfer.Job{Source: source.File{Path: server.URL}, Target: server}
	w := testedCause(f)
	parts := []string{Tr(w.what), Tr(w.cure)}
	if f.Kind == transfer.KindApplication && detailText(f, j) != "" {
		parts[0] = Tr("The program behind {host} refused the file: \"{detail}\".")
	}
	s := fill(strings.Join(parts, " "), f, j)
	if code := CodeText(f); code != "" {
		s += " (" + code + ")"
	}
	return s
}

// Phrase is a text that another process may put into its own language: a key, and what fills its blanks, all %s.
type Phrase struct {
	Key  string   `json:"key"`
	Args []string `json:"args,omitempty"`
}

// Say makes a Phrase of a key, which Mark makes known.
func Say(key string, args ...string) Phrase { return Phrase{key, args} }

// Text is the phrase in the user's language.
func (p Phrase) Text() string {
	args := make([]any, len(p.Args))
	for i, a := range p.Args {
		args[i] = a
	}
	return fmt.Sprintf(Tr(p.Key), args...)
}

// TestStep is one step of the server test: name, connection, certificate or packets.
type TestStep struct {
	Name string // in the user's language
	OK   bool
	Text string // the result, or the sentence for what went wrong
	Took time.Duration

	Risky bool            // it went well, and the user should read its result
	Fault *transfer.Fault // why it failed; nil = it did not, or the reason is unknown
}
