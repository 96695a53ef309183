package transfer

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sendoff/transfer/bits"
)

// TestReplyWithoutEnd: a reply that is too large or endless is a final fault, and the upload is completed without it.
// An announced size is refused before reading, any other as soon as the limit is exceeded.
func TestReplyWithoutEnd(t *testing.T) {
	const most = 1 << 20
	source := sized(t, 1000)
	claims := func(code int, headers ...string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			for i := 0; i < len(headers); i += 2 {
				w.Header().Set(headers[i], headers[i+1])
			}
			w.WriteHeader(code)
		}
	}
	for name, c := range map[string]struct {
		head   func(http.ResponseWriter)
		kind   Kind
		state  State
		poured int64 // at most, with what the buffers on the way hold
	}{
		"a body without a length": {claims(200), KindReplyEndless, Done, most + 1<<20},
		"a length of a terabyte":  {claims(200, "Content-Length", strconv.Itoa(1<<40)), KindReplyEndless, Done, 1 << 18},
		"a length of 2^63-1":      {claims(200, "Content-Length", "9223372036854775807"), KindReplyEndless, Done, 1 << 18},
		"one byte too many":       {claims(200, "Content-Length", strconv.Itoa(most+1)), KindReplyEndless, Done, 1 << 18},
		"a part of a terabyte":    {claims(206, "Content-Range", "bytes 0-99/1099511627776"), KindReplyEndless, Done, 1 << 18},
		"more than the default":   {claims(200, "Content-Length", strconv.Itoa(1<<30+1)), KindReplyEndless, Done, 1 << 18},
		"redirects to itself":     {claims(302, "Location", "/reply"), KindRedirect, Failed, 1 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				var poured atomic.Int64
				k := &memoryServer{first: func(k *memoryServer, w http.ResponseWriter, r *http.Request, p bits.PacketType) bool {
					switch p {
					case bits.Fragment:
						bits.Put(w.Header(), bits.HeaderReplyURL, "/reply")
					case "":
						c.head(w)
						chunk := strings.Repeat("x", 64<<10)
						for err := error(nil); err == nil; {
							var n int
							n, err = io.WriteString(w, chunk)
							poured.Add(int64(n))
						}
						return true
					default:
					}
					return false
				}}
				b := newBubble(t, source, k)
				if name != "more than the default" {
					b.options.MaxReply = most
				}
				b.start()
				j := NewJob(source, Target{URL: "http://here/x.bin", Reply: filepath.Join(folder, "reply")})
				b.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
				got := b.within(j.ID, time.Hour, failedTimes(1))
				if got.Fault == nil || got.Fault.Kind != c.kind || !got.Fault.Final || got.State() != c.state {
					t.Fatalf("%s %+v", got.State(), got.Fault)
				}
				if closed := k.number(bits.CloseSession); (closed == 1) != (c.state == Done) {
					t.Errorf("closed %d times", closed)
				}
				<-time.After(time.Hour)
				if n := k.number(""); n != 1 || poured.Load() > c.poured {
					t.Errorf("it was fetched %d times, %d bytes", n, poured.Load())
				}
				if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
					t.Errorf("left: %v %v", left, err)
				}
			})
		})
	}
}

// TestReplyOfTheLargestSize: a reply at the limit is kept.
func TestReplyOfTheLargestSize(t *testing.T) {
	const most = 1 << 20
	source, folder := sized(t, 1000), t.TempDir()
	for name, length := range map[string]bool{"told": true, "not told": false} {
		synctest.Test(t, func(t *testing.T) {
			k := &memoryServer{first: func(_ *memoryServer, w http.ResponseWriter, _ *http.Request, p bits.PacketType) bool {
				switch p {
				case bits.Fragment:
					bits.Put(w.Header(), bits.HeaderReplyURL, "/reply")
				case "":
					if length {
						w.Header().Set("Content-Length", strconv.Itoa(most))
					}
					_, _ = io.WriteString(w, strings.Repeat("x", most))
					return true
				default:
				}
				return false
			}}
			b := newBubble(t, source, k)
			b.options.MaxReply = most
			b.start()
			j := NewJob(source, Target{URL: "http://here/x.bin", Reply: filepath.Join(folder, "reply "+name)})
			b.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			b.within(j.ID, time.Hour, inState(Done))
			if info, err := os.Stat(j.Target.Reply); err != nil || info.Size() != most {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}
