package transfer

import (
	"context"
	"errors"
	"net/url"
	"sync/atomic"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/source"
)

// worker holds the conversation about one job. It works on a copy of it, and shares only atomic counters. It reports
// every fact to the owner loop; when report returns, a durable fact is on disk.
type worker struct {
	engine     *Engine
	job        Job
	cancel     context.CancelCauseFunc
	conn       *bits.Transport
	client     *bits.Client
	sizer      fragmentSizer
	knew       ServerStats   // before this worker
	resumed    bool          // the session existed before this worker
	closeSent  bool          // a Close-Session may have been sent before this worker
	cancelling bool          // the worker cancels a session instead of uploading
	signIns    int           // number of sign-ins before this worker
	tried      attempt       // this one
	slept      time.Duration // how far the clock jumped ahead meanwhile; owned by the loop
	small      bool          // it uploads a small file
	lane       int           // place in the shared trail of small files, 0 to maxLane
	handedOver bool          // its file has arrived, and its place has been taken; owned by the loop
	conclusion event         // the last fact, reported with the worker's end; nil: none
	preempted  atomic.Bool   // make room for a job of a higher priority

	sure       bool   // before the current fragment the server's offset was certain
	ack        *acked // to be stored with the next fragment; nil: none
	planned    bool   // no byte beyond job.Acked was sent, whatever job.Reach says
	asked      bool   // the server was asked where it is, since it detects repeated bytes
	proof      proof
	empty      proof           // that the server takes empty files
	schemes    string          // for signing in that the server has offered
	restarts   int             // sessions lost without progress since
	idle       int             // answers since the last headway
	alive      bool            // the server acknowledged a Create-Session or a Ping of this worker
	unanswered bool            // the last fragment was sent whole without an answer, or the end of an empty file
	refusal    error           // without a reason, of the probe that was sent last; nil = none, or no probe was
	named      *NamedReply     // what the last Ack said of the reply
	said       bits.SHA256     // the digest that it named; "" = none
	last       source.Checksum // of the file up to the end of the fragment sent last
	trail      *trail          // nil: none
	reader     readings
	held       look         // the file, kept open from the first look at it, or for its last fragment; see arrived
	touched    int          // how often the file changed just before it was sent, since the last ack
	base       atomic.Int64 // offset of the current fragment
	size       atomic.Int64 // its length
	sentOfOne  atomic.Int64 // bytes of it that the connection took, its head included
	answers    atomic.Int64 // that were received, without refusals
	awaiting   atomic.Int64 // when the request under way began, in nanoseconds since 1970; 0 = none is
	paced      atomic.Bool  // the speed limit holds it back
}

// errPreempted ends a worker in favour of a job of higher priority.
var errPreempted = bits.Left{Why: bits.LeftYielding, Said: "made room for a job of a higher priority"}

// errNoHeadway means that the server answers but the upload does not advance.
var errNoHeadway = errors.New("the server answers, but takes nothing")

// errTrickle means that the server takes very little of each fragment.
var errTrickle = errors.New("the server takes next to nothing of each fragment")

// Limits against servers that would keep a client busy for ever.
const (
	maxRestarts = 3
	maxIdleAcks = 10
)

// progress returns how many bytes were handed to the network. The owner loop calls it.
func (w *worker) progress(j *Job) int64 {
	sent := w.base.Load() + min(w.sentOfOne.Load(), w.size.Load())
	return min(max(sent, j.Acked), j.Source.Size)
}

// upload is the whole conversation: it returns when the job has ended or cannot go on.
func (w *worker) upload(ctx context.Context) {
	defer w.reader.keep()()
	defer w.release()
	err := w.begin()
	if err == nil {
		err = w.converse(ctx)
	}
	if err == nil {
		w.endTrail()
	}
	if err == nil || ctx.Err() != nil || errors.Is(err, errPreempted) || errors.Is(err, errMoving) || errors.Is(err, errGone) || errors.Is(err, ErrClosed) {
		return
	}
	w.fail(ctx, err)
}

