package transfer

import (
	"errors"
	mathbits "math/bits"
	"net/http"
	"time"

	"sendoff/transfer/bits"
)

// Headway is how far a job has come over all its sessions, and at what cost. Only bytes beyond Furthest count: a
// server that loses its sessions acknowledges the same bytes again and again.
type Headway struct {
	Furthest int64 `json:"furthest,omitempty"` // the most bytes that were ever acknowledged
	Resent   int64 `json:"again,omitempty"`    // bytes that were sent without confirming anything new
	// Unheard counts tries in a row in which the server answered everything but the fragment, without a reason.
	Unheard int `json:"unheard,omitempty"`
	// Renewed is set when a new session was opened because of that, until there is headway.
	Renewed bool `json:"renewed,omitempty"`
	// Bare is set once a fragment of this session, not only a probe, was answered without a reason.
	Bare bool `json:"bare,omitempty"`
}

const (
	// maxResent is how many bytes, besides as many as were ever confirmed, may be sent again before resending is
	// delayed like a failure.
	maxResent = 4 * firstFragment
	// unheardTries is after how many such tries a session with little confirmed is abandoned.
	unheardTries = 3
	// tinyFragment, in bytes, gets through networks that drop larger packets. A session is only abandoned if even
	// that is not answered.
	tinyFragment = 512
)

// take records the server's offset after cost bytes were sent. It reports whether that is headway. While too much was
// sent again, a fragment counts only if at least half of it was new.
func (h *Headway) take(received, cost int64) bool {
	fresh := max(received-h.Furthest, 0)
	h.Furthest += fresh
	h.Resent += max(cost-fresh, 0)
	if fresh == 0 || 2*fresh < cost && h.overdrawn() {
		return false
	}
	h.Unheard, h.Renewed, h.Bare = 0, false, false
	return true
}

// overdrawn reports whether more was resent than the confirmed bytes justify.
func (h Headway) overdrawn() bool { return h.Resent > maxResent+h.Furthest }

// failed counts a failed try.
func (h *Headway) failed(e failed) {
	switch {
	case e.renewed:
		h.Unheard, h.Renewed, h.Bare = 0, true, false
	case e.unheard:
		h.Unheard++
		h.Bare = h.Bare || e.bare
	default:
		h.Unheard = 0
	}
}

// patienceWith returns how many unheard tries a session gets: one more for each doubling of its acknowledged bytes.
// With the delays in between that is minutes for a megabyte and hours for 40 GB.
func patienceWith(acked int64) int { return unheardTries + mathbits.Len64(uint64(max(acked, 0))>>20) }

// wasted: bytes were sent that no answer mentioned.
type wasted struct{ sent int64 }

func (e wasted) apply(j *Job, _ time.Time) { j.Headway.Resent += max(e.sent, 0) }
func (wasted) durable() bool               { return false }

// asAnswer returns the answer that refused a packet; false if there was none.
func asAnswer(err error) (*bits.Error, bool) { return errors.AsType[*bits.Error](err) }

// unheard reports whether only the fragment fails, without a reason, on a server that answers everything else: with a
// bare 500, or not at all. Gateways (502, 503, 504) and answers with Retry-After give a reason. The end of an empty
// file counts as its fragment.
func (w *worker) unheard(err error) bool {
	if !w.alive || w.job.Abandoned || w.job.Session.IsZero() {
		return false
	}
	answer, answered := asAnswer(err)
	if !answered {
		return w.unanswered
	}
	bears := answer.Packet == bits.Fragment || answer.Packet == bits.CloseSession && w.job.Source.Size == 0
	return bears && withoutReason(answer)
}

// withoutReason reports whether an answer says no more than "error".
func withoutReason(answer *bits.Error) bool {
	return answer.Status == http.StatusInternalServerError &&
		answer.Code <= 1 && // servers send 1 for "an error"
		answer.Context != bits.ContextRemoteApplication && answer.RetryAfter == 0
}

// mayBeForgotten reports whether an unclear session is kept although the server has refused to say what it has: it
// refuses everything of the session in the same way.
func (w *worker) mayBeForgotten() bool {
	return w.refusal != nil && (w.job.Headway.Bare || w.job.Headway.Renewed)
}

// abandonsUnheard reports whether to give up a session that the server may have lost without saying so. A new session
// repeats the whole upload, so it is tried once. It is tried again if only probes of it are refused: some servers
// refuse any probe, and nothing else can then be sent.
func (w *worker) abandonsUnheard(err error) bool {
	h, patience := w.job.Headway, patienceWith(w.job.Acked)
	if _, answered := asAnswer(err); !answered && w.job.LastFragment == LastLeft {
		patience *= 2 // the server may have the whole file, and a new session would meet it there
	}
	tried := h.Renewed && (h.Bare || w.refusal == nil)
	return w.job.Source.Size > 0 && !tried && w.unheard(err) && h.Unheard+1 >= patience
}

// refineKind sets causes that only the file, or several tries, reveal.
func (w *worker) refineKind(f *Fault, err error) {
	tries := w.job.Headway.Unheard + 1
	switch unheard := w.unheard(err); {
	case w.job.Source.Size == 0 && (refusesEmpty(f) || unheard && tries >= unheardTries):
		f.Kind, f.Final = KindEmptyFile, true
	case unheard && (tries >= unheardTries || w.job.Headway.Renewed), w.job.Abandoned && forgotten(&w.job, err):
		f.Kind = KindForgotten
	}
}

// refusesEmpty reports whether the refusal of an empty file is probably because it is empty. The packets before the
// fragment do not say how large a file is, and rights and conflicts mean what they say.
func refusesEmpty(f *Fault) bool {
	switch bits.PacketType(f.Packet) { //nolint:exhaustive // see above
	case bits.Fragment:
		return f.Final && (f.Kind == KindRefused || f.Kind == KindNotBITS || f.Kind == KindNotFound)
	case bits.CloseSession:
		return f.Final && (f.Kind == KindUnfinished && f.HTTP != http.StatusConflict || f.Kind == KindNotBITS || f.Kind == KindGone)
	}
	return false
}
