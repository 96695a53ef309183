package serve

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/coreos/go-systemd/v22/activation"

	"sendoff/ui/words"
)

// listen takes the TCP socket that systemd hands over with a unit of type socket. Where there is none it opens one, which
// needs an address.
func listen(ctx context.Context, address string) (net.Listener, error) {
	handed, err := activation.Listeners()
	if err != nil {
		return nil, fmt.Errorf("take the socket from systemd: %w", err)
	}
	for _, ln := range handed {
		if ln != nil {
			return ln, nil
		}
	}
	if address != "" {
		ln, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
		if err != nil {
			return nil, fmt.Errorf("listen: %w", err)
		}
		return ln, nil
	}
	return nil, errors.New(words.Tr("systemd has handed over no socket; name an address with --listen"))
}
