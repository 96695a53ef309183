// Package link is a slow, long line between a client and a server of one machine, in user space and without any
// privilege: a TCP relay on a loopback address that hands bytes on at a rate and after a delay.
//
//   - link.go: the relay: it accepts, connects, counts, and can be cut
//   - pipe.go: one direction of one connection
//   - wire.go: the rate, the delay and the queue that all connections of a direction share
//   - window.go: how much one connection may have under way: TCP's slow start
//
// What is like a real line: connecting takes one round trip; all connections share the rate; what waits before the
// line delays everything behind it, a reset included; a new connection, and one that paused, begins slowly.
//
// What is not: nothing is lost, so no connection ever slows down again; acknowledgements take no room on the line;
// the two kernels' buffers are in front of the relay, so a program may believe to have sent what still waits there.
package link
