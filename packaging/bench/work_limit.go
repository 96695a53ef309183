package main

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"sendoff/packaging/bench/link"
)

const (
	limitRate = 1_000_000 // bytes a second
	limitSpan = 60        // seconds
	limitSize = 2 * limitRate * limitSpan
)

// limited uploads at a limit and counts each second's bytes as they leave the client.
func limited(ctx context.Context, b *bench) error {
	path := filepath.Join(b.dir, "limit.bin")
	if err := sparseFile(path, limitSize); err != nil {
		return err
	}
	nothing, err := b.startDiscarding(ctx, false)
	if err != nil {
		return err
	}
	defer nothing.end()
	m := new(meter)
	l, err := link.Open(ctx, link.Options{Target: nothing.addr, Sent: m.count})
	if err != nil {
		return err
	}
	defer l.Close()
	q, err := b.newQueue()
	if err != nil {
		return err
	}
	defer q.remove()
	c := q.upload("http://"+l.Addr()+"/limit.bin", "--limit", "1M", path)
	c.limit = (limitSpan + 3) * time.Second
	if _, err := c.run(ctx); !errors.Is(err, errStopped) {
		return errors.Join(errors.New("the upload was not held back"), err)
	}
	perSecond := m.perSecond(limitSpan)
	if len(perSecond) < limitSpan {
		return errors.New("nothing moved for the last seconds")
	}
	sum := 0.0
	for _, n := range perSecond {
		sum += n
	}
	off := sum/limitSpan/limitRate - 1
	b.report.figure(figure{"limit", "mean over 60 s, off the limit by", "%", []float64{max(off, -off) * 100}, atMost(2), "", nil})
	b.report.figure(figure{"limit", "mean over 60 s", "MB/s", []float64{sum / limitSpan / 1e6}, nil, "", nil})
	b.report.figure(figure{"limit", "fastest second against the limit", "x", []float64{slices.Max(perSecond) / limitRate}, atMost(1.2), "seconds counted from the first byte", nil})
	return nil
}

// meter counts bytes by the second, from the first on.
type meter struct {
	mu     sync.Mutex
	begun  time.Time
	counts []float64
}

func (m *meter) count(data []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.begun.IsZero() {
		m.begun = time.Now()
	}
	second := int(time.Since(m.begun) / time.Second)
	for len(m.counts) <= second {
		m.counts = append(m.counts, 0)
	}
	m.counts[second] += float64(len(data))
}

// perSecond are the first n seconds.
func (m *meter) perSecond(n int) []float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.counts[:min(n, len(m.counts))])
}
