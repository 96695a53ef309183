package transfer

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// lossy loses answers to fragments in one of three ways: before a byte is read, in mid-body, or after everything is
// stored. It counts what a client that always goes on from its last ack would have to send again.
type lossy struct {
	front  *front
	serve  http.HandlerFunc
	most   int           // answers to lose
	body   *atomic.Int64 // bytes of bodies that were read
	lock   sync.Mutex
	random *rand.Rand
	lost   int
	again  int64 // bytes of fragments whose answers were lost, as far as they were read
}

// ServeHTTP takes a packet. It loses the answers to the first fragment and to about every fourth one after that, but none
// to a proof: without it a server that stays unknown gets the upload from its beginning.
func (l *lossy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if bits.PacketType(r.Header.Get(bits.HeaderPacketType)) != bits.Fragment {
		l.front.receiver.ServeHTTP(w, r)
		return
	}
	if r.ContentLength > unclearPart { // it is refused as too large
		l.serve(w, r)
		return
	}
	r.Body = &countedBody{r.Body, l.body}
	if r.ContentLength < proofBytes || !l.loses() {
		l.serve(w, r)
		return
	}
	before := l.body.Load()
	defer func() { // the receiver may end the connection itself
		l.lock.Lock()
		defer l.lock.Unlock()
		l.again += l.body.Load() - before
	}()
	l.drop(r)
	reset(w)
}

func (l *lossy) loses() bool {
	l.lock.Lock()
	defer l.lock.Unlock()
	lose := l.lost == 0 || l.lost < l.most && l.random.IntN(4) == 0
	if lose {
		l.lost++
	}
	return lose
}

func (l *lossy) drop(r *http.Request) {
	l.lock.Lock()
	way := l.random.IntN(3)
	l.lock.Unlock()
	switch way {
	case 0: // nothing is read
	case 1:
		half, _ := io.ReadAll(io.LimitReader(r.Body, r.ContentLength/2))
		r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(half), failing{}))
		l.serve(&droppedAnswer{header: http.Header{}}, r)
	default:
		l.serve(&droppedAnswer{header: http.Header{}}, r)
	}
}

// failing is the rest of a body whose connection broke.
type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// unclearPart is the largest fragment that the servers of this test take, in bytes.
const unclearPart = 64 << 10

// proofBytes is what it costs at most to find out once what a server is like that reads a body before it judges it.
const proofBytes = 3

// TestLostAnswersCostNoByteMore: over many lost answers, servers that notice repeated bytes get no more of them than
// from a client that always goes on from its last ack, but for the bytes of the one proof. Over fifty lost answers they
// get fewer, with it.
func TestLostAnswersCostNoByteMore(t *testing.T) {
	for name, server := range map[string]func(*front) http.HandlerFunc{
		"trims": trims, "reads before it judges": readsFirst,
	} {
		t.Run(name, func(t *testing.T) {
			f := newFront(t, receiver.Options{MaxFragment: unclearPart}, nil)
			var body atomic.Int64
			l := &lossy{front: f, serve: server(f), most: count(t, killsVar, 50), body: &body, random: seeded(t)}
			f.swap(func(w http.ResponseWriter, r *http.Request, _ bits.PacketType, _ int) bool {
				l.ServeHTTP(w, r)
				return true
			})
			f.launch()
			sizes, size := []int{6 * unclearPart, 3*unclearPart + 1, 5000, 3, 2, 1}, int64(0)
			for n := 0; l.lost < l.most && n < 20*l.most; n++ {
				s := f.file(strconv.Itoa(n), sizes[n%len(sizes)])
				j := f.job(s)
				f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
				if done := f.endure(j.ID, 2*l.most); done.State() != Done {
					t.Fatalf("%d bytes: %s %+v", s.Size, done.State(), done.Fault)
				}
				size += s.Size
			}
			again := body.Load() - size
			t.Logf("%d answers lost: %d bytes sent again, %d by who goes on from the last ack", l.lost, again, l.again)
			if l.lost < l.most || again > l.again+proofBytes {
				t.Errorf("%d answers lost, %d bytes sent again, want %d at most", l.lost, again, l.again+proofBytes)
			}
		})
	}
}
