//go:build !nowindow

package main

import (
	"sync"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"
)

// pinger pings a window repeatedly, as a window manager does to detect a hanging program, and records the response
// times.
type pinger struct {
	view           *capture
	window         xproto.Window
	protocols      xproto.Atom // atoms of the messages
	ping           xproto.Atom
	mu             sync.Mutex
	asked          map[uint32]time.Time // by the ping's number
	answers        []pong
	number         uint32
	stop, finished chan struct{}
}

// pong is an answer: the time of the ping, and how long it took.
type pong struct {
	asked time.Time
	took  time.Duration
}

const pingEvery = 10 * time.Millisecond

// pinging starts the pings.
func pinging(b *testing.B, number string, window uint32) *pinger {
	b.Helper()
	p := &pinger{view: openCapture(b, number), window: xproto.Window(window), asked: map[uint32]time.Time{}, stop: make(chan struct{}), finished: make(chan struct{})}
	p.protocols, p.ping = p.atom(b, "WM_PROTOCOLS"), p.atom(b, "_NET_WM_PING")
	wish := []uint32{xproto.EventMaskSubstructureNotify}
	if err := xproto.ChangeWindowAttributesChecked(p.view.conn, p.view.root, xproto.CwEventMask, wish).Check(); err != nil {
		b.Fatal(err)
	}
	go p.listen() // ends when the connection is closed, at the end of the test
	go p.askOn()  // end ends it
	return p
}

func (p *pinger) end() {
	close(p.stop)
	<-p.finished
}

func (p *pinger) atom(b *testing.B, name string) xproto.Atom {
	b.Helper()
	r, err := xproto.InternAtom(p.view.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		b.Fatal(err)
	}
	return r.Atom
}

// askOn pings until stop.
func (p *pinger) askOn() {
	defer close(p.finished)
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-tick.C:
			if !p.askOnce() {
				return
			}
		}
	}
}

func (p *pinger) askOnce() bool {
	p.mu.Lock()
	p.number++
	n := p.number
	p.asked[n] = time.Now()
	p.mu.Unlock()
	words := []uint32{uint32(p.ping), n, uint32(p.window), 0, 0}
	e := xproto.ClientMessageEvent{Format: 32, Window: p.window, Type: p.protocols, Data: xproto.ClientMessageDataUnionData32New(words)}
	return xproto.SendEventChecked(p.view.conn, false, p.window, 0, string(e.Bytes())).Check() == nil
}

// listen receives the answers: the same messages, sent to the root window.
func (p *pinger) listen() {
	for {
		event, refused := p.view.conn.WaitForEvent()
		if event == nil && refused == nil {
			return
		}
		e, message := event.(xproto.ClientMessageEvent)
		if !message || xproto.Atom(e.Data.Data32[0]) != p.ping {
			continue
		}
		n, now := e.Data.Data32[1], time.Now()
		p.mu.Lock()
		if asked, mine := p.asked[n]; mine {
			delete(p.asked, n)
			p.answers = append(p.answers, pong{asked, now.Sub(asked)})
		}
		p.mu.Unlock()
	}
}

// slowest is the slowest answer in a span of time, with the number of answers.
func (p *pinger) slowest(from, to time.Time) (took time.Duration, answers int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range p.answers {
		if a.asked.After(from) && a.asked.Before(to) {
			took, answers = max(took, a.took), answers+1
		}
	}
	for _, asked := range p.asked { // unanswered so far
		if asked.After(from) && asked.Before(to) {
			took = max(took, time.Since(asked))
		}
	}
	return took, answers
}
