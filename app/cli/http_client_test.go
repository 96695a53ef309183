package cli

import (
	"context"
	"net"
	"net/http"

	"sendoff/app/queue"
)

// plainHTTP talks to the owner of dir as curl does.
func plainHTTP(dir string) *http.Client {
	return &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext:       func(ctx context.Context, _, _ string) (net.Conn, error) { return queue.DialControl(ctx, dir) },
	}}
}
