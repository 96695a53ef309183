package main

import (
	"encoding/binary"
	"io"
	"sync"
	"testing"
	"time"
)

// pinger asks a window again and again whether it is alive, as a window manager does to find out whether a
// program hangs, and keeps how long the answers took.
type pinger struct {
	eye            *eye
	window         uint32
	protocols      uint32 // the names of the messages, as numbers of this display
	ping           uint32
	mu             sync.Mutex
	asked          map[uint32]time.Time // by the number of the question
	answers        []ponged
	number         uint32
	stop, finished chan struct{}
}

// ponged is an answer: when the question was, and how long it took.
type ponged struct {
	asked time.Time
	took  time.Duration
}

const pingEvery = 10 * time.Millisecond

// pinging begins with the questions.
func pinging(b *testing.B, number string, window uint32) *pinger {
	b.Helper()
	p := &pinger{eye: openEye(b, number), window: window, asked: map[uint32]time.Time{}, stop: make(chan struct{}), finished: make(chan struct{})}
	p.protocols, p.ping = p.atom(b, "WM_PROTOCOLS"), p.atom(b, "_NET_WM_PING")
	const substructureNotify = 1 << 19
	listen := binary.LittleEndian.AppendUint32([]byte{2, 0, 4, 0}, p.eye.root) // ChangeWindowAttributes
	listen = binary.LittleEndian.AppendUint32(listen, 1<<11)                   // the events that are wished
	p.write(b, binary.LittleEndian.AppendUint32(listen, substructureNotify))
	go p.listen() // ends when the connection is closed, at the end of the test
	go p.askOn()  // end ends it
	return p
}

func (p *pinger) end() {
	close(p.stop)
	<-p.finished
}

func (p *pinger) write(b *testing.B, request []byte) {
	b.Helper()
	if _, err := p.eye.conn.Write(request); err != nil {
		b.Fatal(err)
	}
}

func (p *pinger) atom(b *testing.B, name string) uint32 {
	b.Helper()
	padded := append([]byte(name), make([]byte, (4-len(name)%4)%4)...)
	ask := []byte{16, 0}
	ask = binary.LittleEndian.AppendUint16(ask, uint16(2+len(padded)/4)) //nolint:gosec // a short name
	ask = binary.LittleEndian.AppendUint16(ask, uint16(len(name)))       //nolint:gosec // a short name
	head, _, err := p.eye.ask(append(append(ask, 0, 0), padded...))
	if err != nil {
		b.Fatal(err)
	}
	return binary.LittleEndian.Uint32(head[8:])
}

// askOn asks until stop.
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
	ask := binary.LittleEndian.AppendUint32([]byte{25, 0, 11, 0}, p.window) // SendEvent, to the window itself
	ask = append(ask, 0, 0, 0, 0, clientMessage, 32, 0, 0)
	for _, v := range []uint32{p.window, p.protocols, p.ping, n, p.window, 0, 0} {
		ask = binary.LittleEndian.AppendUint32(ask, v)
	}
	_, err := p.eye.conn.Write(ask)
	return err == nil
}

const clientMessage = 33

// listen takes the answers: the same messages, sent to the display's root.
func (p *pinger) listen() {
	event := make([]byte, 32)
	for {
		if _, err := io.ReadFull(p.eye.conn, event); err != nil {
			return
		}
		if event[0]&0x7f != clientMessage || binary.LittleEndian.Uint32(event[12:]) != p.ping {
			continue
		}
		n, now := binary.LittleEndian.Uint32(event[16:]), time.Now()
		p.mu.Lock()
		if asked, mine := p.asked[n]; mine {
			delete(p.asked, n)
			p.answers = append(p.answers, ponged{asked, now.Sub(asked)})
		}
		p.mu.Unlock()
	}
}

// slowest is the slowest answer to the questions of a span of time, and how many there were.
func (p *pinger) slowest(from, to time.Time) (took time.Duration, answers int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range p.answers {
		if a.asked.After(from) && a.asked.Before(to) {
			took, answers = max(took, a.took), answers+1
		}
	}
	for _, asked := range p.asked { // not answered yet
		if asked.After(from) && asked.Before(to) {
			took = max(took, time.Since(asked))
		}
	}
	return took, answers
}
