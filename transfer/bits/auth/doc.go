// Package auth signs in to servers and proxies: it answers the challenges of 401 and 407 for package
// bits ([MC-BUP] 1.5 names Basic, Digest, NTLM and Kerberos).
//
//   - authenticator.go: Authenticator, which knows one connection's servers and proxies, and chooses among
//     their schemes
//   - turn.go: one request at a time tries an account that was not accepted yet
//   - challenge.go: reading what a server offers
//   - kerberos.go, ntlm.go, digest.go, basic.go: the schemes, the strongest first
//
// It asks Accounts for a user and a password, stores neither, and writes neither anywhere but into the
// headers of requests to the origin that they belong to. The schemes themselves are in libraries.
package auth
