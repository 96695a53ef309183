package transfer

import (
	"context"
	"errors"

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

// reachUnknown is the Job.Reach of a record that does not tell how far bytes have left.
const reachUnknown = -1

// proof is what a conversation showed about Learned.Checks.
type proof int8

const (
	unproved proof = iota
	proved
	disproved
)

// learned is what the conversation adds to what is known of its server by now: others have talked to it
// meanwhile.
func (w *worker) learned(known Learned) Learned {
	l := w.sizer.Learned
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

// mayRepeat tells whether bytes that the server may have can be sent to it again.
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

// unclear tells whether the server may have bytes that it has not acknowledged, and may not get them
// again.
func (w *worker) unclear() bool {
	return w.job.Reach != w.job.Acked && !w.planned && !w.mayRepeat()
}

// clarify makes sure of what the server has. Where it cannot tell, the session is given up for a new one.
func (w *worker) clarify(ctx context.Context) error {
	if w.job.Target.AfterUnclear == Restart {
		return w.abandon(ctx, "it is not clear what arrived, and this server must not get bytes twice", errNoHeadway)
	}
	answered, err := w.prove(ctx)
	if err != nil || answered {
		return err
	}
	return w.abandon(ctx, "it is not clear what arrived, and this server does not notice bytes that come twice", errNoHeadway)
}

// prove asks the server where it is, with ranges that it need not store, and reports whether it has shown
// that it knows. A server that stores whatever comes fails here and keeps a byte or two that do not
// belong there, so that its session must not be used any more; one that looks at the range before the
// body gets not a byte ("Expect: 100-continue").
func (w *worker) prove(ctx context.Context) (bool, error) {
	probes := w.probes()
	first := int64(-1)
	for i, r := range probes {
		receipt, err := w.ask(ctx, r)
		if err != nil {
			return true, w.sendFailed(ctx, r, err) // nil: it is to be asked again
		}
		repeated := i > 0 && !receipt.Guessed && receipt.Received == first && first > r.Last+1 && w.mayHave(first)
		if receipt.Rewound || repeated {
			receipt.Rewound = true // nothing of the probe was taken
			return true, w.take(ctx, r, receipt, 0)
		}
		first = receipt.Received
	}
	return false, nil
}

// mayHave tells whether received is an offset that the server can have.
func (w *worker) mayHave(received int64) bool {
	if w.job.Acked == 0 && received == w.job.Source.Size && w.job.Session.Bare {
		return false // it has never named another offset, and it keeps to [MC-BUP] in nothing else either
	}
	return received >= w.job.Acked && (w.job.Reach == reachUnknown || received <= w.job.Reach)
}

// probes are the ranges to ask with, none of which ends the file. One behind a gap is refused with 416 by
// every server that looks at the range. Where what may have left ends with the file there is no place for
// a gap: there, bytes that were acknowledged are sent twice. A server that stores what comes grows by that
// or repeats the end of the range; one that leaves out what it has names the same, larger offset both
// times.
func (w *worker) probes() []bits.Range {
	size := w.job.Source.Size
	if at := w.job.Reach + 1; w.job.Reach != reachUnknown && at < size-1 {
		return []bits.Range{{First: at, Last: at, Total: size}}
	}
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
