package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"sendoff/packaging/bench/link"
	"sendoff/transfer/bits"
)

const (
	cancelSize  = 256 << 20
	cancelTrip  = 300 * time.Millisecond
	cancelAfter = 16 << 20 // bytes: then a fragment is in flight
	cancelLimit = 30 * time.Second
)

// cancelInFlight cancels an upload in the middle of a fragment, and sees at the link when Cancel-Session leaves the
// client and when it has arrived. Time begins with the start of "sendoff cancel".
func cancelInFlight(ctx context.Context, b *bench) error {
	path := filepath.Join(b.dir, "cancel.bin")
	if err := sparseFile(path, cancelSize); err != nil {
		return err
	}
	serve, folder, err := b.startServe(ctx, false)
	if err != nil {
		return err
	}
	defer serve.end()
	var left, arrived, ended []float64
	for range b.rounds {
		c, err := b.cancelOnce(ctx, serve.addr, path)
		if err := orEmpty(err, folder); err != nil {
			return err
		}
		left = append(left, c.left.Seconds())
		arrived = append(arrived, c.arrived.Seconds())
		ended = append(ended, c.ended.Seconds())
	}
	most := 1.2 * 2 * cancelTrip.Seconds() // to connect and to be answered takes a round trip each
	b.report.figure(figure{"cancel", "Cancel-Session has arrived at the server", "s", arrived, atMost(most), "connecting, 0.3 s, and the way, 0.15 s, are in it", nil})
	b.report.figure(figure{"cancel", "Cancel-Session leaves the client", "s", left, nil, "connecting, 0.3 s, is in it", nil})
	b.report.figure(figure{"cancel", "sendoff cancel has ended", "s", ended, nil, "", nil})
	return nil
}

// cancelTimes are counted from the start of "sendoff cancel".
type cancelTimes struct{ left, arrived, ended time.Duration }

// sighting is the first time that something was seen, and how much passed by.
type sighting struct {
	mu    sync.Mutex
	bytes int
	at    time.Time
}

var cancelPacket = []byte(bits.HeaderPacketType + ": " + string(bits.CancelSession))

func (s *sighting) look(data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bytes += len(data)
	if s.at.IsZero() && bytes.Contains(data, cancelPacket) {
		s.at = time.Now()
	}
}

func (s *sighting) passed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bytes
}

func (s *sighting) since(begun time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at.Sub(begun)
}

func (b *bench) cancelOnce(ctx context.Context, server, path string) (t cancelTimes, err error) {
	var leaving, arriving sighting
	l, err := link.Open(ctx, link.Options{
		Target: server, Rate: linkRate, RoundTrip: cancelTrip, Queue: linkQueue, Sent: leaving.look, Arrived: arriving.look,
	})
	if err != nil {
		return t, err
	}
	defer l.Close()
	q, err := b.newQueue()
	if err != nil {
		return t, err
	}
	defer q.remove()
	upload := q.upload("http://"+l.Addr()+"/cancel.bin", path)
	upload.limit = cancelLimit
	ended := make(chan error, 1)
	go func() { _, err := upload.run(ctx); ended <- err }() // ends at its limit
	defer func() { <-ended }()
	if err := until(ctx, func() bool { return arriving.passed() > cancelAfter }); err != nil {
		return t, fmt.Errorf("wait for a fragment in flight: %w", err)
	}
	begun := time.Now()
	k, err := q.command("cancel", "--all").run(ctx)
	if err != nil {
		return t, err
	}
	t = cancelTimes{leaving.since(begun), arriving.since(begun), k.wall}
	if t.left <= 0 || t.arrived <= 0 {
		return t, errors.New("no Cancel-Session was seen at the link")
	}
	return t, nil
}

// until waits for a condition, at most the time for a cancel.
func until(ctx context.Context, holds func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, cancelLimit)
	defer cancel()
	for !holds() {
		if err := pause(ctx, samplePace); err != nil {
			return err
		}
	}
	return nil
}
