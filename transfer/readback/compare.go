package readback

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/receipt"
	"sendoff/transfer/source"
)

// Server is how the server is reached: a *bits.Client.
type Server interface {
	Head(ctx context.Context, u *url.URL) (bits.Held, error)
	Reply(ctx context.Context, address string, from int64) (*bits.ReplyPart, error)
}

// Sent is what was sent.
type Sent struct {
	Size   int64
	SHA256 bits.SHA256                               // "" = not known
	Sum    source.Checksum                           // of all bytes, where SHA256 is not known; zero = not known either
	MD5    func(ctx context.Context) ([]byte, error) // of the file; an error means that it cannot be read; nil = there is none
}

// knowsContent reports whether content that is read back can be compared with anything.
func (s Sent) knowsContent() bool {
	return s.SHA256 != "" || s.Sum.Size == s.Size && s.Sum.Algorithm != "" && !s.Sum.Mixed()
}

// Found is what came of a comparison.
type Found struct {
	receipt.Proof
	// Refused is the HTTP status by which the server refused to hand out the file, 0 if it did not.
	Refused int   `json:"refused,omitempty"`
	Has     int64 `json:"has"` // size of what the server has, in bytes; -1 = not known
}

// Compare finds out whether the server has at u what was sent. It calls tell with the number of bytes read back so far.
// Its errors are ctx's, ErrChanging, and those of a server that cannot be reached or asks for a sign-in. Whatever else
// a server answers is a result.
func Compare(ctx context.Context, server Server, u *url.URL, sent Sent, tell func(int64)) (Found, error) {
	found := Found{Proof: receipt.Proof{Sent: sent.SHA256}, Has: -1}
	held, err := server.Head(ctx, u)
	asked := err == nil
	if found.Refused, err = refused(err); err != nil {
		return found, err
	}
	if asked {
		found.Has = held.Size
		switch {
		case held.SHA256 != "" && sent.SHA256 != "":
			found.Said = held.SHA256
			return found.by(receipt.ByDigest, held.SHA256 == sent.SHA256, sent.Size), nil
		case held.Size >= 0 && held.Size != sent.Size:
			return found.by(receipt.BySize, false, 0), nil
		}
	}
	if sent.knowsContent() {
		read := reading{server: server, address: u.String(), sent: sent, tell: tell}
		result, err := read.all(ctx)
		if errors.Is(err, errEncoded) {
			found.Has = -1 // nor does its size say anything
			return found, nil
		}
		if found.Refused, err = refused(err); err != nil {
			return found, err
		}
		if found.Refused == 0 {
			found.Has = read.size
			return found.by(receipt.ByContent, result == same, sent.Size), nil
		}
	}
	if !asked {
		return found, nil
	}
	return found.byHead(ctx, held, sent)
}

// byHead compares what is left when nothing can be read back.
func (f Found) byHead(ctx context.Context, held bits.Held, sent Sent) (Found, error) {
	if held.MD5 != nil && sent.MD5 != nil {
		own, err := sent.MD5(ctx)
		if ctx.Err() != nil {
			return f, context.Cause(ctx)
		}
		if err == nil {
			return f.by(receipt.ByMD5, bytes.Equal(own, held.MD5), sent.Size), nil
		}
	}
	if held.Size >= 0 {
		return f.by(receipt.BySize, held.Size == sent.Size, 0), nil
	}
	return f, nil
}

func (f Found) by(by receipt.By, same bool, n int64) Found {
	f.By, f.Same, f.Bytes, f.At = by, same, n, time.Now()
	return f
}

// refused returns the status of an answer that hands out nothing, instead of the error. A demand to sign in, a server
// that is busy, and one that does not answer stay errors.
func refused(err error) (status int, _ error) {
	answer, ok := errors.AsType[*bits.Error](err)
	switch {
	case !ok:
		return 0, err
	case answer.Status == http.StatusUnauthorized, answer.Status == http.StatusProxyAuthRequired, answer.Status == http.StatusTooManyRequests,
		answer.Status >= 500 && answer.Status != http.StatusNotImplemented:
		return 0, err
	}
	return answer.Status, nil
}
