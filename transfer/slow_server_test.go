package transfer

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sendoff/transfer/bits"
)

// crawling makes a memory server that answers packets of one type with say, one byte at a time, for ever; begun signals
// that.
func crawling(packet bits.PacketType, every time.Duration, say string) (k *memoryServer, begun *atomic.Bool) {
	begun = new(atomic.Bool)
	return &memoryServer{first: func(k *memoryServer, w http.ResponseWriter, r *http.Request, p bits.PacketType) bool {
		if p == bits.Fragment {
			bits.Put(w.Header(), bits.HeaderReplyURL, "/reply")
		}
		if p != packet {
			return false
		}
		k.swallow(r)
		begun.Store(true)
		return spew(w, func(c io.Writer) error {
			_, err := io.WriteString(c, say)
			for err == nil {
				<-time.After(every)
				_, err = io.WriteString(c, "x")
			}
			return err
		})
	}}, begun
}

// crawls are what may come one byte at a time: the head of an answer to each packet, and the body of a reply.
var crawls = map[string]struct {
	packet bits.PacketType
	say    string
	told   time.Duration // a cancel is sent within
	want   Outcome
}{
	"Create-Session": {bits.CreateSession, "HTTP/1.1 200 OK\r\nX-Slow: ", graceWait + time.Second, ""},
	"Fragment":       {bits.Fragment, "HTTP/1.1 200 OK\r\nX-Slow: ", time.Second, Unknown},
	"Close-Session":  {bits.CloseSession, "HTTP/1.1 200 OK\r\nX-Slow: ", time.Second, TooLate},
	"head of reply":  {"", "HTTP/1.1 200 OK\r\nX-Slow: ", time.Second, TooLate},
	"body of reply":  {"", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", time.Second, TooLate},
	"endless reply":  {"", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", time.Second, TooLate},
}

// TestAnswerThatCrawls: an answer that comes byte by byte is given up like one that does not come.
func TestAnswerThatCrawls(t *testing.T) {
	source := sized(t, 1000)
	for name, c := range crawls {
		for _, every := range []time.Duration{20 * time.Second, 29 * time.Second} {
			t.Run(name+every.String(), func(t *testing.T) {
				reply := filepath.Join(t.TempDir(), "reply")
				synctest.Test(t, func(t *testing.T) {
					k, _ := crawling(c.packet, every, c.say)
					b := newBubble(t, source, k)
					b.start()
					j := NewJob(source, Target{URL: "http://here/x.bin", Reply: reply})
					b.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
					begun := time.Now()
					got := b.within(j.ID, 50*time.Hour, failedTimes(1))
					// One answer, or a second one on a fresh connection, or the tries that a reply has in one conversation.
					most := 11 * time.Minute
					if strings.Contains(name, "reply") {
						most = replyTries * 6 * time.Minute
					}
					if took := time.Since(begun); got.Fault == nil || got.Fault.Kind != KindStalled || took > most {
						t.Errorf("after %s: %s %+v", took, got.State(), got.Fault)
					}
				})
			})
		}
	}
}

// TestCancelNeverWaitsForACrawl: whatever comes byte by byte, a cancel is sent at once. Only an answer that may name
// a session is awaited for a while.
func TestCancelNeverWaitsForACrawl(t *testing.T) {
	source := sized(t, 1000)
	for name, c := range crawls {
		t.Run(name, func(t *testing.T) {
			reply := filepath.Join(t.TempDir(), "reply")
			synctest.Test(t, func(t *testing.T) {
				k, come := crawling(c.packet, 25*time.Second, c.say)
				b := newBubble(t, source, k)
				b.start()
				j := NewJob(source, Target{URL: "http://here/x.bin", Reply: reply})
				b.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
				for !come.Load() {
					<-time.After(time.Second)
				}
				<-time.After(time.Minute)
				begun := time.Now()
				b.do(drop(j.ID))
				got := b.within(j.ID, time.Hour, inState(Cancelled))
				if took := time.Since(begun); took > c.told {
					t.Errorf("told after %s", took)
				}
				if c.want != "" && (got.Outcome != c.want || k.number(bits.CancelSession) != 1) {
					t.Errorf("%s, %d cancels", got.Outcome, k.number(bits.CancelSession))
				}
			})
		})
	}
}

// TestFragmentThatIsTakenAtACrawl: a server that takes a body byte by byte is given up as well.
func TestFragmentThatIsTakenAtACrawl(t *testing.T) {
	source := sized(t, 100_000)
	synctest.Test(t, func(t *testing.T) {
		var one [1]byte
		k := &memoryServer{first: func(_ *memoryServer, _ http.ResponseWriter, r *http.Request, p bits.PacketType) bool {
			if p != bits.Fragment {
				return false
			}
			for err := error(nil); err == nil; {
				<-time.After(25 * time.Second)
				_, err = r.Body.Read(one[:])
			}
			return true
		}}
		b := newBubble(t, source, k)
		b.options.Transport.Dial = narrow(b.options.Transport.Dial)
		b.start()
		id := b.add("here")
		begun := time.Now()
		got := b.within(id, 500*time.Hour, failedTimes(1))
		if took := time.Since(begun); got.Fault == nil || got.Fault.Kind != KindStalled || took > 15*time.Minute {
			t.Errorf("after %s: %s %+v", took, got.State(), got.Fault)
		}
	})
}

// narrow dials connections that take one byte of a body every 25 seconds after the head.
func narrow(dial dialer) dialer {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		return &narrowConn{Conn: c}, err
	}
}

type narrowConn struct {
	net.Conn
	until time.Time
}

func (c *narrowConn) SetWriteDeadline(t time.Time) error {
	c.until = t
	return c.Conn.SetWriteDeadline(t)
}

// Write is what the system does with a full window: it takes what fits until the deadline.
func (c *narrowConn) Write(p []byte) (int, error) {
	if strings.HasPrefix(string(p), bits.Method) {
		return c.Conn.Write(p)
	}
	for n := range p {
		if !c.until.IsZero() && time.Now().Add(5*time.Second).After(c.until) {
			<-time.After(time.Until(c.until))
			_ = c.Conn.SetWriteDeadline(time.Unix(1, 0))
			_, err := c.Conn.Write(p[n:])
			return n, err
		}
		<-time.After(5 * time.Second)
		if _, err := c.Conn.Write(p[n : n+1]); err != nil {
			return n, err
		}
	}
	return len(p), nil
}

// TestProxyThatNeverAnswers: a SOCKS proxy that accepts a connection and sends nothing is given up.
func TestProxyThatNeverAnswers(t *testing.T) {
	source := sized(t, 1000)
	for _, scheme := range []string{"socks5", "http"} {
		t.Run(scheme, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, source, &memoryServer{})
				b.options.Transport.Proxy = http.ProxyURL(&url.URL{Scheme: scheme, Host: "proxy:1080"})
				b.options.Transport.Dial = mute
				b.start()
				j := NewJob(source, Target{URL: "https://here/x.bin"})
				b.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
				begun := time.Now()
				got := b.within(j.ID, 50*time.Hour, failedTimes(1))
				if took := time.Since(begun); got.Fault == nil || got.Fault.Final || took > 6*time.Minute || got.MaybeOpen {
					t.Errorf("after %s: %s %+v", took, got.State(), got.Fault)
				}
			})
		})
	}
}

// mute dials a peer that reads and never sends.
func mute(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	go func() { _, _ = io.Copy(io.Discard, far); _ = far.Close() }() // ends with the connection
	return near, nil
}
