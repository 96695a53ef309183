// Package serve runs the receiver as a server of its own, for "sendoff serve": it listens, with TLS if asked for, says
// what it takes and from whom, and ends without cutting off what is under way.
//
//	server.go       Options and Run: from the open folder to the last answer
//	reread.go       the settings read again while it runs
//	listen.go       the socket: its own, or the one that systemd hands over
//	address.go      the addresses that are printed: where the server is reached
//	certificate.go  the certificate, read again when its file changes
//	command*.go     a program that is run for each upload
//	ending.go       no application outlives its server
//	service*.go     the service of Windows; elsewhere there is none
//	log.go          a line for each packet, as text or JSON
//	metrics.go      the figures of the status page and of /metrics
//	status.go       the page and /metrics, at an address of their own
package serve
