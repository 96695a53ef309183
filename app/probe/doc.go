// Package probe tests a server one step at a time, for the command line and the window: its name, TCP, TLS, Ping,
// sign-in, and a session that is opened and cancelled. No file is sent.
//
// # Map
//
//   - probe.go: the steps.
//   - window.go: the test for the window, and fetching a certificate.
package probe
