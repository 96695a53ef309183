package transfer

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"sendoff/transfer/bits"
)

// AfterUnclear is how to go on after a fragment whose answer was lost. Most servers detect repeated bytes; some store
// them twice.
type AfterUnclear string

// The ways to go on. Auto resumes if the server has shown that it detects repeated bytes, and restarts otherwise.
const (
	Auto    AfterUnclear = ""
	Resume  AfterUnclear = "resume"
	Restart AfterUnclear = "restart"
)

func (a AfterUnclear) known() bool { return a == Auto || a == Resume || a == Restart }

// reachUnknown is the Job.Reach of a record that does not say how far bytes were sent.
const reachUnknown = -1

// proof is what a conversation has shown about ServerStats.Checks.
type proof int8

const (
	unproved proof = iota
	proved
	disproved
)

// stats returns the server's statistics with what this conversation learned. known may have changed meanwhile, by
// workers that learned something else at the same time.
func (w *worker) stats(known ServerStats) ServerStats {
	l := w.knew.merge(w.sizer.ServerStats, known)
	l.Schemes = cmp.Or(w.schemes, known.Schemes)
	if w.empty != unproved {
		l.NoEmpty = w.empty == disproved
	}
	if w.proof != unproved {
		l.Checks = w.proof == proved
	}
	return l
}

// merge returns what of s a worker has changed to mine, and else what others have made of it, known. What belongs to
// the sizes of fragments stays together.
func (s ServerStats) merge(mine, known ServerStats) ServerStats {
	l := known
	if mine.Taken != s.Taken || mine.Refused != s.Refused || mine.Since != s.Since || mine.Resets != s.Resets {
		l.Taken, l.Refused, l.Since, l.Resets = mine.Taken, mine.Refused, mine.Since, mine.Resets
	}
	if mine.Rate != s.Rate {
		l.Rate = mine.Rate
	}
	if mine.Round != s.Round {
		l.Round = mine.Round
	}
	if mine.Digests != s.Digests {
		l.Digests = mine.Digests
	}
	return l
}

// learnChecks learns from an answer: a 416 with an offset proves that the server compares ranges; an answer without an
// offset suggests that it does not know its own.
func (w *worker) learnChecks(receipt bits.Receipt) {
	switch {
	case receipt.Rewound:
		w.proof, w.sizer.Checks = proved, true
	case receipt.Guessed:
		w.proof, w.sizer.Checks = disproved, false
	}
}

// mayRepeat reports whether bytes that the server may have can be sent again.
func (w *worker) mayRepeat() bool {
	switch w.afterUnclear() {
	case Resume:
		return true
	case Restart:
		return false
	case Auto:
	}
	return w.sizer.Checks || w.job.Source.Size == 0
}

// unclear reports whether the server may have unacknowledged bytes that must not be sent again.
func (w *worker) unclear() bool {
	return w.job.Reach != w.job.Acked && !w.planned && !w.mayRepeat()
}

// worthAsking is how many unacknowledged bytes must have left, at least, for the server to be asked for its offset
// before they are sent again. Fewer are sent again in about the time of a question.
const worthAsking = 256 << 10

// shouldAsk reports whether a server that detects repeated bytes is to be asked where it is, because that may save
// sending many again.
func (w *worker) shouldAsk() bool {
	_, ok := w.gap()
	return ok && w.sizer.Checks && w.mayRepeat() && !w.asked && !w.planned && w.job.Reach-w.job.Acked >= worthAsking
}

// inquire asks such a server with a range that it must refuse. If it does not name its offset, the upload goes on
// from the last ack.
func (w *worker) inquire(ctx context.Context) error {
	w.asked = true
	if err := w.storeAck(); err != nil {
		return err
	}
	gap, _ := w.gap()
	receipt, err := w.ask(ctx, gap)
	switch {
	case err == nil && receipt.Rewound:
		return w.settle(ctx, gap, receipt, 0)
	case err == nil: // it has taken a byte that does not continue the others
		w.proof, w.sizer.Checks = disproved, false
		return w.abandon(ctx, bits.EventMayRepeat, errNoHeadway)
	case refusedProbe(err), errors.Is(err, bits.ErrUnanswered) && ctx.Err() == nil:
		return nil
	}
	return w.sendFailed(ctx, gap, err)
}

// clarify finds out what the server has. If that is impossible, it abandons the session for a new one.
func (w *worker) clarify(ctx context.Context) error {
	if w.job.Target.AfterUnclear == Restart {
		return w.abandon(ctx, bits.EventMustNotRepeat, errNoHeadway)
	}
	if err := w.storeAck(); err != nil {
		return err
	}
	settled, err := w.prove(ctx)
	switch {
	case err != nil || settled:
		return err
	case w.mayBeForgotten():
		return w.refusal
	}
	return w.abandon(ctx, bits.EventMayRepeat, errNoHeadway)
}

