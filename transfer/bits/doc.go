// Package bits is the client side of the BITS upload protocol ([MC-BUP]): the five packets and their
// Acks, the GET of an upload-reply, every header, the codes, and the one http.Transport that a BITS
// client can use.
//
//   - packet.go: packet types, header names, ranges, ids: parse and format
//   - error.go: what a server answers instead of an Ack, and the codes
//   - client.go: Client, a conversation about one file
//   - exchange.go: one request and its answer, or why there is none
//   - ack.go: reading answers, tolerant of what servers in the wild send
//   - reply.go: fetching the reply of an upload-reply ([MC-BUP] 3.6)
//   - transport.go, conn.go: one connection that counts, throttles, notices a stall and can be aborted
//   - body.go: a part of a file as a request body that keeps sendfile
//   - sign.go: requests that are answered with 401 or 407, and what a Guard does about it
//   - secret.go: what of a URL people and logs may see
//
// It decides nothing: when to retry, how large a fragment is and what to tell people is the engine's
// (package transfer); what a sign-in looks like is the Guard's (package auth). It needs the standard library only. It does not do downloads ([MC-BUP] 3.5),
// and it follows no redirect.
package bits
