package readback

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"net/http"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/source"
)

// ErrChanging means that the file on the server changed each time while it was read back.
var ErrChanging = errors.New("the file on the server changes while it is read back")

// Limits of a reading.
const (
	maxTries   = 6                // without a byte in between
	maxChanges = 3                // of the file on the server meanwhile
	firstWait  = time.Second      // before the second try; it doubles
	longest    = 30 * time.Second // such wait
)

// result is what a reading found.
type result bool

const (
	same      result = true
	different result = false
)

// reading reads a file back from its beginning. What is read goes through a hash, and is not kept.
type reading struct {
	server  Server
	address string
	sent    Sent
	tell    func(int64)

	hash    hash.Hash
	have    int64  // bytes that went through hash
	size    int64  // of the whole file, as far as known; -1 = not known
	version string // of the file that have is of; "" = none yet
	changes int
}

// all reads until all is read. After an interruption it goes on where it was, if the server hands out parts.
func (r *reading) all(ctx context.Context) (result, error) {
	if err := r.begin(); err != nil {
		return different, err
	}
	wait, tries := firstWait, 0
	for {
		before := r.have
		ended, err := r.part(ctx)
		switch answer, answered := errors.AsType[*bits.Error](err); {
		case ctx.Err() != nil:
			return different, context.Cause(ctx)
		case ended:
			return r.compare()
		case answered && answer.Status == http.StatusRequestedRangeNotSatisfiable && r.have > 0: // it has become shorter
			err = r.changed()
		case answered && !passes(answer.Status), errors.Is(err, errEncoded):
			return different, err
		}
		if errors.Is(err, ErrChanging) {
			return different, err
		}
		if r.have > before {
			wait, tries = firstWait, 0
		} else if tries++; tries >= maxTries {
			return different, err
		}
		if err := rest(ctx, wait); err != nil {
			return different, err
		}
		wait = min(2*wait, longest)
	}
}

// passes reports whether an answer may be another one a little later.
func passes(status int) bool { return status >= 500 && status != 501 || status == 429 }

func rest(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (r *reading) begin() (err error) {
	r.have, r.size, r.version = 0, -1, ""
	if r.hash = sha256.New(); r.sent.SHA256 == "" {
		r.hash, err = r.sent.Sum.Again().Resume()
	}
	return err
}

// changed begins again, with the file that the server has now.
func (r *reading) changed() error {
	if r.changes++; r.changes >= maxChanges {
		return ErrChanging
	}
	return r.begin()
}

// errEncoded means that the server hands out a compressed form, although none was asked for.
var errEncoded = errors.New("the server hands out the file in another form only")

// part fetches from have on. ended is set when the file was read to its end, or is longer than what was sent.
func (r *reading) part(ctx context.Context) (ended bool, err error) {
	p, err := r.server.Reply(ctx, r.address, r.have)
	if err != nil {
		return false, err
	}
	defer func() { _ = p.Body.Close() }()
	if r.version != "" && p.Version != r.version || p.Offset > 0 && p.Offset > r.have {
		return false, r.changed()
	}
	if p.Encoded {
		return false, errEncoded
	}
	r.version, r.size = p.Version, p.Total
	if p.Total >= 0 && p.Total != r.sent.Size {
		return true, nil
	}
	if _, err := io.CopyN(io.Discard, p.Body, r.have-p.Offset); err != nil { // the server has begun before what was asked for
		return false, err
	}
	return r.copy(p)
}

// copy reads the body of a part, and not more than a byte beyond what was sent.
func (r *reading) copy(p *bits.ReplyPart) (ended bool, err error) {
	buffer := make([]byte, 256<<10)
	for r.have <= r.sent.Size {
		n, err := p.Body.Read(buffer[:min(int64(len(buffer)), r.sent.Size-r.have+1)])
		_, _ = r.hash.Write(buffer[:n]) // never fails
		r.have += int64(n)
		r.tell(min(r.have, r.sent.Size))
		switch {
		case errors.Is(err, io.EOF) && (r.have >= r.sent.Size || p.Total < 0):
			r.size = r.have
			return true, nil
		case errors.Is(err, io.EOF):
			return false, io.ErrUnexpectedEOF
		case err != nil:
			return false, err
		}
	}
	return true, nil
}

func (r *reading) compare() (result, error) {
	if r.have != r.sent.Size {
		return different, nil
	}
	if r.sent.SHA256 != "" {
		return bits.NewSHA256(r.hash.Sum(nil)) == r.sent.SHA256, nil
	}
	sum := source.Checksum{Algorithm: r.sent.Sum.Algorithm, Size: r.have}
	sum, err := sum.Store(r.hash)
	return sum == r.sent.Sum, err
}
