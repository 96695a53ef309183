// Package probe tests a server one step at a time, for the command line and the window: its name, TCP, TLS, Ping,
// sign-in, and a session that is opened and cancelled. No file is sent.
//
// # Map
//
//   - probe.go: the steps.
//   - step.go: a step, as facts and as words.
//   - order.go: a test as another process orders it; trying an account, and fetching a certificate.
//   - proxy.go: trying an account at a proxy.
//   - window.go: both for the window.
package probe
