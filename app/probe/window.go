package probe

import (
	"context"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/words"
)

// windowTestWait bounds each step of a test in the window.
const windowTestWait = 15 * time.Second

// InWindow tests a server with the queue's accounts, for the window. To sign in it waits for its turn together with
// the queue's uploads. A failure before the first step is reported as a step.
func InWindow(ctx context.Context, queue *transfer.Engine, version, address string, tell func(words.TestStep)) {
	u, err := At(address)
	var p *Probe
	if err == nil {
		p, err = NewProbe(u, Options{Version: version, Timeout: windowTestWait, Tell: tell, Trusted: queue.Trusted, Authenticators: queue.Authenticators()})
	}
	if err != nil {
		tell(words.TestStep{Name: words.Tr("Address"), Text: words.ErrorText(err)})
		return
	}
	_ = p.Run(ctx) // the failed step was reported
}

// Certificate fetches a server's certificate.
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
