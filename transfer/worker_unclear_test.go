package transfer

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// TestUnclearOnAServerThatDetectsRepeats: if the server detects repeated bytes, a lost answer costs no new session.
func TestUnclearOnAServerThatDetectsRepeats(t *testing.T) {
	const size = 3<<20 + 5
	for name, c := range map[string]struct {
		server func(f *front) http.HandlerFunc
		lost   int   // the fragment whose answer is lost
		known  bool  // the server has shown before what it is like
		again  int64 // bytes that may be sent again
	}{
		"trims":                                  {trims, 2, false, 0},
		"trims, the last fragment":               {trims, 3, false, 0},
		"trims, the only fragment so far":        {trims, 1, false, 0},
		"trims, known":                           {trims, 2, true, 0},
		"takes what fits exactly":                {strict, 2, false, 0},
		"takes what fits exactly, last fragment": {strict, 3, false, 0},
		"takes what fits exactly, known":         {strict, 2, true, 0},
		"reads before it judges, known":          {readsFirst, 2, true, 1},
		"reads before it judges":                 {readsFirst, 2, false, 1},
		"reads before it judges, last fragment":  {readsFirst, 3, false, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var body atomic.Int64
			var lost atomic.Bool
			f := newFront(t, receiver.Options{MaxFragment: firstFragment + 5}, nil)
			serve := c.server(f)
			f.swap(on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, nth int) bool {
				if r.ContentLength > firstFragment+5 {
					return false // too large: it is asked before it is sent
				}
				r.Body = &countedBody{r.Body, &body}
				if int(offset(r)/firstFragment)+1 == c.lost && lost.CompareAndSwap(false, true) {
					serve(&droppedAnswer{header: http.Header{}}, r)
					return reset(w)
				}
				serve(w, r)
				return true
			}))
			f.launch()
			s := f.file("x.bin", size)
			j := f.job(s)
			if c.known {
				learn(f.rig, j.Target.Server(), ServerStats{Checks: true})
			}
			f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			done, faults := f.push(j.ID, 2)
			if done.State() != Done || done.Restarted != 0 || !lost.Load() {
				t.Fatalf("%s, started over %d times, %+v", done.State(), done.Restarted, faults)
			}
			f.arrived(s)
			if again := body.Load() - size; again > c.again {
				t.Errorf("%d bytes were sent again, want %d at most", again, c.again)
			}
			if err := f.engine.Close(); err != nil {
				t.Fatal(err)
			}
			f.launch()
			if l := f.engine.loop.serverStats[j.Target.Server()]; !l.Checks {
				t.Errorf("it is not kept what the server is like: %+v", l)
			}
		})
	}
}

func trims(f *front) http.HandlerFunc { return f.receiver.ServeHTTP }

// strict takes only what continues what there is, as [MC-BUP] 3.2.5.2.6 has it.
func strict(f *front) http.HandlerFunc {
	var have atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		if offset(r) != have.Load() {
			bits.Put(w.Header(), bits.HeaderConnection, "close") // the body is not asked for
			status(w, 416, bits.HeaderReceivedRange, strconv.FormatInt(have.Load(), 10))
			return
		}
		have.Add(r.ContentLength)
		f.receiver.ServeHTTP(w, r)
	}
}

// readsFirst has the whole body before it looks at anything.
func readsFirst(f *front) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		f.receiver.ServeHTTP(w, r)
	}
}

// countedBody counts the bytes that are read of a body.
type countedBody struct {
	io.ReadCloser
	count *atomic.Int64
}

func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.count.Add(int64(n))
	return n, err
}

// droppedAnswer drops an answer.
type droppedAnswer struct{ header http.Header }

func (d *droppedAnswer) Header() http.Header         { return d.header }
func (d *droppedAnswer) Write(p []byte) (int, error) { return len(p), nil }
func (d *droppedAnswer) WriteHeader(int)             {}

