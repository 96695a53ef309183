// Package probe tests a server one step at a time, for the command line and the window: its name, TCP, TLS, Ping, the
// sign-in, and a session that is opened and cancelled again. No file is sent.
//
// # Map
//
//   - probe.go: the steps.
//   - window.go: the test as the window asks for it, and a look at a certificate.
//   - words.go: texts in the user's language.
package probe
