package transfer

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"sendoff/transfer/bits"
)

// ownDiskWait is how long to wait before storing is tried again on a full disk.
const ownDiskWait = 30 * time.Second

// unopened: the Create-Session was refused, or never left.
type unopened struct{}

func (unopened) apply(j *Job, _ time.Time) { j.MaybeOpen = false }
func (unopened) durable() bool             { return true }

// definite reports whether there is certainly no session after a failed Create-Session: the server refused, or no
// connection was made. Of one that had gone out before, that says nothing.
func definite(err error) bool {
	var answer *bits.Error
	switch {
	case errors.Is(err, bits.ErrSentBefore):
		return false
	case errors.As(err, &answer):
		return !answer.Resent && answer.Status >= 400 && (!answer.NotAck || turnedAway(answer.Status))
	}
	var op *net.OpError
	var name *net.DNSError
	return errors.Is(err, bits.ErrUnsent) || errors.As(err, &name) || errors.As(err, &op) && op.Op == "dial"
}

// turnedAway reports whether a status means that nobody behind acted upon the request, be it a web server
// or a proxy who says so. Of a gateway whose server did not answer in time nothing is certain.
func turnedAway(status int) bool {
	return status < 500 && status != http.StatusRequestTimeout || status == http.StatusNotImplemented
}

// sendFailed decides what a failed fragment means for the conversation: nil goes on with it.
func (w *worker) sendFailed(ctx context.Context, r bits.Range, err error) error {
	if w.sure && refusedWhole(err) {
		w.promise(stayed{})
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := w.report(wasted{w.left(r)}); err != nil {
		return err
	}
	w.unanswered = false
	var answer *bits.Error
	if !errors.As(err, &answer) {
		return w.connectionBroke(ctx, r, err)
	}
	switch v := judge(bits.Fragment, answer); {
	case v.action == smaller || w.refusedForSize(answer, r.Len()):
		return w.shrink(r, err)
	case answer.Status == http.StatusRequestedRangeNotSatisfiable:
		// Out of step, and the server does not say where it is: only a new session helps.
		return w.abandon(ctx, bits.EventOutOfStep, err)
	case v.action == stop && w.resumed && w.restarts == 0 && likelyLost(answer):
		return w.abandon(ctx, bits.EventMaybeLost, err)
	}
	return err
}

// refusedWhole reports whether a failed fragment left no byte on the server. One that had gone out before may
// have left some then.
func refusedWhole(err error) bool {
	var answer *bits.Error
	if errors.As(err, &answer) {
		return !answer.Resent && answer.Status >= 400 && turnedAway(answer.Status)
	}
	return errors.Is(err, bits.ErrUnsent)
}

// refusedForSize recognises servers and proxies that answer 404 or 400 to what is too large for them
// (IIS answers 404 above its request limit).
func (w *worker) refusedForSize(e *bits.Error, n int64) bool {
	return e.NotAck && (e.Status == http.StatusNotFound || e.Status == http.StatusBadRequest) &&
		w.sizer.Taken > 0 && n > w.sizer.Taken
}

func (w *worker) shrink(r bits.Range, err error) error {
	if r.Len() == 0 || !w.sizer.refused(r.Len()) {
		return err
	}
	w.event(bits.EventSmaller)
	return w.report(acked{received: w.job.Acked})
}

// likelyLost: 400, 404 and their like on a session that worked before mean a lost session on servers
// that do not know the code for it; sign-in and rights mean what they say.
func likelyLost(e *bits.Error) bool {
	switch e.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired, http.StatusNotImplemented:
		return false
	}
	return e.Status >= 400 && e.Status < 500 && (e.Code == 0 || e.Code == bits.CodeInvalidArgument)
}

// connectionBroke handles a fragment that got no answer.
func (w *worker) connectionBroke(ctx context.Context, r bits.Range, err error) error {
	if unread, ours := w.sourceBroke(ctx, err); ours {
		return unread
	}
	w.unanswered = w.left(r) == r.Len() && !errors.Is(err, bits.ErrUnsent)
	w.sizer.broke(r.Len())
	switch {
	case w.job.Target.AfterUnclear == Restart:
		return w.abandon(ctx, bits.EventMustNotRepeat, err)
	case errors.Is(err, bits.ErrStale):
		w.event(bits.EventAsking)
		return nil
	}
	return err
}

// abandon gives up a session that is of no use any more. why is one of the events after which a new one begins.
func (w *worker) abandon(ctx context.Context, why bits.Event, cause error) error {
	if w.restarts >= maxRestarts {
		return cause
	}
	w.event(why)
	if err := w.report(abandoned{}); err != nil {
		return err
	}
	if err := w.cancelAbandoned(ctx); err != nil {
		return err
	}
	return &bits.Error{Packet: bits.Fragment, Code: bits.CodeSessionNotFound, Received: -1}
}

