//go:build !nowindow

package main

import (
	"context"
	"maps"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"sendoff/transfer"
	"sendoff/transfer/mailbox"
)

// pumpEvery is between two visits to the screen, at least.
const pumpEvery = 100 * time.Millisecond

// pump brings work to the screen's goroutine: what was posted and what changed in the queue, merged,
// in one visit, with at most one visit under way and at most ten a second. It is the only place in
// the program that enters that goroutine.
type pump struct {
	apply  func(transfer.Update) // set before run
	box    *mailbox.Box[forScreen]
	over   chan struct{} // closed by end; after it nothing runs: the screen is gone
	ending sync.Once
}

// forScreen is what a visit brings.
type forScreen struct {
	posted []func()
	update transfer.Update
}

func newPump() *pump {
	return &pump{box: mailbox.New[forScreen](pumpEvery), over: make(chan struct{})}
}

// post has f run on the screen's goroutine.
func (p *pump) post(f func()) { p.box.Put(func(s *forScreen) { s.posted = append(s.posted, f) }) }

// add merges an update into the one that waits.
func (p *pump) add(u transfer.Update) {
	p.box.Put(func(s *forScreen) {
		if s.update == nil {
			s.update = make(transfer.Update, len(u))
		}
		maps.Copy(s.update, u)
	})
}

// take is the update that waits, nil if none does. What was posted stays for the next visit.
func (p *pump) take() (u transfer.Update) {
	p.box.Put(func(s *forScreen) { u, s.update = s.update, nil })
	return u
}

// end stops all visits.
func (p *pump) end() { p.ending.Do(func() { close(p.over) }) }

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

// bring has the screen's goroutine call visit. The channel is closed when it has, or when there is no screen any
// more. Once the toolkit has ended, fyne.Do calls what it is given itself, here, where nothing may touch a window
// that is gone: visit is called only after fyne.Do has returned, which it has not while it calls.
func (p *pump) bring(visit func()) (visited <-chan struct{}) {
	returned, done := make(chan struct{}), make(chan struct{})
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
