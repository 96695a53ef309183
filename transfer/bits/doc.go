// Package bits is the client side of the BITS upload protocol ([MC-BUP]): the five packets and their
// Acks, the GET of an upload-reply, every header, the codes, and the one http.Transport that a BITS
// client can use.
//
//   - packet.go: packet types, header names, ranges, ids: parse and format
//   - note.go: what a transcript says, as facts
//   - client.go: Client, a conversation about one file
//   - request.go: the head of each packet, to be sent and to be shown
//   - exchange.go: one request and its answer, or why there is none
//   - ack.go: reading answers, tolerant of what servers in the wild send
//   - error.go, error_quote.go: what a server answers instead of an Ack, the codes, and what is quoted of it
//   - lost.go, lost_tls.go: why a packet got no answer, and who failed
//   - reply.go: fetching the reply of an upload-reply ([MC-BUP] 3.6)
//   - transport.go, conn.go, conn_*.go: one connection that counts, throttles, notices a stall and can be
//     aborted
//   - body.go: a part of a file as a request body whose bytes are seen before they leave
//   - pace.go: how long a body may crawl
//   - sign.go: requests that are answered with 401 or 407, and what an Authenticator does about it
//   - trust.go: certificates, what is wrong with one, and which the user trusts
//   - custom.go: headers of the user's own
//   - secret.go: what of a URL and of an error people and logs may see
//   - errno_*.go: error numbers of the system
//
// It decides nothing: when to retry, how large a fragment is and what to tell people is the engine's
// (package transfer); what a sign-in looks like is the Authenticator's (package auth). It needs the standard
// library only. It does not do downloads ([MC-BUP] 3.5), and it follows no redirect.
package bits