// prove asks the server for its offset, with ranges that it need not store. It returns true when that is settled: the
// server has proved that it knows, or is to be asked again. A server that stores any range fails here and keeps a
// byte or two too many, so its session must be abandoned. One that checks the range first gets no byte ("Expect:
// 100-continue"). A refused probe proves nothing, and does not mean a lost session.
func (w *worker) prove(ctx context.Context) (bool, error) {
	most := w.job.Reach
	if gap, ok := w.gap(); ok {
		receipt, err := w.ask(ctx, gap)
		switch {
		case err == nil && receipt.Rewound:
			return true, w.settle(ctx, gap, receipt, 0)
		case err == nil:
			return false, nil
		case refusedProbe(err):
		case errors.Is(err, bits.ErrUnanswered) && ctx.Err() == nil:
			most = w.job.Acked // a byte from beyond the gap may have been stored
		default:
			return true, w.sendFailed(ctx, gap, err) // nil: ask again
		}
	}
	return w.overlap(ctx, most)
}

// overlap sends acknowledged bytes again. A server that detects them names the same, larger offset both times. most
// is the largest offset that proves it, or reachUnknown.
func (w *worker) overlap(ctx context.Context, most int64) (bool, error) {
	first := int64(-1)
	for i, r := range w.overlaps() {
		receipt, err := w.ask(ctx, r)
		if err != nil && refusedProbe(err) && ctx.Err() == nil {
			return false, nil
		}
		if err != nil {
			return true, w.sendFailed(ctx, r, err)
		}
		same := i > 0 && !receipt.Guessed && receipt.Received == first && first > r.Last+1
		if receipt.Rewound || same && w.mayHave(first) && (most == reachUnknown || first <= most) {
			receipt.Rewound = true // nothing of the probe was taken
			return true, w.settle(ctx, r, receipt, w.overlaps()[0].Last+1)
		}
		first = receipt.Received
	}
	return false, nil
}

// refusedProbe reports whether an answer may refuse only the range of a probe: it names no reason, no other cause and
// no Retry-After.
func refusedProbe(err error) bool {
	answer, answered := asAnswer(err)
	if !answered || answer.RetryAfter != 0 {
		return false
	}
	switch answer.Status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return false
	}
	return withoutReason(answer) || likelyLost(answer)
}

// mayHave reports whether the server can be at the offset received.
func (w *worker) mayHave(received int64) bool {
	if w.job.Acked == 0 && received == w.job.Source.Size && w.job.Session.Bare {
		return false // it has never named another offset, and follows [MC-BUP] in nothing else
	}
	return received >= w.job.Acked && (w.job.Reach == reachUnknown || received <= w.job.Reach)
}

// gap returns a range beyond everything that may have been sent. A server that checks ranges refuses it, with 416 if
// it follows [MC-BUP] 3.2.5.2.6. It is false if what may have been sent is unknown or ends the file.
func (w *worker) gap() (bits.Range, bool) {
	at, size := w.job.Reach+1, w.job.Source.Size
	return bits.Range{First: at, Last: at, Total: size}, w.job.Reach != reachUnknown && at < size-1
}

// overlaps returns two ranges for consecutive probes. They end before unacknowledged bytes, where there are enough
// others, and never end the file. After them the offset of a server that stores any range grows, or is the range's
// end.
func (w *worker) overlaps() []bits.Range {
	size := w.job.Source.Size
	if size < 2 {
		return nil
	}
	at := max(w.job.Acked-2, 0)
	return []bits.Range{{First: at, Last: min(at+1, size-2), Total: size}, {First: at, Last: at, Total: size}}
}

func (w *worker) ask(ctx context.Context, r bits.Range) (bits.Receipt, error) {
	w.sure, w.refusal = false, nil
	receipt, err := w.client.Send(ctx, w.job.Session, bits.Part{Range: r, Open: w.job.Source.OpenUntouched, Expect: true})
	w.base.Store(w.job.Acked) // probes are not shown as progress
	w.size.Store(0)
	w.sentOfOne.Store(0)
	if errors.Is(err, bits.ErrUnanswered) {
		w.sentOfOne.Store(r.Len())
	}
	if answer, answered := asAnswer(err); answered && withoutReason(answer) {
		w.refusal = err
	}
	return receipt, err
}

// reachAfter returns how far bytes may have been sent after an answer: the server may have parts of a fragment that
// its answer does not cover.
func reachAfter(r bits.Range, receipt bits.Receipt) int64 {
	if receipt.Rewound {
		return receipt.Received
	}
	return max(r.Last+1, receipt.Received)
}

// counted reports whether furthest is known to be all that was sent in the session.
func (w *worker) counted() bool {
	return w.job.Counted && w.job.Checksum.Algorithm != "" && w.job.Reach != reachUnknown && !w.job.Unseen
}

// furthest returns the offset after the last byte that may have been sent in the session, if counted.
func (w *worker) furthest() int64 { return max(w.job.Acked, w.job.sums().furthest().Size) }

// disbelieve gives up a session of which the server claims to have more than was sent: it keeps another file there, or
// does not know what it has.
func (w *worker) disbelieve(ctx context.Context, cause error) error {
	w.proof, w.sizer.Checks = disproved, false
	return w.abandon(ctx, bits.EventTooMuch, cause)
}

// settle accepts the offset that a probe has proved. probed is the end of what probes may have added to what was sent.
func (w *worker) settle(ctx context.Context, r bits.Range, receipt bits.Receipt, probed int64) error {
	if w.counted() && receipt.Received > max(w.furthest(), probed) {
		return w.disbelieve(ctx, errNoHeadway)
	}
	return w.take(ctx, r, receipt, 0)
}
