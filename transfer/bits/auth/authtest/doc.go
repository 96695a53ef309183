// Package authtest is shared by tests of signing in through a domain. It starts the domain's programs on loopback
// addresses; a test without them is skipped.
//
//   - domain.go: a Kerberos realm with a user and a server, and what its admin and its users do
//   - names.go: a name service that knows servers of realms
package authtest
