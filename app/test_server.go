package main

import (
	"context"
	"time"

	"sendoff/transfer"
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
	u, err := transfer.CheckURL(address)
	var p *probe
	if err == nil {
		p, err = newProbe(u, a.queue.secrets)
	}
	if err != nil {
		tell(ui.TestStep{Name: tr("Address"), Text: ui.ErrorText(err)})
		return
	}
	p.tell, p.timeout = tell, windowTestWait
	_ = p.run(ctx) // the step that failed has been told
}
