package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"
)

const (
	queueJobs = 100_000
	restTime  = 5 * time.Second // after which a program is taken to be at rest
)

// manyJobs fills a queue with paused jobs, lists it and cancels all of it: in a process of its own, and while another
// one holds the queue, as the window does.
func manyJobs(ctx context.Context, b *bench) error {
	w := &queueWork{b: b, list: filepath.Join(b.dir, "queue.txt")}
	paths, err := smallFiles(ctx, filepath.Join(b.dir, "queued"), queueJobs, 0)
	if err == nil {
		err = writeList(w.list, paths)
	}
	if err != nil {
		return err
	}
	for range b.few() {
		err = errors.Join(err, w.alone(ctx), w.beside(ctx))
	}
	w.figures()
	return err
}

// queueWork is what was measured of the queue so far.
type queueWork struct {
	b    *bench
	list string

	added, lists, besides, cancels, cancelsBeside []cost
	perJob, more                                  []float64 // bytes
}

// fill makes a queue.
func (w *queueWork) fill(ctx context.Context) (queue, error) {
	q, err := w.b.newQueue()
	if err != nil {
		return q, err
	}
	k, err := q.command("add", "--quiet", "--paused", "--to", "http://127.0.0.1:9/", "--files-from", w.list).run(ctx)
	w.added = append(w.added, k)
	return q, err
}

// alone has each command open the queue by itself.
func (w *queueWork) alone(ctx context.Context) error {
	q, err := w.fill(ctx)
	if err != nil {
		return err
	}
	defer q.remove()
	for range w.b.rounds {
		if err := note(ctx, q.command("list"), &w.lists); err != nil {
			return err
		}
	}
	return w.cancel(ctx, q, &w.cancels)
}

// note runs a command and adds what it cost.
func note(ctx context.Context, c command, into *[]cost) error {
	k, err := c.run(ctx)
	if err == nil {
		*into = append(*into, k)
	}
	return err
}

// cancel cancels all jobs. What it cost counts even if it says that it is not sure of all outcomes; the page tells.
func (w *queueWork) cancel(ctx context.Context, q queue, into *[]cost) error {
	k, err := q.command("cancel", "--all", "--wait", "10m").run(ctx)
	var code *exec.ExitError
	if errors.As(err, &code) && code.ExitCode() == 1 {
		w.b.report.gap("\"sendoff cancel --all\" of 100,000 jobs ended with exit code 1: it was not sure of all outcomes. Its time and memory are counted.")
		err = nil
	}
	if err == nil {
		*into = append(*into, k)
	}
	return err
}

// beside has "sendoff run" hold the queue, and measures its memory.
func (w *queueWork) beside(ctx context.Context) error {
	empty, err := w.b.newQueue()
	if err != nil {
		return err
	}
	defer empty.remove()
	idle, _, err := w.resident(ctx, empty, nil)
	if err != nil {
		return err
	}
	q, err := w.fill(ctx)
	if err != nil {
		return err
	}
	defer q.remove()
	full, more, err := w.resident(ctx, q, func() error {
		for range w.b.rounds {
			if err := note(ctx, q.command("list"), &w.besides); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.perJob = append(w.perJob, (full-idle)/queueJobs)
	w.more = append(w.more, more)
	return nil
}

// resident starts the owner of a queue and returns its memory at rest. With a use it then cancels all jobs and returns
// how much more memory the owner had at most while it did.
func (w *queueWork) resident(ctx context.Context, q queue, use func() error) (rest, more float64, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	owner := q.command("run", "--quiet").prepare(ctx)
	if err := owner.Start(); err != nil {
		return 0, 0, fmt.Errorf("start the owner of a queue: %w", err)
	}
	defer func() { stop(); _ = owner.Wait() }() // it was told to end
	if err := pause(ctx, restTime); err != nil {
		return 0, 0, err
	}
	pid := owner.Process.Pid
	if rest = memory(pid, "VmRSS"); rest == 0 {
		return 0, 0, errors.New("the owner of the queue has ended")
	}
	if use == nil {
		return rest, 0, nil
	}
	if err := use(); err != nil {
		return rest, 0, err
	}
	if err := forgetPeak(pid); err != nil {
		return rest, 0, fmt.Errorf("begin a new peak: %w", err)
	}
	before := memory(pid, "VmRSS")
	if err := w.cancel(ctx, q, &w.cancelsBeside); err != nil {
		return rest, 0, err
	}
	return rest, memory(pid, "VmHWM") - before, nil
}

func (w *queueWork) figures() {
	b, mb := w.b, func(list []float64) []float64 {
		scaled := make([]float64, 0, len(list))
		for _, v := range list {
			scaled = append(scaled, v/1e6)
		}
		return scaled
	}
	b.report.figure(figure{"queue", "add --paused", "s", walls(w.added), nil, "", nil})
	b.report.figure(figure{"queue", "list, alone", "s", walls(w.lists), atMost(1), "", nil})
	b.report.figure(figure{"queue", "list, beside an owner", "s", walls(w.besides), atMost(1), "", nil})
	b.report.figure(figure{"queue", "memory of an owner at rest, a job", "B", w.perJob, atMost(1000), "resident, less that with an empty queue", nil})
	b.report.figure(figure{"queue", "cancel --all, alone", "s", walls(w.cancels), atMost(3), "", nil})
	b.report.figure(figure{"queue", "cancel --all, beside an owner", "s", walls(w.cancelsBeside), atMost(3), "", nil})
	b.report.figure(figure{"queue", "cancel --all, more memory of the owner", "MB", mb(w.more), atMost(50), "peak, less what was resident before", nil})
	b.report.figure(figure{"queue", "list, alone, most memory", "MB", peaks(w.lists), nil, "", nil})
	b.report.figure(figure{"queue", "cancel --all, alone, most memory", "MB", peaks(w.cancels), nil, "", nil})
	b.report.figure(figure{"queue", "cancel --all, beside an owner, most memory of the command", "MB", peaks(w.cancelsBeside), nil, "", nil})
}

// pause waits.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