// maxAbandonTries is after how many failures in a row a server is no longer told that a session was abandoned.
const maxAbandonTries = 5

// cancelAbandoned cancels an abandoned session. Its error means that the server has not heard of it and is told again
// by the next try; until then no other session is opened, which would leave this one for days.
func (w *worker) cancelAbandoned(ctx context.Context) error {
	err := w.client.Cancel(ctx, w.job.Session)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err == nil || w.abandonHeard(err) {
		return nil
	}
	return err
}

// abandonHeard reports whether the failed cancel of an abandoned session needs no other try.
func (w *worker) abandonHeard(err error) bool {
	var answer *bits.Error
	if !errors.As(err, &answer) {
		return false // no upload is possible either
	}
	return answer.SessionLost() || !repeatCancel(answer) || w.job.Attempt >= maxAbandonTries
}

// fail records why the conversation ended and when it is tried again.
func (w *worker) fail(ctx context.Context, err error) {
	v := w.verdict(err)
	wait := max(backoff(w.job.Attempt, firstDelay, maxWait), v.wait)
	if v.fault.Kind == KindOwnDisk {
		wait = ownDiskWait
	}
	if look := lookWait(v.fault.Kind, w.job.Attempt); look > 0 {
		wait = look
	}
	w.explain(&v.fault, err)
	w.noteSleep()
	wait = w.endure(&v.fault, wait)
	ev := failed{wait: wait, attempt: w.tried, unheard: w.unheard(err), renewed: w.abandonsUnheard(err)}
	if ev.renewed {
		w.abandonUnheard(ctx)
	}
	ev.fault = v.fault
	if err := w.report(ev); err != nil {
		w.engine.log.Warn("fault not stored", "error", err)
	}
}

// endure ends the patience with a failure that would be tried again, and returns the wait before the next
// try, which comes when the patience ends at the latest.
func (w *worker) endure(f *Fault, wait time.Duration) time.Duration {
	limit := cmp.Or(w.job.Target.NoProgress, w.engine.options.NoProgress)
	if f.Final {
		return wait
	}
	if limit < 0 { // the first failure says better what is wrong than that there was no progress
		f.Final = true
		return 0
	}
	spent, fresh := w.job.fruitless(w.tried, time.Now())
	left := limit - spent
	if fresh {
		left = max(left, wait)
	}
	if left <= 0 { // the cause stays what it is: that the patience has ended is said beside it
		f.Final, f.GivenUp = true, spent
	}
	return max(min(wait, left), 0)
}

// abandonUnheard ends a session that the server may have lost without saying so.
func (w *worker) abandonUnheard(ctx context.Context) {
	w.event(bits.EventNextIsNew)
	ev := event(lost{})
	if err := w.client.Cancel(ctx, w.job.Session); err != nil && !w.abandonHeard(err) { // it may be there after all
		ev = abandoned{}
	}
	if err := w.report(ev); err != nil {
		w.engine.log.Warn("end of session not stored", "error", err)
	}
}

func (w *worker) verdict(err error) verdict {
	var storage *StorageError
	var address *AddressError
	var reply *replyError
	switch {
	case errors.As(err, &storage):
		return verdict{fault: Fault{Kind: KindOwnDisk, Detail: detail(storage.Err)}}
	case errors.As(err, &address):
		return verdict{action: stop, fault: Fault{Kind: KindBadURL, Final: true}}
	case errors.As(err, &reply):
		return verdict{fault: Fault{Kind: reply.kind, Detail: detail(reply.err)}}
	case errors.Is(err, errNoHeadway):
		return verdict{fault: Fault{Kind: KindNoProgress, Code: bits.CodeNoProgress, Context: bits.ContextRemoteFile}}
	case errors.Is(err, errTrickle):
		return verdict{fault: Fault{Kind: KindTrickle, Code: bits.CodeNoProgress, Context: bits.ContextRemoteFile}}
	}
	v := judge(packetOf(err), err)
	if v.action == smaller { // and no smaller one is left to try
		v.fault.Final = true
	}
	if v.action == stop && nameSuspected(&v.fault, packetOf(err), w.job.Target.Name()) {
		v.fault.Kind = KindBadName
	}
	return v
}

// packetOf is the packet that an answer refused; "" if there was no answer.
func packetOf(err error) bits.PacketType {
	var answer *bits.Error
	if errors.As(err, &answer) {
		return answer.Packet
	}
	return ""
}
