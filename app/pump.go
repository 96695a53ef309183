//go:build !nowindow

package main

import (
	"context"
	"maps"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/mailbox"
)

// pumpEvery is the shortest time between two visits to the screen's goroutine.
const pumpEvery = 100 * time.Millisecond

// pump is the only way to the screen's goroutine. It merges posted functions and changes of the queue into one
// visit, with at most one visit pending and at most ten a second.
type pump struct {
	apply  func(transfer.Update) // set before run
	box    *mailbox.Box[forScreen]
	over   chan struct{} // closed by end; nothing runs afterwards, since the screen is gone
	ending sync.Once
	asking chan struct{} // holds one value while the toolkit is asked for a visit
}

// forScreen is the work of one visit.
type forScreen struct {
	posted []func()
	update transfer.Update
}

func newPump() *pump {
	return &pump{box: mailbox.New[forScreen](pumpEvery), over: make(chan struct{}), asking: make(chan struct{}, 1)}
}

// post queues f for the screen's goroutine.
func (p *pump) post(f func()) { p.box.Put(func(s *forScreen) { s.posted = append(s.posted, f) }) }

// ask has f run on the screen's goroutine, and waits for it. It fails with queue.ErrOwnerGone if the screen ends first.
func (p *pump) ask(ctx context.Context, f func()) error {
	ran := make(chan struct{})
	p.post(func() { f(); close(ran) })
	select {
	case <-ran:
		return nil
	case <-p.over:
		return queue.ErrOwnerGone
	case <-ctx.Done():
		return ctx.Err()
	}
}

// add merges an update into the pending one.
func (p *pump) add(u transfer.Update) {
	p.box.Put(func(s *forScreen) {
		if s.update == nil {
			s.update = make(transfer.Update, len(u))
		}
		maps.Copy(s.update, u)
	})
}

// take returns the pending update, nil = none. Posted functions stay for the next visit.
func (p *pump) take() (u transfer.Update) {
	p.box.Put(func(s *forScreen) { u, s.update = s.update, nil })
	return u
}

// end stops all visits. When it returns, the toolkit is not being asked for one, and never will be: the toolkit
// crashes if it is asked at the moment at which it ends.
func (p *pump) end() {
	p.ending.Do(func() { close(p.over) })
	p.asking <- struct{}{} // waits for bring
	<-p.asking
}

// gone reports whether end was called.
func (p *pump) gone() bool {
	select {
	case <-p.over:
		return true
	default:
		return false
	}
}

func (p *pump) run(ctx context.Context) {
	for p.box.Wait(ctx) == nil && !p.gone() {
		select {
		case <-ctx.Done():
			return
		case <-p.bring(p.visit):
		}
	}
}

// bring asks the screen's goroutine to run visit. The channel is closed once it has, or when the pump has ended. Once
// the toolkit has ended, fyne.Do runs its argument right here, where the window must not be touched any more. So the
// argument waits until fyne.Do has returned, which it never does while it runs the argument itself.
func (p *pump) bring(visit func()) (visited <-chan struct{}) {
	returned, done := make(chan struct{}), make(chan struct{})
	p.asking <- struct{}{}
	defer func() { <-p.asking }()
	if p.gone() {
		close(done)
		return done
	}
	fyne.Do(func() {
		defer close(done)
		select {
		case <-returned:
			visit()
		case <-p.over:
		}
	})
	close(returned)
	return done
}

// visit runs on the screen's goroutine.
func (p *pump) visit() {
	work, _ := p.box.Take()
	if p.gone() {
		return
	}
	if work.update != nil {
		p.apply(work.update)
	}
	for _, f := range work.posted {
		f()
	}
}
