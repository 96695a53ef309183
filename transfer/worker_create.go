package transfer

import (
	"context"
	"errors"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/source"
)

// open opens a session. If the user cancels or pauses meanwhile, it still waits for the answer. So the session can be
// cancelled or resumed, instead of staying on the server for days.
func (w *worker) open(ctx context.Context) error {
	v := w.version()
	v.open = w.held
	begin, err := w.read(ctx, v, min(w.sizer.next(w.job.Source.Size), firstFragment)) // before anything is sent
	if err == nil && w.small {
		w.hold(begin)
	} else {
		w.closeOther(begin)
		w.release()
	}
	if err != nil {
		return err
	}
	unsureBefore := w.job.MaybeOpen
	w.promise(createSent{})
	waiting, stop := w.outlive(ctx)
	defer stop()
	begun := time.Now()
	s, err := w.client.Create(waiting)
	if err != nil {
		if certainlyUnopened(err) && !unsureBefore {
			w.promise(unopened{})
		}
		return interrupted(ctx, err)
	}
	w.alive = true
	w.sizer.answered(time.Since(begun))
	ev := opened{session: s, digests: w.digests(s)}
	if ctx.Err() == nil {
		ev.reach = w.plan(0)
		ev.last = ev.reach == w.job.Source.Size
	}
	if err := w.report(ev); err != nil {
		return w.disown(waiting, s, err)
	}
	w.planned, w.last = true, source.Checksum{}
	if s.Host != "" {
		return interrupted(ctx, w.client.Ping(ctx, s))
	}
	return interrupted(ctx, nil)
}

// disown tries once to cancel a session that could not be stored: no record of it remains.
func (w *worker) disown(ctx context.Context, s bits.Session, cause error) error {
	if err := w.client.Cancel(ctx, s); err != nil {
		w.engine.log.Debug("session that was not stored is not cancelled", "error", err)
	}
	w.job.Session = bits.Session{}
	return cause
}

// How long to wait for the answer of a Create-Session: after the job was cancelled or paused, and when the program
// closes or the computer wakes.
const (
	graceWait   = 30 * time.Second
	closingWait = 2 * time.Second
)

// outlive returns a context that ends a while after ctx. If there is no connection, on which anything could have been
// sent, it ends with ctx.
func (w *worker) outlive(ctx context.Context) (context.Context, func()) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		if !w.conn.BlockDials() {
			cancel()
			return
		}
		wait := graceWait
		if cause := context.Cause(ctx); errors.Is(cause, errClosing) || errors.Is(cause, errAwoke) || errors.Is(cause, errMoved) {
			wait = closingWait
		}
		time.AfterFunc(wait, cancel) // no effect after the answer
	})
	return longer, func() { stop(); cancel() }
}