// TestRefusedProbe: a server that refuses a probe with a gap, in whatever way, has not forgotten the session. It is
// asked with acknowledged bytes; if that proves nothing either, a new session begins at once.
func TestRefusedProbe(t *testing.T) {
	const size = 4<<20 + 5
	code := func(code int, headers ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			bits.Put(w.Header(), bits.HeaderConnection, "close")
			for i := 0; i < len(headers); i += 2 {
				w.Header().Set(headers[i], headers[i+1])
			}
			w.WriteHeader(code)
		}
	}
	hangs := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		reset(w)
	}
	for name, c := range map[string]struct {
		gap       http.HandlerFunc // what answers what does not continue what there is
		strict    bool             // so is what comes twice answered
		restarted int
	}{
		"trims, a gap gets a bare 500":              {code(500), false, 0},
		"trims, a gap gets a 500":                   {code(500, bits.HeaderPacketType, "Ack", bits.HeaderErrorCode, "0x1"), false, 0},
		"trims, a gap gets a bare 400":              {code(400), false, 0},
		"trims, a gap gets a 416 without an offset": {code(416, bits.HeaderPacketType, "Ack"), false, 0},
		"trims, a gap gets no answer":               {hangs, false, 1},
		"takes what fits, else a bare 500":          {code(500), true, 1},
		"takes what fits, else a bare 404":          {code(404), true, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{MaxFragment: firstFragment}, nil)
			var have atomic.Int64
			var lost atomic.Bool
			f.swap(func(w http.ResponseWriter, r *http.Request, p bits.PacketType, _ int) bool {
				if p == bits.CreateSession {
					have.Store(0)
				}
				if p != bits.Fragment || r.ContentLength > firstFragment {
					return false
				}
				if at := offset(r); at > have.Load() || c.strict && at != have.Load() {
					c.gap(w, r)
					return true
				}
				have.Store(max(have.Load(), offset(r)+r.ContentLength))
				if have.Load() < 3*firstFragment || !lost.CompareAndSwap(false, true) {
					return false
				}
				f.receiver.ServeHTTP(&droppedAnswer{header: http.Header{}}, r)
				return reset(w)
			})
			f.launch()
			s := f.file("x.bin", size)
			j := f.job(s)
			f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			done, faults := f.push(j.ID, 1)
			if done.State() != Done || done.Restarted != c.restarted || len(faults) != 0 {
				t.Fatalf("%s, started over %d times, want %d: %+v", done.State(), done.Restarted, c.restarted, faults)
			}
			f.arrived(s)
		})
	}
}

// TestProbeThatIsToComeLater: a busy server is asked later, and keeps its session.
func TestProbeThatIsToComeLater(t *testing.T) {
	var lost, busy atomic.Bool
	var f *front
	f = newFront(t, receiver.Options{MaxFragment: firstFragment}, on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, _ int) bool {
		switch {
		case r.ContentLength > firstFragment:
		case lost.CompareAndSwap(false, true):
			f.receiver.ServeHTTP(&droppedAnswer{header: http.Header{}}, r)
			return reset(w)
		case busy.CompareAndSwap(false, true):
			bits.Put(w.Header(), bits.HeaderConnection, "close")
			return status(w, 503, bits.HeaderRetryAfter, "1")
		}
		return false
	}))
	s, j := f.begin("x.bin", 3<<20)
	done, faults := f.push(j.ID, 3)
	if done.State() != Done || done.Restarted != 0 || len(faults) != 1 || faults[0].Kind != KindBusy {
		t.Errorf("%s, started over %d times, %+v", done.State(), done.Restarted, faults)
	}
	f.arrived(s)
}

// durable is a job as the store has it.
func (f *front) durable(id uuid.UUID) *Job {
	f.t.Helper()
	var j *Job
	err := f.engine.store.db.View(func(tx *bbolt.Tx) error {
		j = readJob(id[:], unseal(id[:], tx.Bucket(bucketJobs).Get(id[:])))
		return nil
	})
	if err != nil || j == nil {
		f.t.Errorf("not on disk: %v", err)
		return &Job{}
	}
	return j
}

// TestAckIsOnDiskBeforeTheNextFragmentLeaves: so is how far that one reaches.
func TestAckIsOnDiskBeforeTheNextFragmentLeaves(t *testing.T) {
	var f *front
	var id uuid.UUID
	var seen atomic.Int64
	f = newFront(t, receiver.Options{MaxFragment: 100_000}, on(bits.Fragment, func(_ http.ResponseWriter, r *http.Request, _ int) bool {
		span, err := bits.ParseRange(r.Header.Get(bits.HeaderContentRange))
		j := f.durable(id)
		seen.Add(1)
		if err != nil || j.Acked != span.First || j.Reach <= span.Last || span.Final() != (j.LastFragment == LastLeft) {
			t.Errorf("%v leaves with %+v on disk", span, j)
		}
		return false
	}))
	f.launch()
	s := f.file("x.bin", 1_000_001)
	j := f.job(s)
	id = j.ID
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	if done := f.until(id, inState(Done, Failed, NeedsYou, Retrying)); done.State() != Done || seen.Load() < 10 {
		t.Fatalf("%s %+v after %d fragments", done.State(), done.Fault, seen.Load())
	}
	f.arrived(s)
}

