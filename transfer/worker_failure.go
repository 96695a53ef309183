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

// ownDiskWait is how long to wait before storing is retried on a full disk.
const ownDiskWait = 30 * time.Second

// unopened: the Create-Session was refused, or not sent.
type unopened struct{}

func (unopened) apply(j *Job, _ time.Time) { j.MaybeOpen = false }
func (unopened) durable() bool             { return true }

// certainlyUnopened reports whether a failed Create-Session certainly opened no session: the server refused it, or no
// connection was made. If the packet was sent before, nothing is certain.
func certainlyUnopened(err error) bool {
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

// turnedAway reports whether a status means that no server acted on the request, whether a web server or a proxy sent
// it. A gateway's time-out proves nothing.
func turnedAway(status int) bool {
	return status < 500 && status != http.StatusRequestTimeout || status == http.StatusNotImplemented
}

// sendFailed decides what a failed fragment means for the conversation; nil: go on.
func (w *worker) sendFailed(ctx context.Context, r bits.Range, err error) error {
	if w.sure && refusedWhole(err) {
		w.promise(notSent{})
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
	case answer.Flaw == bits.FlawEarly && (!w.sure || answer.Received > r.Last+1 || answer.Status == http.StatusRequestedRangeNotSatisfiable):
		return w.disbelieve(ctx, err) // the early Ack of a fragment that is sent once may be mere haste
	case answer.Status == http.StatusRequestedRangeNotSatisfiable:
		// Out of step, and the server does not name its offset: only a new session helps.
		return w.abandon(ctx, bits.EventOutOfStep, err)
	case v.action == stop && w.resumed && w.restarts == 0 && likelyLost(answer):
		return w.abandon(ctx, bits.EventMaybeLost, err)
	}
	return err
}

// refusedWhole reports whether a failed fragment left no byte on the server. If it was sent before, that is unknown.
func refusedWhole(err error) bool {
	var answer *bits.Error
	if errors.As(err, &answer) {
		return !answer.Resent && answer.Status >= 400 && turnedAway(answer.Status)
	}
	return errors.Is(err, bits.ErrUnsent)
}

// refusedForSize recognises servers and proxies that answer 404 or 400 to a fragment that is too large. IIS answers
// 404 above its request limit.
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

// likelyLost reports whether a refusal probably means a lost session: servers that do not know its code answer 400,
// 404 or similar in a session that worked before. Sign-in and rights mean what they say.
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
	case w.afterUnclear() == Restart:
		return w.abandon(ctx, bits.EventMustNotRepeat, err)
	case errors.Is(err, bits.ErrStale):
		w.event(bits.EventAsking)
		return nil
	}
	return err
}

// abandon gives up a session. why is one of the events after which a new session begins.
func (w *worker) abandon(ctx context.Context, why bits.Event, cause error) error {
	if w.restarts >= maxRestarts {
		return cause
	}
	w.event(why)
	if err := w.report(abandoned{why}); err != nil {
		return err
	}
	if err := w.cancelAbandoned(ctx); err != nil {
		return err
	}
	return &bits.Error{Packet: bits.Fragment, Code: bits.CodeSessionNotFound, Received: -1}
}

// maxAbandonTries is after how many failures in a row the cancel of an abandoned session is given up.
const maxAbandonTries = 5

// cancelAbandoned cancels an abandoned session. An error means that the server has not answered; the next try repeats
// it. Until then no other session is opened, since that would leave this one behind for days.
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

// abandonHeard reports whether the failed cancel of an abandoned session needs no retry. One that fails like the
// fragments before tells that the server has forgotten the session; where no answer comes, that is only sure later.
func (w *worker) abandonHeard(err error) bool {
	answer, answered := asAnswer(err)
	late, unknown := w.job.Attempt >= maxAbandonTries, forgotten(&w.job, err)
	if !answered {
		return late && unknown // else no upload is possible either
	}
	return answer.SessionLost() || !repeatCancel(answer) || unknown || late
}

// fail records why the conversation ended and when to try again.
func (w *worker) fail(ctx context.Context, err error) {
	v := w.verdict(err)
	wait := max(backoff(w.job.Attempt, firstDelay, maxWait), v.wait, time.Duration(w.card().Retry))
	if v.fault.Kind == KindOwnDisk || v.fault.Kind == KindOwnQueue {
		wait = ownDiskWait
	}
	if look := lookWait(v.fault.Kind, w.job.Attempt); look > 0 {
		wait = look
	}
	w.refineKind(&v.fault, err)
	w.learnFrom(&v.fault)
	w.noteSleep()
	wait = w.limitTries(&v.fault, wait)
	ev := failed{wait: wait, attempt: w.tried, unheard: w.unheard(err), renewed: w.abandonsUnheard(err)}
	ev.bare = ev.unheard && w.refusal == nil && packetOf(err) == bits.Fragment
	if ev.renewed {
		w.abandonUnheard(ctx)
	}
	ev.fault = v.fault
	if err := w.report(ev); err != nil {
		w.engine.log.Warn("fault not stored", "error", err)
	}
}

// limitTries makes a fault final when the time limit for tries is used up. It returns the wait before the next try, at
// most until that limit.
func (w *worker) limitTries(f *Fault, wait time.Duration) time.Duration {
	limit := cmp.Or(w.job.Target.NoProgress, time.Duration(w.card().GiveUp), w.engine.options.NoProgress)
	if f.Final {
		return wait
	}
	if limit < 0 { // the first failure explains more than "no progress"
		f.Final = true
		return 0
	}
	spent, fresh := w.job.triedInVain(w.tried, time.Now())
	left := limit - spent
	if fresh {
		left = max(left, wait)
	}
	if left <= 0 { // the fault keeps its kind; GivenUp says that the tries have ended
		f.Final, f.GivenUp = true, spent
	}
	return max(min(wait, left), 0)
}

// abandonUnheard ends a session that the server may have lost without saying so.
func (w *worker) abandonUnheard(ctx context.Context) {
	w.event(bits.EventNextIsNew)
	ev := event(lost{bits.EventNextIsNew})
	if err := w.client.Cancel(ctx, w.job.Session); err != nil && !w.abandonHeard(err) { // the server may still have it
		ev = abandoned{bits.EventNextIsNew}
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
		return verdict{fault: storage.fault()}
	case errors.As(err, &address):
		return verdict{action: stop, fault: Fault{Kind: KindBadURL, Final: true}}
	case errors.As(err, &reply):
		return verdict{fault: Fault{Kind: reply.kind, Detail: detail(reply.err)}}
	case errors.Is(err, errDiffers):
		return verdict{action: stop, fault: differs()}
	case errors.Is(err, errNoHeadway):
		return verdict{fault: Fault{Kind: KindNoProgress, Code: bits.CodeNoProgress, Context: bits.ContextRemoteFile}}
	case errors.Is(err, errTrickle):
		return verdict{fault: Fault{Kind: KindTrickle, Code: bits.CodeNoProgress, Context: bits.ContextRemoteFile}}
	}
	v := judge(packetOf(err), err)
	if v.action == smaller { // and no smaller size is left
		v.fault.Final = true
	}
	odd, _ := w.job.Target.OddName()
	if odd != "" && v.action == stop && nameSuspected(&v.fault, packetOf(err), odd) {
		v.fault.Kind = KindBadName
	}
	return v
}

// packetOf returns the packet that an answer refused; "" if there was no answer.
func packetOf(err error) bits.PacketType {
	var answer *bits.Error
	if errors.As(err, &answer) {
		return answer.Packet
	}
	return ""
}
