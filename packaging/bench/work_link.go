package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"sendoff/packaging/bench/link"
)

const (
	linkRate  = 12_500_000             // bytes a second: 100 Mbit/s
	linkQueue = 100 * time.Millisecond // of bytes that wait before the line
	linkSize  = 128 << 20              // bytes of the file
)

// roundTrips are the links, with what a first and a later upload must reach of curl's speed.
var roundTrips = []struct {
	time  time.Duration
	least float64
}{
	{20 * time.Millisecond, 0.98}, {100 * time.Millisecond, 0.97}, {300 * time.Millisecond, 0.95},
}

// overLink compares uploads over links of the same rate and of three round trips. The three are measured at the same
// time, each over its own link: they leave the processors idle.
func overLink(ctx context.Context, b *bench) error {
	path := filepath.Join(b.dir, "link.bin")
	if err := writeFile(path, linkSize); err != nil {
		return err
	}
	nginx, err := b.startNginx(ctx)
	if err != nil {
		return err
	}
	defer nginx.end()
	serve, folder, err := b.startServe(ctx, false)
	if err != nil {
		return err
	}
	defer serve.end()
	results, failed := make([]map[string][]cost, len(roundTrips)), make([]error, len(roundTrips))
	var all sync.WaitGroup
	for i, r := range roundTrips {
		all.Go(func() { // ends with its link's last upload
			l := linkWork{b: b, path: path, name: fmt.Sprintf("%d.bin", r.time.Milliseconds())}
			results[i], failed[i] = l.measure(ctx, r.time, nginx.addr, serve.addr)
		})
	}
	all.Wait()
	if err := errors.Join(append(failed, empty(folder), empty(nginx.folder))...); err != nil {
		return err
	}
	for i, r := range roundTrips {
		b.linkFigures(fmt.Sprintf("%d ms", r.time.Milliseconds()), r.least, results[i])
	}
	return nil
}

// Names of those that are compared.
const (
	curlOver    = "curl → nginx"
	firstUpload = "sendoff upload → sendoff serve, first to a server"
	laterUpload = "sendoff upload → sendoff serve, second"
)

func (b *bench) linkFigures(roundTrip string, least float64, results map[string][]cost) {
	for _, name := range []string{curlOver, firstUpload, laterUpload} {
		b.report.line(line{"link", "128 MiB, round trip " + roundTrip, name, results[name], linkSize / 1e6, "MB"})
	}
	curl := walls(results[curlOver])
	b.report.figure(figure{"link", "round trip " + roundTrip + ", first upload, throughput against curl", "x", ratios(curl, walls(results[firstUpload])), atLeast(least), "", nil})
	b.report.figure(figure{"link", "round trip " + roundTrip + ", second upload, throughput against curl", "x", ratios(curl, walls(results[laterUpload])), atLeast(least), "", nil})
}

// linkWork is one link.
type linkWork struct {
	b          *bench
	path, name string
	queue      queue
}

func (l *linkWork) measure(ctx context.Context, roundTrip time.Duration, curl, mine string) (map[string][]cost, error) {
	toCurl, err := link.Open(ctx, link.Options{Target: curl, Rate: linkRate, RoundTrip: roundTrip, Queue: linkQueue})
	if err != nil {
		return nil, err
	}
	defer toCurl.Close()
	toMine, err := link.Open(ctx, link.Options{Target: mine, Rate: linkRate, RoundTrip: roundTrip, Queue: linkQueue})
	if err != nil {
		return nil, err
	}
	defer toMine.Close()
	return alternate(ctx, l.b.rounds, []contender{
		{name: curlOver, run: func(ctx context.Context, _ int) (cost, error) {
			return l.b.curlPut(l.path, "http://"+toCurl.Addr()+"/"+l.name).run(ctx)
		}},
		{name: firstUpload, run: func(ctx context.Context, _ int) (cost, error) { return l.first(ctx, toMine.Addr()) }},
		{name: laterUpload, run: func(ctx context.Context, _ int) (cost, error) { return l.later(ctx, toMine.Addr()) }},
	})
}

// first uploads from a queue that knows nothing of the server yet.
func (l *linkWork) first(ctx context.Context, addr string) (cost, error) {
	q, err := l.b.newQueue()
	if err != nil {
		return cost{}, err
	}
	defer q.remove()
	return q.upload("http://"+addr+"/first-"+l.name, l.path).run(ctx)
}

// later uploads from a queue that has uploaded the same to the same server before. Its own first upload is not counted.
func (l *linkWork) later(ctx context.Context, addr string) (cost, error) {
	upload := func() (cost, error) { return l.queue.upload("http://"+addr+"/later-"+l.name, l.path).run(ctx) }
	if l.queue.dir == "" {
		q, err := l.b.newQueue()
		if err != nil {
			return cost{}, err
		}
		l.queue = q
		if _, err := upload(); err != nil {
			return cost{}, err
		}
	}
	return upload()
}
