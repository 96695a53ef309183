package cli

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/queue"
	"sendoff/app/queue/queuetest"
	"sendoff/transfer"
	"sendoff/transfer/source"
)

// TestLookingNeverBlocksWork: a read-only process hands the queue over to one that wants to work, at once, and
// keeps watching.
func TestLookingNeverBlocksWork(t *testing.T) {
	for _, worker := range [][]string{{"run", "--until-idle"}, {"upload"}} {
		t.Run(worker[0], func(t *testing.T) {
			r := newRig(t)
			path := r.File("a.bin", 1000)
			r.Run(ExitDone, "add", "--to", r.Server.URL, path)
			other := r.File("b.bin", 1000)
			watch := []*apptest.Child{r.Child("list", "--watch"), r.Child("list", "--watch", "--all")}
			for _, w := range watch {
				apptest.Eventually(t, "the first line", func() bool { return strings.Contains(w.Out.String(), "a.bin: Waiting") })
			}
			if worker[0] == "upload" {
				worker = append(worker, "--to", r.Server.URL, other)
			}
			c := r.Child(worker...)
			if err := c.End(t); err != nil {
				t.Fatalf("%v: %s", err, c.Err.String())
			}
			r.Arrived(path)
			for _, w := range watch {
				apptest.Eventually(t, "the change", func() bool { return strings.Contains(w.Out.String(), "a.bin: Done") })
			}
		})
	}
}

// TestUnreadListBlocksNobody: "list --watch | less" does not keep the queue, although it waits for its reader.
func TestUnreadListBlocksNobody(t *testing.T) {
	r := newRig(t)
	path := r.File("a.bin", 10)
	e, err := transfer.Open(transfer.Options{Dir: r.Dir})
	if err != nil {
		t.Fatal(err)
	}
	source, err := source.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	jobs := make([]transfer.Job, 2000)
	for i := range jobs {
		jobs[i] = transfer.NewJob(source, transfer.Target{URL: fmt.Sprintf("%s%04d", r.Server.URL, i)})
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
		c := r.Program(args...)
		c.Stdout = out
		c.Begin(t)
		_ = out.Close()
		if _, err := in.Read(make([]byte, 10)); err != nil { // it prints; from here on nothing is read
			t.Fatal(err)
		}
		r.Run(ExitDone, "run", "--until-idle")
	}
}

// TestCancelStepsAside: a cancel that waits for a server's answer hands the queue over and keeps waiting.
func TestCancelStepsAside(t *testing.T) {
	r := newRig(t)
	up := r.uploading()
	up.Stop()
	up.End(t)
	r.Server.Stop()
	c := r.Child("cancel", "--wait", "20s", "--all")
	queuetest.Working(r.Rig, queue.Cancels)
	run := r.Child("run")
	queuetest.Working(r.Rig, queue.Work)
	r.Run(ExitDone, "quit")
	if err := run.End(t); err != nil {
		t.Errorf("the worker ended with %v: %s", err, run.Err.String())
	}
	queuetest.Working(r.Rig, queue.Cancels) // it takes the queue back
	if runtime.GOOS != "windows" {
		_ = c.Process.Signal(os.Interrupt)
		_ = c.End(t)
	}
}

// TestSecondRun: of two processes that run until idle, the second waits for the first's work. The upload is slow
// until it does.
func TestSecondRun(t *testing.T) {
	r := newRig(t)
	path := r.File("a.bin", 6<<20)
	r.Run(ExitDone, "add", "--to", r.Server.URL, path)
	first := r.Child("run", "--until-idle", "--limit", "50k")
	queuetest.Working(r.Rig, queue.Work)
	second := r.Child("run", "--until-idle")
	apptest.Eventually(t, "the second's word", func() bool { return strings.Contains(second.Err.String(), "waiting until") })
	q, err := queue.Dial(t.Context(), r.Dir)
	if err == nil {
		err = q.Do(t.Context(), transfer.Command{Verb: transfer.VerbLimits, Limits: &transfer.Limits{}})
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := second.End(t); err != nil {
		t.Errorf("the second: %v: %s", err, second.Err.String())
	}
	r.Arrived(path)
	if err := first.End(t); err != nil {
		t.Errorf("the first: %v: %s", err, first.Err.String())
	}
}

// TestManyUploadsAtOnce: fifty processes at a time, as started by xargs, all succeed: without an owner, so that
// each may become it, and with one.
func TestManyUploadsAtOnce(t *testing.T) {
	for _, owned := range []bool{false, true} {
		t.Run(fmt.Sprintf("owned %v", owned), func(t *testing.T) {
			r := newRig(t)
			if owned {
				r.Child("run")
				queuetest.Working(r.Rig, queue.Work)
			}
			const clients = 50
			list := make([]*apptest.Child, clients)
			for i := range list {
				list[i] = r.Program("upload", "--to", r.Server.URL, r.File(fmt.Sprintf("%02d.bin", i), 1000))
			}
			for _, c := range list {
				c.Begin(t)
			}
			for i, c := range list {
				if err := c.Wait(); err != nil {
					t.Errorf("upload %d: %v: %s", i, err, c.Err.String())
				}
				r.Arrived(fmt.Sprintf("%s/%02d.bin", r.Files, i))
			}
		})
	}
}
