package bits

import (
	"context"
	"crypto/md5"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Held is what a server says of the file at an address, in the answer to a HEAD.
type Held struct {
	Size   int64  // bytes; -1 = it does not say
	SHA256 SHA256 // of the file; "" = it does not say, or not so that it can be used
	MD5    []byte // of the file, 16 bytes; nil = it does not say
}

// Head asks what a server has at an address, without fetching it. Errors are *Error, with the status of a refusal, or
// the transport's.
func (c *Client) Head(ctx context.Context, u *url.URL) (Held, error) {
	a, err := c.answerChallenges(ctx, signedRequest{packet: GetReply, url: u, method: http.MethodHead, send: func() (*answer, error) {
		return c.sendHead(ctx, u)
	}})
	if err != nil {
		return Held{}, err
	}
	if a.status != http.StatusOK {
		return Held{}, a.fail("")
	}
	return a.held(), nil
}

func (c *Client) sendHead(ctx context.Context, u *url.URL) (*answer, error) {
	tied, untie := c.Transport.tie(ctx)
	defer untie()
	req, err := http.NewRequestWithContext(c.asks(tied), http.MethodHead, u.String(), http.NoBody)
	if err != nil {
		return nil, withoutURL(err)
	}
	req.Header = c.replyHead(0)
	Put(req.Header, HeaderWantReprDigest, WantDigest)
	if err := c.sign(req); err != nil {
		return nil, err
	}
	begun := time.Now()
	c.note(Note{At: begun, Kind: NoteSent, Packet: GetReply, Address: SafeURL(u)})
	resp, err := c.roundTrip(req)
	if err != nil {
		return nil, c.lost(ctx, loss{GetReply, req, begun, true, err})
	}
	c.endBody(resp)
	a := newAnswer(GetReply, resp, begun, c.note)
	a.secrets, a.length = c.secretsOf(req), resp.ContentLength
	return a, nil
}

// held reads the head of the answer. What is compressed is not the file: its size and digests say nothing.
func (a *answer) held() Held {
	if code := a.header.Get(HeaderContentEncoding); code != "" && !strings.EqualFold(code, "identity") {
		return Held{Size: -1}
	}
	h := Held{Size: a.length}
	h.SHA256, _ = ParseDigest(a.header, h.Size)
	if h.SHA256 == "" {
		h.SHA256 = oldDigest(a.header)
	}
	if raw, err := base64.StdEncoding.DecodeString(a.header.Get(HeaderContentMD5)); err == nil && len(raw) == md5.Size {
		h.MD5 = raw
	}
	return h
}

// oldDigest reads the SHA-256 of a Digest header (RFC 3230), which many servers send in place of Repr-Digest.
func oldDigest(h http.Header) SHA256 {
	for member := range strings.SplitSeq(strings.Join(h.Values(HeaderDigest), ","), ",") {
		algorithm, value, _ := strings.Cut(strings.TrimSpace(member), "=")
		if strings.EqualFold(algorithm, digestAlgorithm) {
			raw, err := base64.StdEncoding.DecodeString(value)
			if err != nil {
				return ""
			}
			return NewSHA256(raw)
		}
	}
	return ""
}
