package transfer

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"sendoff/transfer/source"
)

// A read from a lost disk or share may never return, and no system lets a program end it. So whatever touches a job's
// file runs in a goroutine of its own. When waiting for it ends, goroutine and file are abandoned. It works on
// copies, and then its result is dropped.

// stuckFolders are the folders in whose files a goroutine is stuck, each with a channel that is closed when it
// returns. Until then nothing else is tried there: each try could cost another thread for good.
type stuckFolders struct{ folders sync.Map }

func (l *stuckFolders) add(path string, back <-chan struct{}) {
	l.folders.Store(filepath.Dir(path), back)
}

// stuck reports whether a look into the folder of path has not returned yet.
func (l *stuckFolders) stuck(path string) bool {
	back, ok := l.folders.Load(filepath.Dir(path))
	if !ok {
		return false
	}
	select {
	case <-back.(<-chan struct{}): // add stores nothing else
		l.folders.CompareAndDelete(filepath.Dir(path), back)
		return false
	default:
		return true
	}
}

// look is what a look at a file found.
type look struct {
	file *os.File // nil: closed
	now  source.File
	sum  source.Checksum // of its beginning, as far as requested

	tells     bool // see source.TellsOfChanges
	afresh    bool // something about it has changed
	unwritten bool // no program has it open for writing; see source.NobodyWrites
}

func (l look) close() {
	if l.file != nil {
		_ = l.file.Close()
	}
}

// reading runs work, which touches the job's file. It waits until work is done, ctx ends, or work has not called beat
// for the stall time. work must end soon after its context. A late result is closed.
func (w *worker) reading(ctx context.Context, work func(ctx context.Context, beat func()) (look, error)) (look, error) {
	stuck := &source.Error{Path: w.job.Source.Path, Flaw: source.FlawStuck}
	if w.engine.behind.stuck(stuck.Path) {
		return look{}, stuck
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		look
		err error
	}
	var beats atomic.Int64
	done, back := make(chan result), make(chan struct{})
	w.reader.run(func() { // ends with work, possibly never
		defer close(back)
		found, err := work(ctx, func() { beats.Add(1) })
		select {
		case done <- result{found, err}:
		case <-ctx.Done():
			found.close()
		}
	})
	watch := time.NewTicker(w.engine.stall())
	defer watch.Stop()
	for seen := int64(0); ; {
		select {
		case r := <-done:
			return r.look, r.err
		case <-ctx.Done():
			w.reader.end()
			return look{}, context.Cause(ctx)
		case <-watch.C:
		}
		if beats.Load() == seen {
			w.reader.end()
			w.engine.behind.add(stuck.Path, back)
			return look{}, stuck
		}
		seen = beats.Load()
	}
}

// readings runs the readings of one worker, one after the other. While it is kept they share a goroutine: a small file has
// several, and a new one for each would cost more than they do.
type readings struct {
	kept  bool
	works chan func() // nil: there is no goroutine
}

// keep lets the goroutine stay from its first work until the returned function is called.
func (r *readings) keep() (leave func()) {
	r.kept = true
	return func() { r.kept = false; r.end() }
}

// run must not be called before the work before is done, or was abandoned with end.
func (r *readings) run(work func()) {
	if !r.kept {
		go work()
		return
	}
	if r.works == nil {
		works := make(chan func(), 1)
		go func() { // ends with end, or never if a work does not
			for next := range works {
				next()
			}
		}()
		r.works = works
	}
	r.works <- work
}

// end lets the goroutine end after the work that it may be stuck in.
func (r *readings) end() {
	if r.works != nil {
		close(r.works)
		r.works = nil
	}
}

// statNow is reading for callers without a worker: it describes the file at a path. It ends with the engine.
func (e *Engine) statNow(path string) (source.File, error) {
	stuck := &source.Error{Path: path, Flaw: source.FlawStuck}
	if e.behind.stuck(path) {
		return source.File{}, stuck
	}
	type result struct {
		file source.File
		err  error
	}
	done, back := make(chan result, 1), make(chan struct{})
	go func() { // ends with the call, possibly never
		defer close(back)
		file, err := e.stat(path)
		done <- result{file, err}
	}()
	late := time.NewTimer(e.stall())
	defer late.Stop()
	select {
	case r := <-done:
		return r.file, r.err
	case <-e.root.Done():
		return source.File{}, ErrClosed
	case <-late.C:
		e.behind.add(path, back)
		return source.File{}, stuck
	}
}

// stall is how long nothing may move before a connection or a file counts as dead.
func (e *Engine) stall() time.Duration {
	if e.options.Transport.Stall > 0 {
		return e.options.Transport.Stall
	}
	return 30 * time.Second
}
