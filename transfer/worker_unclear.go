package transfer

import (
	"context"
	"errors"
	"net/http"

	"sendoff/transfer/bits"
)

// AfterUnclear says what follows a fragment whose answer was not seen. Servers differ: most notice bytes
// that come twice, and some store them twice.
type AfterUnclear string

// The ways to go on. Auto resumes where the server has shown that it notices, and restarts elsewhere.
const (
	Auto    AfterUnclear = ""
	Resume  AfterUnclear = "resume"
	Restart AfterUnclear = "restart"
)

func (a AfterUnclear) known() bool { return a == Auto || a == Resume || a == Restart }

// reachUnknown is the Job.Reach of a record that does not tell how far bytes have left.
const reachUnknown = -1

// proof is what a conversation showed about Learned.Checks.
type proof int8

const (
	unproved proof = iota
	proved
	disproved
)

// stats is what the conversation adds to what is known of its server by now: others have talked to it
// meanwhile.
func (w *worker) stats(known ServerStats) ServerStats {
	l := w.sizer.ServerStats
	switch w.proof {
	case unproved:
		l.Checks = known.Checks
	case proved:
		l.Checks = true
	case disproved:
		l.Checks = false
	}
	return l
}

// weigh takes an answer for what it shows: a 416 with an offset means that the server has compared the
// range with what it has, and an answer without an offset that it may not know what it has.
func (w *worker) weigh(receipt bits.Receipt) {
	switch {
	case receipt.Rewound:
		w.proof, w.sizer.Checks = proved, true
	case receipt.Guessed:
		w.proof, w.sizer.Checks = disproved, false
	}
}

// mayRepeat reports whether bytes that the server may have can be sent to it again.
func (w *worker) mayRepeat() bool {
	switch w.job.Target.AfterUnclear {
	case Resume:
		return true
	case Restart:
		return false
	case Auto:
	}
	return w.sizer.Checks || w.job.Source.Size == 0
}

// unclear reports whether the server may have bytes that it has not acknowledged, and may not get them
// again.
func (w *worker) unclear() bool {
	return w.job.Reach != w.job.Acked && !w.planned && !w.mayRepeat()
}

// clarify makes sure of what the server has. Where it cannot tell, the session is given up for a new one.
func (w *worker) clarify(ctx context.Context) error {
	if w.job.Target.AfterUnclear == Restart {
		return w.abandon(ctx, bits.EventMustNotRepeat, errNoHeadway)
	}
	if err := w.storeAck(); err != nil {
		return err
	}
	settled, err := w.prove(ctx)
	if err != nil || settled {
		return err
	}
	return w.abandon(ctx, bits.EventMayRepeat, errNoHeadway)
}

// prove asks the server where it is, with ranges that it need not store, and reports whether that is settled:
// it has shown that it knows, or is to be asked again. A server that stores whatever comes fails here and
// keeps a byte or two that do not belong there, so that its session must not be used any more; one that looks
// at the range before the body gets not a byte ("Expect: 100-continue"). A refused probe proves nothing, and
// is no sign of a session that was forgotten.
func (w *worker) prove(ctx context.Context) (bool, error) {
	most := w.job.Reach
	if gap, ok := w.gap(); ok {
		receipt, err := w.ask(ctx, gap)
		switch {
		case err == nil && receipt.Rewound:
			return true, w.take(ctx, gap, receipt, 0)
		case err == nil:
			return false, nil
		case refusedProbe(err):
		case errors.Is(err, bits.ErrUnanswered) && ctx.Err() == nil:
			most = w.job.Acked // a byte from behind the gap may be stored further on
		default:
			return true, w.sendFailed(ctx, gap, err) // nil: it is to be asked again
		}
	}
	return w.overlap(ctx, most)
}

// overlap sends bytes again that were acknowledged. A server that leaves out what it has names the same,
// larger offset both times; most is the largest that proves it, or reachUnknown.
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
			return true, w.take(ctx, r, receipt, 0)
		}
		first = receipt.Received
	}
	return false, nil
}

// refusedProbe reports whether an answer may speak of the range of a probe alone: it gives no reason, no other
// cause and no time to come back.
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

// mayHave reports whether received is an offset that the server can have.
func (w *worker) mayHave(received int64) bool {
	if w.job.Acked == 0 && received == w.job.Source.Size && w.job.Session.Bare {
		return false // it has never named another offset, and it keeps to [MC-BUP] in nothing else either
	}
	return received >= w.job.Acked && (w.job.Reach == reachUnknown || received <= w.job.Reach)
}

// gap is a range to ask with that begins behind all that may have left: every server that looks at the range
// refuses it, with 416 if it keeps to [MC-BUP] 3.2.5.2.6. There is none where what may have left ends with the
// file, or is not known.
func (w *worker) gap() (bits.Range, bool) {
	at, size := w.job.Reach+1, w.job.Source.Size
	return bits.Range{First: at, Last: at, Total: size}, w.job.Reach != reachUnknown && at < size-1
}

// overlaps are two ranges to ask with one after the other. They end before anything that was not acknowledged,
// if there is that much, and do not end the file. A server that stores what comes grows by them or repeats the
// end of the range.
func (w *worker) overlaps() []bits.Range {
	size := w.job.Source.Size
	if size < 2 {
		return nil
	}
	at := max(w.job.Acked-2, 0)
	return []bits.Range{{First: at, Last: min(at+1, size-2), Total: size}, {First: at, Last: at, Total: size}}
}

func (w *worker) ask(ctx context.Context, r bits.Range) (bits.Receipt, error) {
	w.sure = false
	receipt, err := w.client.Send(ctx, w.job.Session, bits.Part{Range: r, Open: w.job.Source.openUntouched, Expect: true})
	w.base.Store(w.job.Acked) // no bar shows a probe
	w.size.Store(0)
	w.sentOfOne.Store(0)
	if errors.Is(err, bits.ErrUnanswered) {
		w.sentOfOne.Store(r.Len())
	}
	return receipt, err
}

// reachAfter is how far bytes may have left after an answer: what a fragment carried and its answer does
// not cover may be there all the same.
func reachAfter(r bits.Range, receipt bits.Receipt) int64 {
	if receipt.Rewound {
		return receipt.Received
	}
	return max(r.Last+1, receipt.Received)
}
