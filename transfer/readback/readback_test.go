package readback

import (
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/receipt"
	"sendoff/transfer/source"
)

// content is what was sent.
var content = []byte(strings.Repeat("0123456789abcdef", 60_000))

// changedContent is as long, and differs in its last byte.
var changedContent = append(slices.Clone(content[:len(content)-1]), 'x')

func digestOf(data []byte) bits.SHA256 {
	sum := sha256.Sum256(data)
	return bits.NewSHA256(sum[:])
}

func sent() Sent {
	return Sent{Size: int64(len(content)), SHA256: digestOf(content)}
}

// serve answers as a web server that hands out data, with ranges.
func serve(data []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"`+hex.EncodeToString(md5Of(data))+`"`)
		http.ServeContent(w, r, "", time.Unix(1e9, 0), strings.NewReader(string(data)))
	}
}

func md5Of(data []byte) []byte {
	sum := md5.Sum(data)
	return sum[:]
}

// status answers everything with a status.
func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// headed answers HEAD with headers, which come in pairs, and everything else with get.
func headed(get http.HandlerFunc, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodHead {
			get(w, r)
			return
		}
		for i := 0; i < len(headers); i += 2 {
			w.Header()[headers[i]] = []string{headers[i+1]}
		}
	}
}

// compare compares what was sent with what a server hands out.
func compare(t *testing.T, h http.Handler, s Sent) (Found, error) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL + "/drop/x.bin")
	if err != nil {
		t.Fatal(err)
	}
	conn := bits.NewTransport(bits.Options{Stall: 5 * time.Second, Answer: 5 * time.Second, Proxy: func(*http.Request) (*url.URL, error) { return nil, nil }})
	t.Cleanup(conn.Disconnect)
	return Compare(t.Context(), &bits.Client{URL: u, UserAgent: "Sendoff/test", Transport: conn}, u, s, func(int64) {})
}

// TestCompare is what is said of each server: never more than was seen.
func TestCompare(t *testing.T) {
	size := strconv.Itoa(len(content))
	sum, err := source.NewChecksum().ExtendFrom(t.Context(), strings.NewReader(string(content)), int64(len(content)), func() {})
	if err != nil {
		t.Fatal(err)
	}
	ownMD5 := func(context.Context) ([]byte, error) { return md5Of(content), nil }
	unread := func(context.Context) ([]byte, error) { return nil, errors.New("it is gone") }
	md5Header := base64.StdEncoding.EncodeToString(md5Of(content))
	type want struct {
		by      receipt.By
		same    bool
		refused int
	}
	for name, c := range map[string]struct {
		server http.HandlerFunc
		sent   Sent
		want   want
	}{
		"hands it out":                             {serve(content), sent(), want{receipt.ByContent, true, 0}},
		"hands out something else":                 {serve(changedContent), sent(), want{receipt.ByContent, false, 0}},
		"hands out something longer":               {serve(append(slices.Clone(content), 'x')), sent(), want{receipt.BySize, false, 0}},
		"hands out something shorter":              {serve(content[1:]), sent(), want{receipt.BySize, false, 0}},
		"refuses HEAD, hands it out":               {headRefused(serve(content), 405), sent(), want{receipt.ByContent, true, 0}},
		"refuses HEAD, hands out something longer": {headRefused(serve(append(slices.Clone(content), 'x')), 501), sent(), want{receipt.ByContent, false, 0}},
		"names the SHA-256":                        {headed(status(403), bits.HeaderReprDigest, bits.FormatDigest(digestOf(content))), sent(), want{receipt.ByDigest, true, 0}},
		"names another SHA-256":                    {headed(serve(content), bits.HeaderReprDigest, bits.FormatDigest(digestOf(changedContent))), sent(), want{receipt.ByDigest, false, 0}},
		"names it in the old header":               {headed(status(403), bits.HeaderDigest, "md5=x,SHA-256="+base64.StdEncoding.EncodeToString(raw(t, digestOf(content)))), sent(), want{receipt.ByDigest, true, 0}},
		"names a malformed one, hands it out":      {headed(serve(content), bits.HeaderReprDigest, "sha-256=x", "Content-Length", size), sent(), want{receipt.ByContent, true, 0}},
		"names the MD5":                            {headed(status(403), bits.HeaderContentMD5, md5Header, "Content-Length", size), with(sent(), ownMD5), want{receipt.ByMD5, true, 403}},
		"names another MD5":                        {headed(status(403), bits.HeaderContentMD5, "AAAAAAAAAAAAAAAAAAAAAA==", "Content-Length", size), with(sent(), ownMD5), want{receipt.ByMD5, false, 403}},
		"names the MD5, the file is gone":          {headed(status(403), bits.HeaderContentMD5, md5Header, "Content-Length", size), with(sent(), unread), want{receipt.BySize, true, 403}},
		"names the size":                           {headed(status(405), "Content-Length", size), sent(), want{receipt.BySize, true, 405}},
		"names another size":                       {headed(status(405), "Content-Length", "7"), sent(), want{receipt.BySize, false, 0}},
		"names nothing":                            {headed(status(405), "Transfer-Encoding", "chunked"), sent(), want{receipt.ByNothing, false, 405}},
		"hands out nothing":                        {status(404), sent(), want{receipt.ByNothing, false, 404}},
		"is no web server":                         {status(501), sent(), want{receipt.ByNothing, false, 501}},
		"redirects":                                {status(302), sent(), want{receipt.ByNothing, false, 302}},
		"only a checksum was kept":                 {serve(content), Sent{Size: int64(len(content)), Sum: sum}, want{receipt.ByContent, true, 0}},
		"only a checksum, something else":          {serve(changedContent), Sent{Size: int64(len(content)), Sum: sum}, want{receipt.ByContent, false, 0}},
		"nothing is known but the size":            {serve(changedContent), Sent{Size: int64(len(content))}, want{receipt.BySize, true, 0}},
		"an empty file":                            {serve(nil), Sent{SHA256: digestOf(nil)}, want{receipt.ByContent, true, 0}},
		"an empty file, something there":           {serve(content), Sent{SHA256: digestOf(nil)}, want{receipt.BySize, false, 0}},
		"compressed": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = io.WriteString(w, "shorter")
		}, sent(), want{receipt.ByNothing, false, 0}},
		"hands it out without a length": {headRefused(func(w http.ResponseWriter, _ *http.Request) {
			for part := range slices.Chunk(content, 100_000) {
				_, _ = w.Write(part)
				_ = http.NewResponseController(w).Flush()
			}
		}, 405), sent(), want{receipt.ByContent, true, 0}},
		"hands out less without a length": {headRefused(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write(content[:100_000])
			_ = http.NewResponseController(w).Flush()
		}, 405), sent(), want{receipt.ByContent, false, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := compare(t, c.server, c.sent)
			if got := (want{f.By, f.Same, f.Refused}); err != nil || got != c.want {
				t.Errorf("%+v, %v; want %+v", got, err, c.want)
			}
			if f.Verified() && f.Bytes != c.sent.Size {
				t.Errorf("verified are %d bytes", f.Bytes)
			}
		})
	}
}

func raw(t *testing.T, d bits.SHA256) []byte {
	t.Helper()
	b, err := hex.DecodeString(string(d))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func with(s Sent, sum func(context.Context) ([]byte, error)) Sent {
	s.MD5 = sum
	return s
}

func headRefused(get http.HandlerFunc, code int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			w.WriteHeader(code)
			return
		}
		get(w, r)
	}
}

// TestReadBackOverDrops: connections that break again and again cost no byte twice where the server hands out parts,
// and end in the right result where it does not.
func TestReadBackOverDrops(t *testing.T) {
	for name, ranges := range map[string]bool{"with parts": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, drops atomic.Int64
			h := headRefused(func(w http.ResponseWriter, r *http.Request) {
				from := int64(0)
				if text := strings.TrimSuffix(strings.TrimPrefix(r.Header.Get("Range"), "bytes="), "-"); ranges && text != "" {
					from, _ = strconv.ParseInt(text, 10, 64)
					w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(content)-1, len(content)))
				}
				w.Header().Set("Content-Length", strconv.Itoa(len(content)-int(from)))
				if from > 0 {
					w.WriteHeader(http.StatusPartialContent)
				}
				part := content[from:]
				if drops.Add(1) <= 3 {
					part = part[:200_000*drops.Load()-from]
				}
				out.Add(int64(len(part))) // before the client has them, and the test looks
				_, _ = w.Write(part)
				if len(part) < len(content[from:]) {
					_ = http.NewResponseController(w).Flush()
					panic(http.ErrAbortHandler)
				}
			}, 405)
			f, err := compare(t, h, sent())
			if err != nil || f.By != receipt.ByContent || !f.Same || drops.Load() != 4 {
				t.Errorf("%+v, %v after %d drops", f, err, drops.Load()-1)
			}
			if ranges && out.Load() != int64(len(content)) {
				t.Errorf("%d bytes were sent of %d", out.Load(), len(content))
			}
		})
	}
}

// TestReadBackGivesUp: a server that breaks each connection before a byte, one that is busy, one that asks for a sign-in
// and one whose file never stands still end with an error, and with no result.
func TestReadBackGivesUp(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits between tries")
	}
	var version atomic.Int64
	for name, c := range map[string]struct {
		server http.HandlerFunc
		is     func(error) bool
	}{
		"a sign-in": {status(401), func(err error) bool {
			e, ok := errors.AsType[*bits.Error](err)
			return ok && e.Status == 401
		}},
		"busy": {status(503), func(err error) bool {
			e, ok := errors.AsType[*bits.Error](err)
			return ok && e.Status == 503
		}},
		"changing": {headRefused(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", fmt.Sprintf(`"%d"`, version.Add(1)))
			w.Header().Set("Content-Length", strconv.Itoa(len(content)))
			_, _ = w.Write(content[:100_000])
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}, 405), func(err error) bool { return errors.Is(err, ErrChanging) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := compare(t, c.server, sent())
			if !c.is(err) || f.By != receipt.ByNothing {
				t.Errorf("%+v, %v", f, err)
			}
		})
	}
}

// TestReadBackCancelled: a cancel ends a reading at once.
func TestReadBackCancelled(t *testing.T) {
	why := errors.New("the person has had enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	server := httptest.NewServer(headRefused(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(content)))
		_, _ = w.Write(content[:100_000])
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}, 405))
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	conn := bits.NewTransport(bits.Options{Proxy: func(*http.Request) (*url.URL, error) { return nil, nil }})
	t.Cleanup(conn.Disconnect)
	_, err = Compare(ctx, &bits.Client{URL: u, Transport: conn}, u, sent(), func(n int64) {
		if n > 0 {
			cancel(why)
		}
	})
	if !errors.Is(err, why) {
		t.Error(err)
	}
}
