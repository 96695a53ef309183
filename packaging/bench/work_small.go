package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

const (
	smallSize = 4 << 10
)

// oneFile is the start and the end of the program: there is nothing to send.
func oneFile(ctx context.Context, b *bench) error {
	path := filepath.Join(b.dir, "one.bin")
	if err := writeFile(path, 1<<10); err != nil {
		return err
	}
	list, end, err := b.largeContenders(ctx, path, false)
	defer end()
	if err != nil {
		return err
	}
	list = list[:2]
	if b.window != "" {
		withWindow := *b
		withWindow.sendoff = b.window
		list = append(list, contender{withWindowName, func(ctx context.Context, round int) (cost, error) {
			return withWindow.uploadOne(path, "http://"+list[1].server.addr+"/window-", "")(ctx, round)
		}, list[1].server})
	}
	results, err := alternate(ctx, b.many(), list)
	if err != nil {
		return err
	}
	for _, c := range list {
		b.report.line(line{"one", "1 KiB", c.name, results[c.name], 1, "files"})
	}
	b.report.figure(figure{"one", "one file of 1 KiB, queue included", "s", walls(results[sendoffToServe]), atMost(0.05), "", nil})
	b.report.figure(figure{"one", "the same with curl", "s", walls(results[curlToNginx]), nil, "", nil})
	if b.window != "" {
		b.report.figure(figure{"one", "the same by the program with the window", "s", walls(results[withWindowName]), atMost(0.05), "", nil})
	}
	return nil
}

const withWindowName = "sendoff upload of the program with the window → sendoff serve"

// manyFiles uploads more and more small files with one command each.
func manyFiles(ctx context.Context, b *bench) error {
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
	const most = 100_000
	paths, err := smallFiles(ctx, filepath.Join(b.dir, "small"), most, smallSize)
	if err != nil {
		return err
	}
	for _, n := range []int{1000, 3000, 10_000, most} {
		w := smallWork{b: b, files: n, list: filepath.Join(b.dir, fmt.Sprintf("small-%d.txt", n)), nginx: nginx, serve: serve, folder: folder}
		if err := writeList(w.list, paths[:n]); err != nil {
			return err
		}
		if err := w.measure(ctx, b.roundsFor(n)); err != nil {
			return err
		}
	}
	return os.RemoveAll(filepath.Dir(paths[0]))
}

// roundsFor is how often so many files are uploaded.
func (b *bench) roundsFor(files int) int {
	switch {
	case files > 10_000:
		return 1
	case files > 3000:
		return b.few()
	}
	return b.rounds
}

// smallWork is one number of files.
type smallWork struct {
	b      *bench
	files  int
	list   string
	nginx  *nginx
	serve  *daemon
	folder string
}

const (
	curlParallel = "curl -Z, 16 connections → nginx"
	curlOneByOne = "curl, one by one → nginx"
)

func (w smallWork) measure(ctx context.Context, rounds int) error {
	results, err := alternate(ctx, rounds, []contender{
		{curlParallel, func(ctx context.Context, _ int) (cost, error) { return w.curl(ctx, true) }, w.nginx.daemon},
		{curlOneByOne, func(ctx context.Context, _ int) (cost, error) { return w.curl(ctx, false) }, w.nginx.daemon},
		{sendoffToServe, w.upload, w.serve},
	})
	if err != nil {
		return err
	}
	what := fmt.Sprintf("%d files of 4 KiB", w.files)
	for _, name := range []string{curlParallel, curlOneByOne, sendoffToServe} {
		w.b.report.line(line{"small", what, name, results[name], float64(w.files), "files"})
	}
	mine := results[sendoffToServe]
	note := ""
	for _, k := range mine {
		if k.done > 0 {
			note = fmt.Sprintf("stopped after %.0f s with %d files delivered", w.b.bound.Seconds(), k.done)
		}
	}
	rate := each(mine, func(k cost) float64 { return float64(w.delivered(k)) / k.wall.Seconds() })
	each1 := each(mine, func(k cost) float64 { return float64(k.cpu.Microseconds()) / 1000 / float64(w.delivered(k)) })
	w.b.report.figure(figure{"small", what, "files/s", rate, atLeast(2000), note, nil})
	w.b.report.figure(figure{"small", what + ", client CPU a file", "ms", each1, atMost(0.4), note, nil})
	return nil
}

func (w smallWork) delivered(k cost) int {
	if k.done > 0 {
		return k.done
	}
	return w.files
}

func (w smallWork) curl(ctx context.Context, parallel bool) (cost, error) {
	c, err := w.b.curlMany(w.list, "http://"+w.nginx.addr+"/", parallel)
	if err != nil {
		return cost{}, err
	}
	k, err := c.run(ctx)
	return k, orEmpty(err, w.nginx.folder)
}

// upload counts what was delivered where the program had to be stopped.
func (w smallWork) upload(ctx context.Context, _ int) (cost, error) {
	q, err := w.b.newQueue()
	if err != nil {
		return cost{}, err
	}
	defer q.remove()
	c := q.upload("http://"+w.serve.addr+"/", "--files-from", w.list)
	c.limit = w.b.bound // what it has delivered by then is counted
	k, err := c.run(ctx)
	if errors.Is(err, errStopped) {
		found, _ := filepath.Glob(filepath.Join(w.folder, "*.bin"))
		k.done, err = max(1, len(found)), nil
	}
	return k, orEmpty(err, w.folder)
}
