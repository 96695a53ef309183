package transfer

import (
	"errors"
	mathbits "math/bits"
	"net/http"
	"time"

	"sendoff/transfer/bits"
)

// Headway is how far a job has come over all its sessions, and at what cost. Only bytes beyond Furthest
// are headway: a server that loses each session acknowledges the same ones again and again.
type Headway struct {
	Furthest int64 `json:"furthest,omitempty"` // the most bytes that were ever acknowledged
	Resent   int64 `json:"again,omitempty"`    // bytes that left and confirmed nothing new: they go out twice
	// Unheard counts the tries in a row in which the server acknowledged all but the fragment, and gave no
	// reason.
	Unheard int `json:"unheard,omitempty"`
	// Renewed is set when a new session was begun because of that, until there is headway.
	Renewed bool `json:"renewed,omitempty"`
}

const (
	// maxResent is how many bytes may be sent again, besides as many as were ever confirmed, until sending
	// again waits its turn like a failure.
	maxResent = 4 * firstFragment
	// unheardTries is after how many such tries a session is abandoned of which little is confirmed.
	unheardTries = 3
	// tinyFragment, in bytes, gets through where a network lets no larger packets pass. A session is not
	// given up before the server has not answered even that.
	tinyFragment = 512
)

// take notes that the server has received bytes after cost bytes left for it, and reports whether that
// is headway. While too much was sent again, a fragment of which less than half was taken is none.
func (h *Headway) take(received, cost int64) bool {
	fresh := max(received-h.Furthest, 0)
	h.Furthest += fresh
	h.Resent += max(cost-fresh, 0)
	if fresh == 0 || 2*fresh < cost && h.overdrawn() {
		return false
	}
	h.Unheard, h.Renewed = 0, false
	return true
}

// overdrawn reports whether more was sent again than what is confirmed justifies.
func (h Headway) overdrawn() bool { return h.Resent > maxResent+h.Furthest }

// failed counts a try that came to nothing.
func (h *Headway) failed(e failed) {
	switch {
	case e.renewed:
		h.Unheard, h.Renewed = 0, true
	case e.unheard:
		h.Unheard++
	default:
		h.Unheard = 0
	}
}

// patienceWith is how many unheard tries a session is worth of which so many bytes are confirmed: one more
// for each doubling. With the delays between them that is minutes for a megabyte and hours for 40 GB.
func patienceWith(acked int64) int { return unheardTries + mathbits.Len64(uint64(max(acked, 0))>>20) }

// wasted: bytes left that no answer spoke of.
type wasted struct{ sent int64 }

func (e wasted) apply(j *Job, _ time.Time) { j.Headway.Resent += max(e.sent, 0) }
func (wasted) durable() bool               { return false }

// asAnswer is the answer that refused a packet; false if none came.
func asAnswer(err error) (*bits.Error, bool) { return errors.AsType[*bits.Error](err) }

// unheard reports whether the fragment alone fails, without a reason, on a server that answers all else: with a
// bare 500, or not at all. Gateways that miss their server (502, 503, 504), and whoever asks to be left
// alone, give a reason.
func (w *worker) unheard(err error) bool {
	if !w.alive || w.job.Abandoned || w.job.Session.IsZero() {
		return false
	}
	answer, answered := asAnswer(err)
	if !answered {
		return w.unanswered
	}
	return withoutReason(answer)
}

// withoutReason reports whether the answer to a fragment says no more than that something went wrong.
func withoutReason(answer *bits.Error) bool {
	return answer.Packet == bits.Fragment && answer.Status == http.StatusInternalServerError &&
		answer.Code <= 1 && // servers send 1 for "an error"
		answer.Context != bits.ContextRemoteApplication && answer.RetryAfter == 0
}

// abandonsUnheard reports whether to give up a session that the server may have lost without saying so. A new one costs all
// that was uploaded, so it is tried once.
func (w *worker) abandonsUnheard(err error) bool {
	h := w.job.Headway
	return w.job.Source.Size > 0 && !h.Renewed && w.unheard(err) && h.Unheard+1 >= patienceWith(w.job.Acked)
}

// explain names the cause that shows only in several tries of a fragment.
func (w *worker) explain(f *Fault, err error) {
	answer, answered := asAnswer(err)
	refused := answered && answer.Packet == bits.Fragment && f.Final &&
		(f.Kind == KindRefused || f.Kind == KindNotBITS || f.Kind == KindNotFound)
	tries := w.job.Headway.Unheard + 1
	switch unheard := w.unheard(err); {
	case w.job.Source.Size == 0 && (refused || unheard && tries >= unheardTries):
		f.Kind, f.Final = KindEmptyFile, true
	case unheard && (tries >= unheardTries || w.job.Headway.Renewed):
		f.Kind = KindForgotten
	}
}
