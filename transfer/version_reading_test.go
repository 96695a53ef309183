package transfer

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sendoff/transfer/source"
)

// isStuck reports whether an error says that a file does not answer, and names it.
func isStuck(err error, path string) bool {
	e, ok := errors.AsType[*source.Error](err)
	return ok && e.Flaw == source.FlawStuck && e.Path == path
}

// TestStuckLookIsNotRepeated: a look that does not return costs one goroutine. Until it has returned, no other is
// begun in that folder; other folders are looked at, and afterwards this one too.
func TestStuckLookIsNotRepeated(t *testing.T) {
	const path = "/share/x.bin"
	type looking func(path string, work func()) error
	for name, of := range map[string]func(e *Engine) looking{
		"a worker": func(e *Engine) looking {
			return func(path string, work func()) error {
				w := &worker{engine: e, job: Job{Source: source.File{Path: path}}}
				_, err := w.reading(e.root, func(context.Context, func()) (look, error) { work(); return look{}, nil })
				return err
			}
		},
		"a command": func(e *Engine) looking {
			var next atomic.Pointer[func()]
			e.stat = func(string) (source.File, error) { (*next.Load())(); return source.File{}, nil }
			return func(path string, work func()) error {
				next.Store(&work)
				_, err := e.statNow(path)
				return err
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var begun atomic.Int32
				e, back := &Engine{root: t.Context()}, make(chan struct{})
				look, stuck := of(e), func() { begun.Add(1); <-back }
				at := time.Now()
				for range 3 {
					if err := look(path, stuck); !isStuck(err, path) {
						t.Fatalf("%v", err)
					}
				}
				if waited := time.Since(at); begun.Load() != 1 || waited != e.stall() {
					t.Errorf("%d looks in %v", begun.Load(), waited)
				}
				if err := look("/share/y.bin", stuck); !isStuck(err, "/share/y.bin") || begun.Load() != 1 {
					t.Errorf("another file of the folder: %v, %d looks", err, begun.Load())
				}
				if err := look("/disk/x.bin", func() {}); err != nil {
					t.Errorf("another folder: %v", err)
				}
				close(back)
				synctest.Wait()
				if err := look(path, func() {}); err != nil {
					t.Errorf("after it has returned: %v", err)
				}
			})
		})
	}
}

// TestSlowLookIsNotStuck: what is read moves now and then, and may take long.
func TestSlowLookIsNotStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &worker{engine: &Engine{root: t.Context()}}
		got, err := w.reading(t.Context(), func(_ context.Context, beat func()) (look, error) {
			for range 10 {
				<-time.After(w.engine.stall() - time.Second)
				beat()
			}
			return look{afresh: true}, nil
		})
		if err != nil || !got.afresh {
			t.Errorf("%+v %v", got, err)
		}
	})
}

// TestReaderGoesOnBesideAStuckReading: after a reading that does not return was abandoned, the next one of the same
// worker runs, and when the first returns no goroutine is left. synctest would find one.
func TestReaderGoesOnBesideAStuckReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r readings
		leave := r.keep()
		stuck, done := make(chan struct{}), make(chan int, 2)
		r.run(func() { <-stuck })
		r.end()
		for i := range 2 {
			r.run(func() { done <- i })
			if got := <-done; got != i {
				t.Errorf("reading %d ran as %d", i, got)
			}
		}
		leave()
		r.run(func() { done <- 7 }) // as after the end of the worker
		<-done
		close(stuck)
	})
}
