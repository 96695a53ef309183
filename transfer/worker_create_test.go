package transfer

import (
	"context"
	"io"
	"net"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"sendoff/transfer/bits"
)

// TestAnswerOfACreateIsAwaited: a session that is opened after the wait would stay on the server for days. The wait
// is longer if the user does not notice it, and there is none if no request can have been sent.
func TestAnswerOfACreateIsAwaited(t *testing.T) {
	for name, c := range map[string]struct {
		cause error
		want  time.Duration
	}{
		"paused":    {errHeld, graceWait},
		"cancelled": {errDropped, graceWait},
		"closing":   {errClosing, closingWait},
		"awoke":     {errAwoke, closingWait},
		"moved":     {errMoved, closingWait},
	} {
		for _, open := range []bool{true, false} {
			synctest.Test(t, func(t *testing.T) {
				w := &worker{conn: bits.NewTransport(bits.Options{Proxy: noProxy, Dial: func(context.Context, string, string) (net.Conn, error) {
					here, there := net.Pipe()
					go func() { _, _ = io.Copy(io.Discard, there) }() // ends with the connection
					return here, nil
				}})}
				asking, enough := context.WithCancel(t.Context())
				if open {
					go func() { // ends with asking
						c := &bits.Client{URL: &url.URL{Scheme: "http", Host: "here", Path: "/x"}, Transport: w.conn}
						_, _ = c.Create(asking)
					}()
					synctest.Wait()
				}
				ctx, cancel := context.WithCancelCause(t.Context())
				longer, stop := w.outlive(ctx)
				cancel(c.cause)
				begun, want := time.Now(), c.want
				<-longer.Done()
				if !open {
					want = 0
				}
				if took := time.Since(begun); took != want {
					t.Errorf("%s, asked %t: %s, want %s", name, open, took, want)
				}
				stop()
				enough()
				<-time.After(time.Minute) // until what writes now and then has found its connection closed
			})
		}
	}
}
