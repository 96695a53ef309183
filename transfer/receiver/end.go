package receiver

import (
	"context"
	"time"

	"sendoff/transfer/bits"
)

// end answers a Close-Session or a Cancel-Session ([MC-BUP] 3.2.5.2.7 and 3.2.5.2.8). Both free all that the session
// has before they are answered. Neither touches a published file. A client that missed the Ack and repeats the packet
// gets the same Ack again.
func (x *exchange) end() (answer, error) {
	if x.req.ContentLength != 0 {
		return answer{}, malformedError("body on a packet that has none")
	}
	// The request has arrived whole: it is carried out even if its client has gone.
	ctx := context.WithoutCancel(x.req.Context())
	rd := &reading{}
	s, err := x.session(ctx, rd)
	if err != nil {
		return answer{}, err
	}
	defer s.leave(rd)
	if err := x.r.release(s); err != nil {
		return answer{}, err
	}
	a := answer{}
	if x.packet == bits.CloseSession {
		a.digest = s.rec.Digest
	}
	return a, nil
}

// release frees the session's data and records its end. The data goes first: on a full disk that makes room for the
// record.
func (r *Receiver) release(s *session) error {
	back, err := r.disk.putBack(s.rec)
	if err != nil {
		return err
	}
	if err := r.disk.discard(s.rec.ID); err != nil {
		return err
	}
	if s.rec.State == ended {
		return nil
	}
	rec := s.rec
	if rec.State != complete || back { // nothing is left of what it says
		rec.Digest = ""
	}
	rec.State = ended
	rec.Hash = ""
	rec.Touched = time.Now()
	if err := r.disk.append(rec); err != nil {
		return err
	}
	r.change(s, rec)
	return nil
}
