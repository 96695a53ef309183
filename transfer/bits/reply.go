package bits

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// ReplyFlaw is why a reply cannot be fetched from the address that the server named.
type ReplyFlaw string

// The flaws; "" is none.
const (
	ReplyClear    ReplyFlaw = "clear"    // it is http, but the upload used https
	ReplyUnusable ReplyFlaw = "unusable" // it is not a web server's address
)

// ReplyError is the error of a reply's address.
type ReplyError struct {
	Flaw    ReplyFlaw
	Address string // as the server named it, without secrets
	Err     error
}

func (e *ReplyError) Error() string { return "reply address: " + e.Err.Error() }
func (e *ReplyError) Unwrap() error { return e.Err }

func badReply(flaw ReplyFlaw, value string, err error) error {
	given := []rune(strings.ToValidUTF8(SafeAddress(value), "?"))
	return &ReplyError{flaw, string(given[:min(len(given), maxQuoted)]), err}
}

// ResolveReply returns the absolute URL of a HeaderReplyURL. IIS sends a path with backslashes and braces, relative
// to the destination ([MC-BUP] 4.2). "" stays "". Other schemes than http and https are errors, and so is a step from
// https to http. Its errors are *ReplyError.
func ResolveReply(target *url.URL, value string) (string, error) {
	if value == "" {
		return "", nil
	}
	if len(value) > MaxURL {
		return "", badReply(ReplyUnusable, value, errors.New("too long"))
	}
	ref, err := url.Parse(strings.ReplaceAll(value, `\`, "/"))
	if err != nil {
		return "", badReply(ReplyUnusable, value, withoutURL(err))
	}
	u := target.ResolveReference(ref)
	switch {
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return "", badReply(ReplyUnusable, value, errors.New("not of http"))
	case target.Scheme == "https" && u.Scheme != "https":
		return "", badReply(ReplyClear, value, errors.New("it leaves https"))
	}
	u.User, u.Fragment = nil, ""
	if ref.RawQuery == "" {
		u.RawQuery = ""
	}
	return u.String(), nil
}

// ReplyPart is the answer to one GET of the reply.
type ReplyPart struct {
	Body    io.ReadCloser
	Offset  int64  // where the body begins: 0 if the server sent the whole reply
	Total   int64  // bytes of the whole reply, -1 if unknown
	Encoded bool   // the body is another form of it, such as a compressed one, although none was asked for
	Version string // Last-Modified and ETag; if they differ, a later part belongs to another reply
}

// Reply fetches the reply from offset from on, with a plain GET ([MC-BUP] 3.6). The caller closes Body. Its Read
// returns ErrStalled when nothing comes for Options.Stall. Errors are *Error or the transport's.
func (c *Client) Reply(ctx context.Context, address string, from int64) (*ReplyPart, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("make reply request: %w", withoutURL(err))
	}
	var part *ReplyPart
	a, err := c.answerChallenges(ctx, signedRequest{packet: GetReply, url: u, method: http.MethodGet, send: func() (a *answer, err error) {
		part, a, err = c.getReply(ctx, u, from)
		return a, err
	}})
	if err != nil {
		return nil, err
	}
	if part == nil {
		return nil, a.fail("")
	}
	return part, nil
}

// getReply sends one GET. Without an error it returns a part, or an answer that asks for a sign-in.
func (c *Client) getReply(ctx context.Context, u *url.URL, from int64) (*ReplyPart, *answer, error) {
	tied, untie := c.Transport.tie(ctx)
	req, err := c.replyRequest(tied, u, from)
	if err != nil {
		untie()
		return nil, nil, fmt.Errorf("make reply request: %w", withoutURL(err))
	}
	begun := time.Now()
	c.note(Note{At: begun, Kind: NoteSent, Packet: GetReply, Address: SafeURL(u), Offset: from})
	resp, err := c.roundTrip(req)
	if err != nil {
		untie()
		return nil, nil, c.lost(ctx, loss{GetReply, req, begun, true, err})
	}
	a := newAnswer(GetReply, resp, begun, c.note)
	a.secrets = c.secretsOf(req)
	if asksSignIn(a.status) {
		c.endBody(resp)
		untie()
		return nil, a, nil
	}
	part, err := a.replyPart(resp, from)
	if err != nil {
		untie()
		_ = resp.Body.Close()
		return nil, nil, err
	}
	part.Body = &replyBody{resp.Body, ctx, c.Transport, untie, NewPace(c.Transport.wait, crawlIn), false}
	a.received(Note{Offset: part.Offset, Length: resp.ContentLength})
	return part, a, nil
}

func (c *Client) replyRequest(ctx context.Context, u *url.URL, from int64) (*http.Request, error) {
	req, err := http.NewRequestWithContext(c.asks(ctx), http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header = c.replyHead(from)
	return req, c.sign(req)
}

// replyBody keeps the request's abort alive until the body is closed. It ends a wait for bytes that come too slowly
// or not at all; net/http has no time-out for that.
type replyBody struct {
	io.ReadCloser
	ctx       context.Context // of the request whose answer this is
	transport *Transport
	untie     func()
	pace      Pace
	stalled   bool // the connection was aborted
}

func (b *replyBody) Read(p []byte) (int, error) {
	begun := time.Now()
	watch := time.AfterFunc(min(b.transport.stall, b.pace.Left()), b.transport.abort)
	n, err := b.ReadCloser.Read(p)
	b.pace.Spend(time.Since(begun), int64(n))
	b.stalled = !watch.Stop() || b.stalled // it may end after a read that still had bytes
	switch {
	case err == nil, errors.Is(err, io.EOF):
	case b.ctx.Err() != nil:
		err = context.Cause(b.ctx)
	case b.stalled:
		err = ErrStalled
	}
	return n, err
}

func (b *replyBody) Close() error {
	b.untie()
	return b.ReadCloser.Close()
}

func (a *answer) replyPart(resp *http.Response, from int64) (*ReplyPart, error) {
	code := a.header.Get(HeaderContentEncoding)
	part := &ReplyPart{Total: -1, Encoded: code != "" && !strings.EqualFold(code, "identity"), Version: a.header.Get(HeaderLastModified) + " " + a.header.Get(HeaderETag)}
	switch resp.StatusCode {
	case http.StatusOK:
		part.Total = resp.ContentLength
	case http.StatusPartialContent:
		r, err := ParseRange(a.header.Get(HeaderContentRange))
		if err != nil || r.First > from {
			return nil, a.fail(FlawPart)
		}
		part.Offset, part.Total = r.First, r.Total
	default:
		return nil, a.fail("")
	}
	return part, nil
}
