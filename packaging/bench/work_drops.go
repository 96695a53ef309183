package main

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"time"

	"sendoff/packaging/bench/link"
)

const (
	dropSize  = 768 << 20 // bytes: some 70 s and two drops at the rate of the link
	dropEvery = 30 * time.Second
	dropTime  = 5 * time.Second
	dropLimit = 5 * time.Minute
	dropTrip  = 20 * time.Millisecond
)

// droppingLink uploads over a link that is down for 5 of every 30 seconds: its connections break, and new ones are
// refused. What leaves the client beyond the file's size was sent twice, or is one of the few headers.
func droppingLink(ctx context.Context, b *bench) error {
	path := filepath.Join(b.dir, "drops.bin")
	if err := sparseFile(path, dropSize); err != nil {
		return err
	}
	serve, folder, err := b.startServe(ctx, false)
	if err != nil {
		return err
	}
	defer serve.end()
	var twice, took []float64
	for range b.few() {
		sent, k, err := b.overDropping(ctx, serve.addr, path)
		if err := orEmpty(err, folder); err != nil {
			return err
		}
		twice = append(twice, float64(sent-dropSize)/dropSize*100)
		took = append(took, k.wall.Seconds())
	}
	b.report.figure(figure{"drops", "sent twice, share of 768 MiB at 100 Mbit/s and 20 ms", "%", twice, atMost(3), "counted at the link, headers included", nil})
	b.report.figure(figure{"drops", "time it took", "s", took, nil, "", nil})
	return nil
}

// overDropping uploads a file once and counts what left the client.
func (b *bench) overDropping(ctx context.Context, server, path string) (sent int64, k cost, err error) {
	var count atomic.Int64
	l, err := link.Open(ctx, link.Options{
		Target: server, Rate: linkRate, RoundTrip: dropTrip, Queue: linkQueue, Sent: func(data []byte) { count.Add(int64(len(data))) },
	})
	if err != nil {
		return 0, cost{}, err
	}
	defer l.Close()
	q, err := b.newQueue()
	if err != nil {
		return 0, cost{}, err
	}
	defer q.remove()
	ctx, stop := context.WithCancel(ctx)
	dropped := make(chan error, 1)
	go func() { dropped <- dropAgain(ctx, l) }() // stop ends it
	c := q.upload("http://"+l.Addr()+"/drops.bin", path)
	c.limit = dropLimit
	k, err = c.run(ctx)
	stop()
	if broken := <-dropped; err == nil {
		err = broken
	}
	return count.Load(), k, err
}

// dropAgain drops a link again and again until ctx is done. An error says that it could not be restored.
func dropAgain(ctx context.Context, l *link.Link) error {
	for passed(ctx, dropEvery-dropTime) {
		l.Drop()
		if !passed(ctx, dropTime) {
			break
		}
		if err := l.Restore(); err != nil && ctx.Err() == nil {
			return err
		}
	}
	return nil
}

// passed waits, and reports false as soon as ctx is done.
func passed(ctx context.Context, d time.Duration) bool { return pause(ctx, d) == nil }