// begin creates the client for this worker's job.
func (w *worker) begin() error {
	u, err := url.Parse(w.job.Target.URL)
	if err != nil {
		return &AddressError{Why: AddressSyntax}
	}
	w.followTrail()
	w.client = &bits.Client{
		URL: u, Name: w.job.Name(), UserAgent: w.engine.options.UserAgent,
		Override: w.job.Target.Override, Transport: w.conn, Note: w.note,
	}
	w.followCard(w.client)
	w.sizer.careful, w.sizer.probing = w.resumed, w.resumed
	w.sizer.tiny = w.job.Headway.Unheard+1 >= unheardTries
	if w.job.Headway.overdrawn() {
		w.sizer.partly(0)
	}
	if s := w.job.Session; s.Host != "" && s.Fallback >= 0 && !w.job.Since.IsZero() && time.Since(w.job.Since) >= s.Fallback {
		w.job.Session.Host = "" // the host id has failed for as long as the server allows
	}
	return nil
}

func (w *worker) note(n bits.Note) {
	if n.Kind == bits.NoteReceived {
		w.answers.Add(1)
	}
	w.awaiting.Store(0)
	if n.Kind == bits.NoteSent {
		w.awaiting.Store(n.At.UnixNano())
	}
	w.engine.inbox.put(message{id: w.job.ID, note: &n})
}

func (w *worker) event(e bits.Event) {
	w.note(bits.Note{At: time.Now(), Kind: bits.NoteEvent, Event: e})
}

// report applies a fact to the worker's copy and sends it to the owner. It waits until a durable one is stored.
func (w *worker) report(ev event) error {
	ev.apply(&w.job, time.Now())
	if !ev.durable() {
		w.engine.inbox.put(message{id: w.job.ID, event: ev})
		return nil
	}
	return w.store(ev)
}

// store has the owner store an event that is already applied to the worker's copy.
func (w *worker) store(ev event) error {
	reply := make(chan error, 1)
	w.engine.inbox.put(message{id: w.job.ID, event: ev, reply: reply})
	return <-reply
}

// promise reports a durable fact without waiting for the disk.
func (w *worker) promise(ev event) {
	ev.apply(&w.job, time.Now())
	w.engine.inbox.put(message{id: w.job.ID, event: ev})
}

// conclude reports a durable fact together with the worker's end, after which nothing comes of it.
func (w *worker) conclude(ev event) {
	ev.apply(&w.job, time.Now())
	w.conclusion = ev
}

func (w *worker) phase(p Phase) { _ = w.report(phaseChanged{p}) } // a phase is never durable and never fails

// converse runs sessions until one delivers the file.
func (w *worker) converse(ctx context.Context) error {
	w.phase(Opening)
	if err := w.awaitQuiet(ctx); err != nil {
		return err
	}
	for {
		err := w.session(ctx)
		var answer *bits.Error
		if !errors.As(err, &answer) || !answer.SessionLost() {
			return err
		}
		var why bits.Event
		if answer.Status != 0 { // else this worker abandoned it, and has said why
			why = bits.EventSessionLost
			w.event(why)
		}
		if failed := w.report(lost{why}); failed != nil {
			return failed
		}
		if w.keepsLosing(answer) {
			return err
		}
		w.resumed, w.closeSent = false, false
	}
}

// keepsLosing reports whether another session would probably be lost at once too. Resent bytes must stay in
// proportion to confirmed ones. A session that was opened after a failure and lost without headway waits for the next
// try.
func (w *worker) keepsLosing(answer *bits.Error) bool {
	w.restarts++
	if answer.Status == 0 { // this worker abandoned it
		return w.restarts > maxRestarts
	}
	return w.restarts > maxRestarts || w.job.Headway.overdrawn() || w.job.Attempt > 0 && !w.resumed
}

