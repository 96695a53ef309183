// Package bits is the client side of the BITS upload protocol ([MC-BUP]): the five packets and their Acks, the GET of
// an upload-reply, headers, codes, and an http.Transport for BITS.
//
//   - packet.go: packet types, header names, ranges, ids: parsing and formatting
//   - note.go: the lines of a transcript, as facts
//   - client.go: Client, the conversation about one file
//   - request.go: the head of each packet, for sending and for display
//   - exchange.go: one request and its answer, or the reason why there is none
//   - ack.go: reading answers, tolerant of what servers in the wild send
//   - error.go, error_quote.go: error answers, the codes, and what is quoted of an answer
//   - lost.go, lost_tls.go: why a packet got no answer, and who failed
//   - digest.go: the SHA-256 that a server names of what it received (RFC 9530)
//   - held.go: what a server says of the file at an address, when it is asked
//   - reply.go: fetching the reply of an upload-reply ([MC-BUP] 3.6)
//   - transport.go, conn.go, conn_*.go: one connection that counts, throttles, notices a stall and can be
//     aborted
//   - body.go: part of a file as a request body; its bytes are witnessed before they are sent
//   - crawl.go: how long a slow body is tolerated
//   - proxy.go: the way of a request over a proxy, the proxy's own certificate, and its errors
//   - own.go: certificates of this computer, for servers that ask for one
//   - page.go: what an answer says that is none of BITS: the title of its page, the address of a redirect
//   - sign.go: answering 401 and 407 with the help of an Authenticator
//   - tunnel.go: signing in to a proxy before it opens a tunnel to an https server
//   - socks.go: signing in to a SOCKS proxy
//   - binding.go: tying a sign-in to the server's certificate
//   - trust.go: certificates, their flaws, and which the user trusts
//   - custom.go: the user's own headers
//   - secret.go: redacting URLs and errors for screens and logs
//   - errno_*.go: error numbers of the system
//
// It decides nothing. When to retry, the size of fragments and all sentences belong to the engine (package transfer);
// the schemes of signing in belong to package auth. It needs only the standard library. It does no downloads
// ([MC-BUP] 3.5) and follows no redirect.
package bits
