package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// bench is one run: its folders, its rounds and its results.
type bench struct {
	options
	self        string // this program
	dir         string // temporary folder on disk: files, queues
	sink        string // temporary folder of all servers, in memory if there is room
	certificate string // file with certificate and key of all servers
	report      report
	done        []string // keys of the works that were done
	versions    string   // of all programs, when it began
}

// sinkRoom is how much room a folder in memory needs, in bytes.
const sinkRoom = 4 << 30

// memoryFolder is where Linux keeps files in memory.
const memoryFolder = "/dev/shm"

// measure does all works that were asked for, and writes the page. If it is ended early, the page has what was done.
func measure(ctx context.Context, o options) error {
	b := &bench{options: o}
	if err := b.prepare(); err != nil {
		return err
	}
	defer b.remove()
	before := machineNow()
	b.versions = versions(ctx, b.sendoff)
	for run := range max(o.runs, 1) {
		if o.runs > 1 {
			fmt.Fprintf(os.Stderr, "bench: run %d of %d\n", run+1, o.runs)
		}
		if b.report.run = run; b.doAll(ctx) != nil {
			break
		}
	}
	return errors.Join(context.Cause(ctx), b.write(before))
}

// doAll is one run of all works. It returns an error only if ctx has ended.
func (b *bench) doAll(ctx context.Context) error {
	for _, w := range works() {
		if len(b.only) > 0 && !slices.Contains(b.only, w.key) || b.report.run > 0 && w.once {
			continue
		}
		begun := time.Now()
		fmt.Fprintf(os.Stderr, "bench: %s: %s\n", w.key, w.title)
		err := w.run(ctx, b)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if b.report.run == 0 {
			b.done = append(b.done, w.key)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "bench: %s: %v\n", w.key, err)
			b.report.gap(fmt.Sprintf("%s: %v", w.title, err))
		}
		for _, f := range b.report.figures {
			if f.work == w.key {
				fmt.Fprintf(os.Stderr, "bench: %s\n", f)
			}
		}
		fmt.Fprintf(os.Stderr, "bench: %s took %.0f s\n", w.key, time.Since(begun).Seconds())
	}
	return nil
}

// prepare makes the folders and what all works need.
func (b *bench) prepare() (err error) {
	if b.self, err = os.Executable(); err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	for _, program := range []*string{&b.sendoff, &b.window} {
		if *program == "" {
			continue
		}
		if *program, err = filepath.Abs(*program); err != nil {
			return fmt.Errorf("find the program: %w", err)
		}
		if _, err := os.Stat(*program); err != nil {
			return fmt.Errorf("find the program: %w", err)
		}
	}
	if b.dir, err = os.MkdirTemp("", "sendoff-bench-"); err != nil {
		return fmt.Errorf("make a temporary folder: %w", err)
	}
	b.sink = b.dir
	if roomIn(memoryFolder) >= sinkRoom {
		b.sink = memoryFolder
	}
	if b.sink, err = os.MkdirTemp(b.sink, "sendoff-bench-sink-"); err != nil {
		b.remove()
		return fmt.Errorf("make a temporary folder: %w", err)
	}
	b.certificate = filepath.Join(b.dir, "certificate.pem")
	if err := writeCertificate(b.certificate); err != nil {
		b.remove()
		return err
	}
	return nil
}

func (b *bench) remove() {
	if err := errors.Join(os.RemoveAll(b.sink), os.RemoveAll(b.dir)); err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
	}
}

// few is how often something long is measured.
func (b *bench) few() int { return max(1, b.rounds/3) }

// many is how often something that takes no time is measured.
func (b *bench) many() int { return b.rounds * 4 }

// has reports whether a program is there.
func has(program string) bool {
	_, err := exec.LookPath(program)
	return err == nil
}
