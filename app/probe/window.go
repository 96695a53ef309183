package probe

import (
	"cmp"
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
		o := Known(queue, version)
		o.Timeout, o.Tell = windowTestWait, tell
		p, err = NewProbe(u, o)
	}
	if err != nil {
		tell(words.TestStep{Name: words.Tr("Address"), Text: words.ErrorText(err)})
		return
	}
	_ = p.Run(ctx) // the failed step was reported
}

// Known are the options of a test with what a queue knows: its accounts, and the certificates that the user trusts.
func Known(queue *transfer.Engine, version string) Options {
	return Options{Version: version, Trusted: queue.Trusted, TrustedProxy: queue.TrustedProxy, Authenticators: queue.Authenticators()}
}

// Certificate fetches the certificate of a server or of an https proxy. It may sign in to a proxy on the way.
func Certificate(ctx context.Context, o Options, at transfer.CertificateAt) (bits.Certificate, error) {
	u, err := transfer.CheckURL(at.Address)
	if err != nil {
		return bits.Certificate{}, err
	}
	o.Timeout = cmp.Or(o.Timeout, windowTestWait)
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	inspect := bits.Inspect
	if at.Proxy {
		inspect = bits.InspectProxy
	}
	c, err := inspect(ctx, o.transport(), u)
	if err != nil {
		return c, Explained(u, err)
	}
	return c, nil
}
