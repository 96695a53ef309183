package receiver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sendoff/transfer/bits"
)

const (
	// notifyTimeout is how long an application may take nothing of an upload, say nothing, or send nothing of its reply
	// ([MC-BUP] 3.3.2 leaves it open; IIS has five minutes).
	notifyTimeout = 5 * time.Minute
	// DefaultMaxReply is the largest reply of an application, in bytes.
	DefaultMaxReply = 64 << 20
)

// Notifier is an Application behind a URL, which is told of uploads by POST ([MC-BUP] 2.2.12).
type Notifier struct {
	// URL is where to post to. The query of an upload's URL is added to it.
	URL *url.URL
	// ByValue sends the bytes of the upload, and takes the body of the answer for the reply. Else two headers name the
	// files for both, which the application reads and writes itself.
	ByValue bool
	// MaxReply is the largest reply taken by value, in bytes; 0 = DefaultMaxReply.
	MaxReply int64
	// Transport is used for the requests.
	Transport http.RoundTripper
}

// errSilent ends a conversation with an application that stands still.
var errSilent = fmt.Errorf("the application has moved nothing for %v: %w", notifyTimeout, context.DeadlineExceeded)

// Take posts an upload, and returns what the application answers. Its error is context.DeadlineExceeded if the
// application stands still for notifyTimeout.
func (n *Notifier) Take(ctx context.Context, u Upload) (Verdict, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stall := time.AfterFunc(notifyTimeout, func() { cancel(errSilent) })
	defer stall.Stop()
	v, err := n.post(ctx, u, stall)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return v, err
}

func (n *Notifier) post(ctx context.Context, u Upload, stall *time.Timer) (Verdict, error) {
	req, err := n.request(ctx, u, stall)
	if err != nil {
		return Verdict{}, err
	}
	res, err := n.Transport.RoundTrip(req) // redirects are not followed
	if err != nil {
		return Verdict{}, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return Verdict{Status: res.StatusCode}, nil
	}
	v := Verdict{ReplyURL: res.Header.Get(bits.HeaderStaticResponseURL)}
	_, v.Keep = res.Header[http.CanonicalHeaderKey(bits.HeaderCopyFile)]
	if v.ReplyURL != "" {
		return v, checkStatic(v.ReplyURL)
	}
	if n.ByValue {
		return v, n.keep(u.Reply, &stalling{res.Body, stall})
	}
	return v, nil
}

// request makes the notification. By value the body is the upload.
func (n *Notifier) request(ctx context.Context, u Upload, stall *time.Timer) (*http.Request, error) {
	to := *n.URL
	if asked, err := url.Parse(u.URL); err == nil && asked.RawQuery != "" {
		to.RawQuery = strings.Trim(to.RawQuery+"&"+asked.RawQuery, "&")
	}
	body := io.ReadCloser(http.NoBody)
	if n.ByValue {
		f, err := os.Open(u.File)
		if err != nil {
			return nil, err
		}
		body = &stalling{f, stall}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), body)
	if err != nil {
		return nil, errors.Join(err, body.Close())
	}
	bits.Put(req.Header, bits.HeaderUserAgent, "Sendoff")
	bits.Put(req.Header, bits.HeaderOriginalURL, u.URL)
	if n.ByValue {
		if req.ContentLength = u.Size; u.Size == 0 {
			req.Body = http.NoBody
			_ = body.Close()
		}
		return req, nil
	}
	bits.Put(req.Header, bits.HeaderRequestDataFile, u.File)
	bits.Put(req.Header, bits.HeaderResponseDataFile, u.Reply)
	return req, nil
}

// keep stores the body of an answer as the reply, unless it is empty.
func (n *Notifier) keep(path string, body io.Reader) error {
	most := n.MaxReply
	if most == 0 {
		most = DefaultMaxReply
	}
	return StoreReply(path, body, most)
}

// StoreReply stores a reply of at most so many bytes; an empty one is none. It returns when the reply is durable.
func StoreReply(path string, from io.Reader, most int64) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	n, err := io.Copy(f, io.LimitReader(from, most+1))
	if err == nil && n > most {
		err = fmt.Errorf("the reply has more than %d bytes", most)
	}
	if err == nil {
		err = syncFile(f)
	}
	err = errors.Join(err, f.Close())
	if err != nil || n == 0 {
		return errors.Join(err, os.Remove(filepath.Clean(path)))
	}
	return nil
}

// checkStatic refuses a static address that no client could use ([MC-BUP] 2.2.13.1).
func checkStatic(address string) error {
	if !isAddress(address) {
		return fmt.Errorf("the application names %q as address of the reply", address)
	}
	return nil
}

// isAddress reports whether clients can use an address in an Ack.
func isAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") && len(address) <= bits.MaxURL
}

// stalling is a body that may not stand still for longer than notifyTimeout.
type stalling struct {
	io.ReadCloser
	stall *time.Timer
}

func (s *stalling) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	s.stall.Reset(notifyTimeout)
	return n, err
}
