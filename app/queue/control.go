package queue

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"sendoff/app/probe"
)

// owned is the queue as its owner offers it to other processes.
type owned interface {
	Queue
	probe.Tester
	// Owner describes this owner.
	Owner() OwnerInfo
	// Yield closes the queue if another process would do more with it than this one, and reports whether it will.
	Yield(to Aim) bool
	// watchPacked is Watch, line by line.
	watchPacked(ctx context.Context, f func(wireUpdate) error) error
}

// control is the owner's end of the control channel: an HTTP server on a local socket or pipe. It checks neither
// Host nor Origin: no browser can reach a socket or pipe, and the system identifies the client's user.
type control struct {
	q        owned
	log      *slog.Logger
	quit     func() // ends this process; nil = others may not
	version  string
	server   *http.Server
	clients  *clientListener
	turns    chan struct{} // one for each running request, except watches
	watchers chan struct{} // one for each watch
	ending   chan struct{} // closed before the queue closes: watches end
	close    func()        // ends all connections and removes the socket
}

const (
	requestTimeout = 10 * time.Second // for sending a request
	answerTimeout  = 10 * time.Second // for receiving an answer; a slower client is dropped
	endWait        = 3 * time.Second  // for running requests when the queue closes
	maxTurns       = 32               // requests processed at once; bounds the memory for their bodies
	maxHead        = 16 << 10         // bytes of a request's headers
)