// session opens or resumes a session and follows it to its end.
func (w *worker) session(ctx context.Context) error {
	if w.job.Abandoned {
		if err := w.cancelAbandoned(ctx); err != nil {
			return err
		}
		if err := w.report(lost{}); err != nil {
			return err
		}
		w.resumed, w.closeSent = false, false
	}
	begin := w.open
	if !w.job.Session.IsZero() {
		begin = w.resume
	}
	if err := begin(ctx); err != nil {
		return err
	}
	if w.job.LastFragment != LastAcked {
		w.phase(Sending)
		if err := w.sendAll(ctx); err != nil {
			return err
		}
	}
	return w.complete(ctx)
}

// interrupted prefers the cause of ctx to the error that its end has caused.
func interrupted(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// resume asks whether the server answers before it goes on ([MC-BUP] 3.1.4.3).
func (w *worker) resume(ctx context.Context) error {
	begun := time.Now()
	alive, err := w.client.Alive(ctx, w.job.Session)
	if err != nil {
		return interrupted(ctx, err)
	}
	w.alive = alive
	w.sizer.answered(time.Since(begun))
	return interrupted(ctx, nil)
}

// sendAll sends fragments until the server has every byte.
func (w *worker) sendAll(ctx context.Context) error {
	w.trail = w.openTrail()
	defer w.trail.close()
	defer w.release()
	defer w.flush()
	var heard time.Time // when the last fragment ended
	for w.job.LastFragment != LastAcked {
		if w.preempted.Load() {
			return w.makeRoom()
		}
		if w.unclear() {
			if err := w.clarify(ctx); err != nil {
				return err
			}
			continue
		}
		if w.shouldAsk() {
			if err := w.inquire(ctx); err != nil {
				return err
			}
			continue
		}
		w.planned = w.planned || w.job.Reach == w.job.Acked
		r := w.nextRange()
		if err := w.prepare(ctx, r); err != nil {
			return err
		}
		begun := time.Now()
		if !heard.IsZero() {
			w.sizer.paused(begun.Sub(heard))
		}
		receipt, err := w.send(ctx, r)
		heard = time.Now()
		if err == nil {
			err = w.take(ctx, r, receipt, heard.Sub(begun))
		} else {
			err = w.sendFailed(ctx, r, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// acknowledge accepts an ack. It is stored together with the coming fragment, before that is sent, and shown once it
// is stored.
func (w *worker) acknowledge(ack acked) {
	ack.apply(&w.job, time.Now())
	w.ack = &ack
}

// storeAck stores an ack before a probe, which is a fragment too but is not announced.
func (w *worker) storeAck() error {
	if w.ack == nil {
		return nil
	}
	ack := *w.ack
	w.ack = nil
	return w.store(ack)
}

// flush stores an ack that no fragment follows.
func (w *worker) flush() {
	if w.ack != nil {
		w.engine.inbox.put(message{id: w.job.ID, event: *w.ack})
		w.ack = nil
	}
}

// makeRoom ends the worker between two fragments.
func (w *worker) makeRoom() error {
	if w.planned {
		w.promise(notSent{})
	}
	return errPreempted
}

func (w *worker) nextRange() bits.Range {
	return bits.Range{First: w.job.Acked, Last: w.plan(w.job.Acked) - 1, Total: w.job.Source.Size}
}

// plan returns where a fragment that begins at from is to end.
func (w *worker) plan(from int64) int64 {
	w.sizer.limit, w.sizer.fixed = w.rate(), w.card().PartSize
	w.sizer.forgive(time.Now())
	return from + w.sizer.next(w.job.Source.Size-from)
}

func (w *worker) send(ctx context.Context, r bits.Range) (bits.Receipt, error) {
	w.base.Store(r.First)
	w.size.Store(r.Len())
	w.sentOfOne.Store(0)
	w.sure, w.planned, w.refusal = w.planned, false, nil
	part := bits.Part{
		Range: r, Open: w.job.Source.OpenUntouched, Limiter: w, Sent: &w.sentOfOne,
		Expect: w.sizer.ask(r.Len()), Once: !w.mayRepeat(), Counted: w.counted(), Before: w.furthest(),
	}
	x := w.witness()
	if x != nil {
		part.Witness = x.begin
	}
	receipt, err := w.client.Send(ctx, w.job.Session, part)
	w.saw(x)
	if err != nil {
		w.promise(unackedSent{w.job.sums()})
	}
	return receipt, err
}

// take accepts the server's offset, whatever was expected ([MC-BUP] 2.2.7).
func (w *worker) take(ctx context.Context, r bits.Range, receipt bits.Receipt, took time.Duration) error {
	if w.job.Reach != reachUnknown && receipt.Received > max(w.job.Reach, r.Last+1) {
		return w.disbelieve(ctx, errNoHeadway)
	}
	if err := w.ensureSeen(receipt.Received); err != nil {
		return err
	}
	w.learnChecks(receipt)
	furthest, cost := w.job.Headway.Furthest, w.left(r)
	if receipt.Received > furthest {
		w.idle, w.restarts = 0, 0
	} else if receipt.Received <= r.First || receipt.Rewound { // every endless conversation has such answers
		if w.idle++; w.idle > maxIdleAcks {
			return errNoHeadway
		}
	}
	w.touched = 0
	w.sizer.probing = false // the offset is now the server's
	if !receipt.Rewound && receipt.Received > r.Last {
		w.sizer.acked(r.Len(), took)
	} else if !receipt.Rewound && receipt.Received > r.First {
		w.sizer.partly(receipt.Received - r.First)
	}
	sent := r.Len()
	if receipt.Rewound {
		sent, took = 0, 0
	}
	w.named, w.said = namedIn(receipt), receipt.Digest
	if receipt.Received < w.job.Source.Size || receipt.Rewound && r.Total == 0 {
		w.acknowledge(acked{
			received: receipt.Received, sent: sent, reach: reachAfter(r, receipt), cost: cost,
			sums: w.sumsAt(receipt.Received), took: took,
		})
		got, fresh := receipt.Received-r.First, receipt.Received > furthest
		if w.job.Headway.overdrawn() && got > 0 && 2*got < r.Len() && (fresh || !receipt.Rewound) {
			return errTrickle
		}
		return nil
	}
	return w.arrived(ctx, sent, took)
}

// left returns how many bytes of a fragment the connection took, counting its head as body.
func (w *worker) left(r bits.Range) int64 { return min(w.sentOfOne.Load(), r.Len()) }

// complete fetches the reply, if one is wanted, and closes the session.
func (w *worker) complete(ctx context.Context) error {
	w.phase(Completing)
	if w.job.replyNext() && !w.job.Closing {
		err := w.fetchReply(ctx)
		if isEndless(err) {
			w.event(bits.EventReplyEndless)
			err = w.report(completed{named: &NamedReply{Flaw: replyEndless}})
		}
		if err != nil {
			return interrupted(ctx, err)
		}
		w.phase(Completing)
	}
	if !w.job.Closing {
		if err := w.report(completed{closing: true}); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	said, err := w.client.Finish(ctx, w.job.Session, w.job.Source.Size)
	if w.closedBefore(err) {
		w.event(bits.EventAlreadyClosed)
		err = nil
	}
	if err != nil {
		_, answered := asAnswer(err)
		w.unanswered = w.job.Source.Size == 0 && !answered && !errors.Is(err, bits.ErrUnsent)
		return interrupted(ctx, err)
	}
	if w.job.Source.Size == 0 {
		w.empty = proved
	}
	return w.finish(ctx, said)
}

// closedBefore reports whether err answers a repeated Close-Session whose first Ack was lost. Otherwise an unknown
// session was lost. Without this check [MC-BUP] 3.1.5.2.1 would upload everything twice.
func (w *worker) closedBefore(err error) bool {
	var answer *bits.Error
	return errors.As(err, &answer) && answer.SessionLost() && (w.closeSent || answer.Resent)
}
