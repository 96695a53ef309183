package probe

import (
	"context"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/words"
)

// windowTestWait is for each step of a test that the window runs.
const windowTestWait = 15 * time.Second

// InWindow tests the server at an address with the accounts of the queue, for the window. It waits with the queue's
// uploads for its turn to sign in. What fails before its first step is a step of its own.
func InWindow(ctx context.Context, queue *transfer.Engine, version, address string, tell func(words.TestStep)) {
	u, err := At(address)
	var p *Probe
	if err == nil {
		p, err = NewProbe(u, Options{Version: version, Timeout: windowTestWait, Tell: tell, Trusted: queue.Trusted, Authenticators: queue.Authenticators()})
	}
	if err != nil {
		tell(words.TestStep{Name: tr("Address"), Text: words.ErrorText(err)})
		return
	}
	_ = p.Run(ctx) // the step that failed has been told
}

// Certificate asks a server for its certificate.
func Certificate(ctx context.Context, address string) (bits.Certificate, error) {
	u, err := transfer.CheckURL(address)
	if err != nil {
		return bits.Certificate{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, windowTestWait)
	defer cancel()
	c, err := bits.Inspect(ctx, bits.Options{Stall: windowTestWait, Answer: windowTestWait}, u)
	if err != nil {
		return c, Explained(u, err)
	}
	return c, nil
}