// TestAckIsOnDiskBeforeAProbeLeaves: a partly taken fragment is followed by a probe, which the server may store.
func TestAckIsOnDiskBeforeAProbeLeaves(t *testing.T) {
	const most, part = 100_000, 1000
	var f *front
	var id uuid.UUID
	var cut, probed atomic.Bool
	var acked atomic.Int64
	f = newFront(t, receiver.Options{MaxFragment: most}, on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, _ int) bool {
		span, _ := bits.ParseRange(r.Header.Get(bits.HeaderContentRange))
		switch {
		case span.Len() > most || span.First == 0:
		case cut.CompareAndSwap(false, true): // it says that it took a part, and has the whole
			f.receiver.ServeHTTP(&droppedAnswer{header: http.Header{}}, r)
			acked.Store(span.First + part)
			return status(w, 200, bits.HeaderReceivedRange, strconv.FormatInt(span.First+part, 10))
		case probed.CompareAndSwap(false, true):
			if j := f.durable(id); span.First <= j.Reach || j.Acked != acked.Load() {
				t.Errorf("%v leaves with %d of %d on disk", span, j.Acked, acked.Load())
			}
		}
		return false
	}))
	f.launch()
	s := f.file("x.bin", 1_000_001)
	j := f.job(s)
	id = j.ID
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	if done := f.until(id, inState(Done, Failed, NeedsYou, Retrying)); done.State() != Done || !probed.Load() {
		t.Fatalf("%s %+v", done.State(), done.Fault)
	}
	f.arrived(s)
}

// TestProbesNeverEndTheFile: nor do they ask for bytes that do not exist, whatever the size and offset.
func TestProbesNeverEndTheFile(t *testing.T) {
	for size := range int64(8) {
		for acked := range size + 1 {
			for reach := int64(reachUnknown); reach <= size; reach++ {
				w := &worker{job: Job{Source: source.File{Size: size}, Acked: acked, Reach: max(reach, reachUnknown)}}
				probes := w.overlaps()
				for _, r := range probes {
					if r.Final() || r.First < 0 || r.First > r.Last || r.Total != size || r.First > acked {
						t.Errorf("size %d, %d acknowledged, %d left: asked with %v", size, acked, reach, r)
					}
				}
				if r, ok := w.gap(); ok && (r.Final() || r.Len() != 1 || r.Total != size || reach == reachUnknown || r.First <= reach) {
					t.Errorf("size %d, %d acknowledged, %d left: asked with %v", size, acked, reach, r)
				}
				if len(probes) == 0 && size > 1 {
					t.Errorf("size %d, %d acknowledged, %d left: not asked", size, acked, reach)
				}
			}
		}
	}
}

// TestUnclearIsAPropertyOfTheRecord: bytes under way are remembered across a restart. A record without that, of an
// older program or a copy, is not trusted.
func TestUnclearIsAPropertyOfTheRecord(t *testing.T) {
	id := uuid.Must(uuid.NewV7())
	raw, err := json.Marshal(&Job{ID: id, Session: bits.Session{ID: "x"}, Source: source.File{Size: 100}, Acked: 10, Reach: 10})
	if err != nil {
		t.Fatal(err)
	}
	older := bytes.Replace(raw, []byte(`"reach":10,`), nil, 1)
	copied := &contents{}
	copied.complete(&contents{jobs: []*Job{readJob(id[:], raw)}})
	for name, c := range map[string]struct {
		job  *Job
		want bool
	}{
		"nothing under way":     {readJob(id[:], raw), false},
		"of an older program":   {readJob(id[:], older), true},
		"of a copy":             {copied.jobs[0], true},
		"a fragment under way":  {&Job{Source: source.File{Size: 100}, Acked: 10, Reach: 20}, true},
		"and the card resumes":  {&Job{Source: source.File{Size: 100}, Acked: 10, Reach: 20, Target: Target{AfterUnclear: Resume}}, false},
		"and the card restarts": {&Job{Source: source.File{Size: 100}, Acked: 10, Reach: 20, Target: Target{AfterUnclear: Restart}}, true},
	} {
		w := &worker{engine: new(Engine), job: *c.job}
		if got := w.unclear(); got != c.want {
			t.Errorf("%s: unclear is %t", name, got)
		}
		for _, r := range w.overlaps() {
			if r.Final() || r.First > r.Last || r.First > w.job.Acked {
				t.Errorf("%s: asked with %v", name, r)
			}
		}
		if r, ok := w.gap(); ok == (w.job.Reach == reachUnknown) || ok && r.First <= w.job.Reach {
			t.Errorf("%s: asked with %v", name, r)
		}
	}
}

// TestUnclearStaysSoWhenTheProbeIsRefused: a refused probe does not prove that the fragment before it did not arrive.
func TestUnclearStaysSoWhenTheProbeIsRefused(t *testing.T) {
	for name, code := range map[string]int{"signs in": 401, "denied": 403, "too many": 429} {
		t.Run(name, func(t *testing.T) {
			f := newFront(t, receiver.Options{}, on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, nth int) bool {
				swallow(r)
				if nth == 1 {
					return reset(w)
				}
				return status(w, code, bits.HeaderPacketType, "Ack")
			}))
			_, j := f.begin("x.bin", 3<<20)
			got := f.until(j.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
			if len(f.requests(bits.Fragment)) != 2 || got.Acked != 0 || got.Reach < firstFragment {
				t.Errorf("%v: %d acknowledged, and %d may have left", f.requests(bits.Fragment), got.Acked, got.Reach)
			}
		})
	}
}
