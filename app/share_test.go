package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"sendoff/transfer"
)

// TestLookingNeverBlocksWork: whoever looks at a queue that nobody works on hands it over to who wants to work, at
// once, and goes on looking.
func TestLookingNeverBlocksWork(t *testing.T) {
	for _, worker := range [][]string{{"run", "--until-idle"}, {"upload"}} {
		t.Run(worker[0], func(t *testing.T) {
			r := newRig(t)
			path := r.file("a.bin", 1000)
			r.run(exitDone, "add", "--to", r.server.url, path)
			other := r.file("b.bin", 1000)
			watch := []*child{r.child("list", "--watch"), r.child("list", "--watch", "--all")}
			for _, w := range watch {
				eventually(t, "the first line", func() bool { return strings.Contains(w.out.String(), "a.bin: Waiting") })
			}
			if worker[0] == "upload" {
				worker = append(worker, "--to", r.server.url, other)
			}
			c := r.child(worker...)
			if err := c.end(t); err != nil {
				t.Fatalf("%v: %s", err, c.err.String())
			}
			r.arrived(path)
			for _, w := range watch {
				eventually(t, "the change", func() bool { return strings.Contains(w.out.String(), "a.bin: Done") })
			}
		})
	}
}

// TestUnreadListBlocksNobody: "list --watch | less" keeps the queue from nobody, though it waits for its reader.
func TestUnreadListBlocksNobody(t *testing.T) {
	r := newRig(t)
	path := r.file("a.bin", 10)
	e, err := transfer.Open(transfer.Options{Dir: r.dir})
	if err != nil {
		t.Fatal(err)
	}
	source, err := transfer.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	jobs := make([]transfer.Job, 2000)
	for i := range jobs {
		jobs[i] = transfer.NewJob(source, transfer.Target{URL: fmt.Sprintf("%s%04d", r.server.url, i)})
		jobs[i].Want = transfer.Hold
	}
	if err := <-e.Do(transfer.Command{Verb: transfer.VerbAdd, Jobs: jobs}); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"list", "--watch"}, {"list"}} {
		in, out, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = in.Close() })
		c := r.program(args...)
		c.Stdout = out
		c.begin(t)
		_ = out.Close()
		if _, err := in.Read(make([]byte, 10)); err != nil { // it prints; from here on nobody reads
			t.Fatal(err)
		}
		r.run(exitDone, "run", "--until-idle")
	}
}

// TestCancelStepsAside: a cancel that waits for a server's answer hands the queue over and goes on waiting.
func TestCancelStepsAside(t *testing.T) {
	r := newRig(t)
	up := r.uploading()
	up.stop()
	up.end(t)
	r.server.stop()
	c := r.child("cancel", "--wait", "20s", "--all")
	working(r.Rig, cancels)
	run := r.child("run")
	working(r.Rig, work)
	r.run(exitDone, "quit")
	if err := run.end(t); err != nil {
		t.Errorf("the worker ended with %v: %s", err, run.err.String())
	}
	working(r.Rig, cancels) // it takes the queue back
	if runtime.GOOS != "windows" {
		_ = c.Process.Signal(os.Interrupt)
		_ = c.end(t)
	}
}

// TestSecondRun: of two that work until nothing is left, the second waits for what the first does.
func TestSecondRun(t *testing.T) {
	r := newRig(t)
	path := r.file("a.bin", 600<<10)
	r.run(exitDone, "add", "--to", r.server.url, path)
	first := r.child("run", "--until-idle", "--limit", "300k")
	working(r.Rig, work)
	second := r.child("run", "--until-idle")
	eventually(t, "the second's word", func() bool { return strings.Contains(second.err.String(), "waiting until") })
	if err := second.end(t); err != nil {
		t.Errorf("the second: %v: %s", err, second.err.String())
	}
	r.arrived(path)
	if err := first.end(t); err != nil {
		t.Errorf("the first: %v: %s", err, first.err.String())
	}
}

// TestManyUploadsAtOnce: fifty processes at a time, as xargs starts them, and nobody is turned away: without an owner,
// so that each may become it, and with one.
func TestManyUploadsAtOnce(t *testing.T) {
	for _, owned := range []bool{false, true} {
		t.Run(fmt.Sprintf("owned %v", owned), func(t *testing.T) {
			r := newRig(t)
			if owned {
				r.child("run")
				working(r.Rig, work)
			}
			const clients = 50
			list := make([]*child, clients)
			for i := range list {
				list[i] = r.program("upload", "--to", r.server.url, r.file(fmt.Sprintf("%02d.bin", i), 1000))
			}
			for _, c := range list {
				c.begin(t)
			}
			for i, c := range list {
				if err := c.Wait(); err != nil {
					t.Errorf("upload %d: %v: %s", i, err, c.err.String())
				}
				r.arrived(fmt.Sprintf("%s/%02d.bin", r.files, i))
			}
		})
	}
}
