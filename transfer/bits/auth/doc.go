// Package auth signs in to servers and proxies. It answers the challenges of 401 and 407 for package bits ([MC-BUP]
// 1.5 names Basic, Digest, NTLM and Kerberos).
//
//   - authenticator.go: Authenticator, which signs in on one connection, to its server and proxy, and picks the scheme
//   - turn.go: an account that was not accepted yet is tried by one request at a time
//   - challenge.go: parsing challenges
//   - kerberos.go, ntlm.go, digest.go, basic.go: the schemes, strongest first; socks.go: that of SOCKS proxies
//   - nonce.go: how long a nonce of Digest is good, and where
//   - kerberos_once.go: a domain is asked for one user by one connection at a time, and not again after a refusal
//   - kerberos_login.go: tickets of the user's domain, and why there are none
//   - kerberos_domain.go: which domain a user belongs to, and its servers: krb5.conf, and DNS
//   - sspi.go, sspi_windows.go: who is logged on to Windows, by its own packages
//   - ambient.go: who is signed in to this computer (kinit, a keytab), and which servers may know that
//   - authtest: a domain for tests
//
// It asks Accounts for user and password and stores neither. They go only into headers of requests to the origin that
// they belong to. The schemes themselves are in libraries.
package auth
