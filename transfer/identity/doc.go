// Package identity reads the certificates of this computer: what a server that asks for a client certificate is shown.
// They stay in the user's files, with their keys. What is kept of them is the path and who may see it.
//
// # Map
//
//   - identity.go: a certificate and the addresses it is for.
//   - read.go: reading one from PEM or PKCS#12, with what can be wrong with it.
//   - flaw.go: what can be wrong with it.
//
// It knows no servers, no queue and no words. Windows' and macOS' own stores of certificates are not read.
package identity
