package main

import (
	"context"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui"
)

// windowTestWait is for each step of a test that the window runs.
const windowTestWait = 15 * time.Second

// TestServer runs the test of a server for the window.
func (a *App) TestServer(address string, step func(ui.TestStep), done func()) (stop func()) {
	ctx, cancel := context.WithCancel(a.ctx)
	tell := func(s ui.TestStep) {
		a.Post(func() {
			if ctx.Err() == nil {
				step(s)
			}
		})
	}
	a.wg.Go(func() { // ends with the last step, the sheet or the program
		a.test(ctx, address, tell)
		a.Post(func() {
			if ctx.Err() == nil {
				done()
			}
			cancel()
		})
	})
	return cancel
}

// test walks up the ladder. What fails before its first step is a step of its own.
func (a *App) test(ctx context.Context, address string, tell func(ui.TestStep)) {
	p, err := a.queue.probe(address)
	if err != nil {
		tell(ui.TestStep{Name: tr("Address"), Text: ui.ErrorText(err)})
		return
	}
	p.tell = tell
	_ = p.run(ctx) // the step that failed has been told
}

// probe is a test of a server with the accounts of the queue. It waits with the queue's uploads for its
// turn to sign in.
func (l *local) probe(address string) (*probe, error) {
	u, err := probedAt(address)
	if err != nil {
		return nil, err
	}
	p := &probe{url: u, timeout: windowTestWait, trusted: l.engine.Trusted, guards: l.engine.Guards(), tell: func(ui.TestStep) {}}
	return p, p.prepare()
}

// Certificate asks a server for its certificate.
func (a *App) Certificate(address string, done func(bits.Certificate, error)) {
	a.wg.Go(func() { // ends with the server's answer or windowTestWait
		c, err := a.certificate(address)
		a.Post(func() { done(c, err) })
	})
}

func (a *App) certificate(address string) (bits.Certificate, error) {
	u, err := transfer.CheckURL(address)
	if err != nil {
		return bits.Certificate{}, err
	}
	ctx, cancel := context.WithTimeout(a.ctx, windowTestWait)
	defer cancel()
	c, err := bits.Inspect(ctx, bits.Options{Stall: windowTestWait, Answer: windowTestWait}, u)
	if err != nil {
		return c, (&probe{url: u}).explained(err)
	}
	return c, nil
}

// Pins are the certificates that the user trusts.
func (a *App) Pins() []transfer.Pin { return a.queue.engine.Pins() }
