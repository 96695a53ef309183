// Package auth signs in to servers and proxies: it answers the challenges of 401 and 407 for package
// bits ([MC-BUP] 1.5 names Basic, Digest, NTLM and Kerberos).
//
//   - guard.go: Guard, which knows one line's servers and proxies, and chooses among their schemes
//   - challenge.go: reading what a server offers
//   - kerberos.go, ntlm.go, digest.go, basic.go: the schemes, the strongest first
//
// It asks Accounts for a user and a password, stores neither, and writes neither anywhere but into the
// headers of requests to the place that they belong to. The schemes themselves are in libraries.
package auth
