package bits

import (
	"bytes"
	"errors"
	"io"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"
)

// recordedBytes is a witness that records its bytes.
type recordedBytes struct {
	mu  sync.Mutex
	all []byte
}

func (s *recordedBytes) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, p...)
	return len(p), nil
}

func (s *recordedBytes) bytes() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.all)
}

// TestWitnessedBytesAreSent: the file changes before its bytes reach the network, on a stalled connection. The bytes
// that arrive are those that the witness saw.
func TestWitnessedBytesAreSent(t *testing.T) {
	if !exactWrites {
		t.Skip("what a cut write moved is not known here")
	}
	const (
		size  = 16 << 20        // more than all buffers on the way hold
		stall = 8 * time.Second // enough for a busy computer to change the file
	)
	read, goOn := make(chan struct{}), make(chan struct{})
	got := make(chan []byte, 1)
	s := serveOn(t, listen(t), func(p *peer) {
		if _, err := p.head(); err != nil {
			return
		}
		all := make([]byte, size)
		_, err := io.ReadFull(p.r, all[:1])
		close(read)
		<-goOn
		if err == nil {
			_, _ = io.ReadFull(p.r, all[1:])
		}
		got <- all
		p.send(clean())
	})
	path, open := source(t, size)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	go func() { // ends with the test's writing
		<-read
		defer close(goOn)
		<-time.After(stall/stepsPerStall + 100*time.Millisecond) // steps have missed their deadline, and hold unsent bytes
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err == nil {
			_, err = f.WriteAt(make([]byte, size), 0)
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			t.Error(err)
		}
	}()
	var w recordedBytes
	part := whole(size, open)
	part.Witness = func() io.Writer { return &w }
	if _, err := newClient(t, s, Options{Stall: stall}).Send(t.Context(), someSession, part); err != nil {
		t.Fatal(err)
	}
	arrived := <-got
	if !bytes.Equal(arrived, w.bytes()) {
		t.Error("other bytes arrived than were seen")
	}
	if bytes.Equal(arrived, before) || arrived[0] != before[0] {
		t.Error("this shows nothing: the file was not changed in the middle")
	}
}

// TestEachTryIsWitnessed: the witness sees a resent fragment from its beginning.
func TestEachTryIsWitnessed(t *testing.T) {
	const size = 100_000
	s := serve(t, func(p *peer) { // each connection answers once and breaks under the next fragment
		if _, err := p.request(); err == nil {
			p.send(clean())
		}
	})
	path, open := source(t, size)
	c := newClient(t, s, Options{})
	var tries []*recordedBytes
	part := whole(size, open)
	part.Witness = func() io.Writer {
		tries = append(tries, new(recordedBytes))
		return tries[len(tries)-1]
	}
	for range 2 {
		if _, err := c.Send(t.Context(), someSession, part); err != nil {
			t.Fatal(err)
		}
	}
	for i, w := range tries {
		if complete := sameAsFile(t, path, w.bytes()); !complete && i != 1 {
			t.Errorf("try %d saw %d bytes", i, len(w.all))
		}
	}
	if len(tries) < 2 {
		t.Errorf("%d tries", len(tries))
	}
}

// TestBodyCannotBypassTheWitness: on a body with these methods the net package would use sendfile or TransmitFile.
func TestBodyCannotBypassTheWitness(t *testing.T) {
	var b any = new(body)
	if _, ok := b.(syscall.Conn); ok {
		t.Error("the file can be had")
	}
	if _, ok := b.(io.WriterTo); ok {
		t.Error("it writes itself")
	}
}

// TestUnsentBytesAreNotReadAgain: bytes that the connection did not take stay as they were witnessed.
func TestUnsentBytesAreNotReadAgain(t *testing.T) {
	path, open := source(t, 1000)
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, _ := open()
	b, err := newBody(f, Range{100, 899, 1000})
	if err != nil {
		t.Fatal(err)
	}
	var w recordedBytes
	b.witness = &w
	p, err := b.next(500)
	if err != nil || !bytes.Equal(p, want[100:600]) {
		t.Fatalf("%d bytes, %v", len(p), err)
	}
	b.sent(200)
	if err := os.WriteFile(path, make([]byte, 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if p, _ = b.next(10); !bytes.Equal(p, want[300:310]) {
		t.Error("it was read again")
	}
	b.sent(10)
	rest := make([]byte, 400)
	if n, _ := b.Read(rest); n != 290 || !bytes.Equal(rest[:n], want[310:600]) {
		t.Errorf("%d bytes are left of what was read", n)
	}
	if n, err := b.Read(rest); n != 300 || err != nil || rest[0] != 0 {
		t.Errorf("then %d bytes, %v", n, err)
	}
	if _, err := b.next(1); !errors.Is(err, io.EOF) || len(w.bytes()) != 800 {
		t.Errorf("%d bytes were seen, %v", len(w.all), err)
	}
	if err := errors.Join(b.Close(), b.Close()); err != nil || !b.whole {
		t.Errorf("all of it went: %t, %v", b.whole, err)
	}
	if _, err := newBody(f, Range{0, 9, 10}); err == nil {
		t.Error("a closed file was taken")
	}
}

// TestSuddenlySlow: a connection that becomes slow within a step is not stalled. A step that was cut by its deadline
// continues at the right byte.
func TestSuddenlySlow(t *testing.T) {
	if !exactWrites {
		t.Skip("what a cut write moved is not known here")
	}
	const size, fast, sip = 6 << 20, 4 << 20, 128 << 10
	got := make(chan []byte, 1)
	s := serveOn(t, listen(t), func(p *peer) {
		if _, err := p.head(); err != nil {
			return
		}
		all := make([]byte, size)
		_, err := io.ReadFull(p.r, all[:fast])
		for at := fast; at < size && err == nil; at += sip {
			<-time.After(100 * time.Millisecond)
			_, err = io.ReadFull(p.r, all[at:at+sip])
		}
		got <- all
		p.send(clean())
	})
	path, open := source(t, size)
	c := newClient(t, s, Options{Stall: time.Second})
	if _, err := c.Send(t.Context(), someSession, whole(size, open)); err != nil {
		t.Fatal(err)
	}
	if !sameAsFile(t, path, <-got) {
		t.Error("another body than the file arrived")
	}
}
