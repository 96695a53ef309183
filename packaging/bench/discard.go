package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// discarding is this program as a server that keeps nothing, in a process of its own so that its processor time can be
// told apart.
type discarding struct {
	addr        string
	certificate string // file with certificate and key; "" = no TLS
}

func (d discarding) serve(ctx context.Context) error {
	server := receiver.NewServer(nil)
	server.Handler = new(discard)
	listen, err := new(net.ListenConfig).Listen(ctx, "tcp", d.addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if d.certificate == "" {
		err = server.Serve(listen)
	} else {
		server.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS13}
		err = server.ServeTLS(listen, d.certificate, d.certificate)
	}
	if !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil // the end of ctx is the intended one
}

// discard takes uploads of both kinds and keeps nothing: what is measured beside it is the client alone.
type discard struct{ sessions atomic.Int64 }

const copySize = 256 << 10

var copyBuffers = sync.Pool{New: func() any { b := make([]byte, copySize); return &b }}

func (d *discard) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	buffer := copyBuffers.Get().(*[]byte) // the pool holds nothing else
	defer copyBuffers.Put(buffer)
	if _, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, req.Body, *buffer); err != nil {
		panic(http.ErrAbortHandler) // the client is gone
	}
	if req.Method == http.MethodPut {
		w.WriteHeader(http.StatusCreated)
		return
	}
	d.acknowledge(w.Header(), req)
}

// acknowledge fills in the Ack of a packet.
func (d *discard) acknowledge(h http.Header, req *http.Request) {
	packet, _ := bits.ParsePacketType(req.Header.Get(bits.HeaderPacketType)) // unknown ones get a plain Ack
	bits.Put(h, bits.HeaderPacketType, string(bits.Ack))
	bits.Put(h, bits.HeaderSessionID, req.Header.Get(bits.HeaderSessionID))
	switch packet {
	case bits.CreateSession:
		bits.Put(h, bits.HeaderProtocol, req.Header.Get(bits.HeaderSupportedProtocols))
		bits.Put(h, bits.HeaderSessionID, fmt.Sprintf("{00000000-0000-4000-8000-%012X}", d.sessions.Add(1)))
	case bits.Fragment:
		if r, err := bits.ParseRange(req.Header.Get(bits.HeaderContentRange)); err == nil {
			bits.Put(h, bits.HeaderReceivedRange, strconv.FormatInt(r.Last+1, 10))
		}
	default:
	}
}
