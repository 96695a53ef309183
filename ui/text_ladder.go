package ui

import (
	"strings"
	"time"

	"sendoff/transfer"
)

// tested are the causes of which a test of a server says something else than a failed upload: no file
// was sent, there is nothing to retry, and to test the server is what has just been done. "" is as in
// causes.
var tested = map[transfer.Kind]words{
	transfer.KindName:         {"", word("Check how the address is spelt and whether this computer is in a network, then test again."), cureAddress},
	transfer.KindConnect:      {"", word("Check the port in the address and the firewall, or ask its admin whether it runs; then test again."), cureAddress},
	transfer.KindNameService:  {"", word("Check whether this computer is in a network, then test again."), cureRetry},
	transfer.KindOwnNetwork:   {"", word("Check whether this computer is in a network, then test again."), cureRetry},
	transfer.KindProxy:        {"", word("Correct the setting for the proxy, or ask its admin; then test again."), cureRetry},
	transfer.KindProxyName:    {"", word("Correct the setting for the proxy, or ask its admin; then test again."), cureRetry},
	transfer.KindProxyTLS:     {"", word("Correct the setting for the proxy, or ask its admin; then test again."), cureRetry},
	transfer.KindProxyRefused: {"", word("Ask the admin of the proxy, then test again."), cureAdmin},
	transfer.KindProxyBeyond:  {"", word("Ask the admin of the proxy, then test again."), cureRetry},
	transfer.KindTLS:          {"", word("Test again later."), cureRetry},
	transfer.KindTLSOld:       {"", word("Ask its admin to switch on TLS 1.2, then test again."), cureAdmin},
	transfer.KindTLSCipher:    {"", word("Ask its admin to allow newer ciphers, then test again."), cureAdmin},
	transfer.KindStalled:      {"", word("Test again when the connection is better."), cureRetry},
	transfer.KindLateSignIn:   {"", word("Test again when the connection is better."), cureRetry},
	transfer.KindDenied:       {word("{host} does not allow uploads to this address."), word("Ask its admin for the right to upload there, or sign in with another account."), cureAdmin},
	transfer.KindNotFound:     {word("{host} found nothing to upload to: the address is wrong, or uploads are switched off there."), word("Compare the address with what its admin gave you. If it is right, send the admin a copy of this test."), cureAddress},
	transfer.KindExists:       {"", word("That is no flaw of the server: upload under another name, or have the file there removed."), cureName},
	transfer.KindTooLarge:     {word("{host} refuses an upload as too large although no file was sent."), word("Ask its admin to raise the limit, then test again."), cureAdmin},
	transfer.KindDisabled:     {"", word("Ask the admin of {host} to switch them on, then test again."), cureAdmin},
	transfer.KindNotBITS:      {"", word("Compare the address with what its admin gave you; a web browser shows what answers there."), cureAddress},
	transfer.KindBusy:         {"", word("Test again later."), cureRetry},
	transfer.KindServerDisk:   {"", word("Its admin has to make room, then test again."), cureAdmin},
	transfer.KindHeld:         {"", word("Test again when it is closed there."), cureRetry},
	transfer.KindExecute:      {"", word("Its admin has to take it away, then test again."), cureAdmin},
	transfer.KindApplication:  {"", word("Ask its admin what it expects, then test again."), cureAdmin},
	transfer.KindRefused:      {"", word("Send its admin a copy of this test."), cureAdmin},
	transfer.KindLostSession:  {"", word("Test again; if it does so again, send its admin a copy of this test."), cureRetry},
}

// testedCause is what a test says of a fault.
func testedCause(f *transfer.Fault) words {
	w := causeOf(f)
	if own, known := tested[f.Kind]; known {
		w.cure, w.button = own.cure, own.button
		if own.what != "" {
			w.what = own.what
		}
	}
	return w
}

// TestText says what a step of the test of an address failed for, and what helps: FaultText of a test.
func TestText(f *transfer.Fault, address string) string {
	j := &transfer.Job{Source: transfer.Source{Path: address}, Target: transfer.Target{URL: address}}
	w := testedCause(f)
	parts := []string{tr(w.what), tr(w.cure)}
	if f.Kind == transfer.KindApplication && f.Detail != "" {
		parts[0] = tr("The program behind {host} refused the file: \"{detail}\".")
	}
	s := fill(strings.Join(parts, " "), f, j)
	if code := codeText(f); code != "" {
		s += " (" + code + ")"
	}
	return s
}

// TestStep is one rung of the test of a server: its name, the connection, the certificate, the packets.
type TestStep struct {
	Name string // in the user's language
	OK   bool
	Text string // what was found, or the sentence for what went wrong
	Took time.Duration

	Fault *transfer.Fault // why it failed, nil = it did not, or nothing is known
}
