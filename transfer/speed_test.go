package transfer

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// TestFoundBytesAreNoSpeed: bytes that the server already had do not count as speed.
func TestFoundBytesAreNoSpeed(t *testing.T) {
	const size, found, limit = 3<<20 + 512<<10, 3 << 20, 256 << 10
	var s source.File
	f := newFront(t, receiver.Options{}, nil)
	f.swap(on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, nth int) bool {
		if nth != 1 {
			return false
		}
		swallow(r)
		data, err := os.ReadFile(s.Path)
		if err != nil {
			t.Error(err)
		}
		before := r.Clone(r.Context())
		before.Body, before.ContentLength = io.NopCloser(bytes.NewReader(data[:found])), found
		before.Header.Set("Content-Length", strconv.Itoa(found))
		before.Header.Set("Content-Range", fmt.Sprintf("bytes 0-%d/%d", found-1, size))
		answer := httptest.NewRecorder()
		if f.receiver.ServeHTTP(answer, before); answer.Code != http.StatusOK {
			t.Errorf("the receiver said %d", answer.Code)
		}
		return status(w, http.StatusRequestedRangeNotSatisfiable, bits.HeaderReceivedRange, strconv.Itoa(found))
	}))
	f.open(Limits{Rate: limit})
	f.engine.Start()
	s = f.file("known.bin", size)
	j := f.job(s)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	fastest := 0.0
	done := f.until(j.ID, func(j *Job) bool {
		fastest = max(fastest, j.Rate)
		return j.Outcome != ""
	})
	if done.State() != Done || fastest > 2*limit {
		t.Errorf("%s; %.0f B/s shown, with a limit of %d B/s", done.State(), fastest, limit)
	}
	f.arrived(s)
}

// TestProgressOfAnAdoptedJob: a job's speed starts with its sending, and confirmed bytes count as sent.
func TestProgressOfAnAdoptedJob(t *testing.T) {
	was := NewJob(source.File{Path: "/x", Size: 1000}, Target{URL: "http://h/x"})
	now := was
	now.Phase = Sending
	var e Engine
	e.loop.load(contents{jobs: []*Job{&was}}, Limits{}.withDefaults())
	for i, acked := range []int64{0, 700} {
		tr := e.loop.begin(time.Now())
		now.Acked = acked
		staged := now
		tr.staged[was.ID] = &staged
		e.adopt(tr)
		en := e.loop.entries[was.ID]
		if len(en.speed.marks) != i+1 || en.job().Sent != acked {
			t.Errorf("%d bytes confirmed: %d marks, %d bytes sent", acked, len(en.speed.marks), en.job().Sent)
		}
	}
	now.Sent = 900
	if j := withoutWorker(&now); j.Sent != 700 || j.Phase != Idle {
		t.Errorf("without a worker: %d bytes sent, %v", j.Sent, j.Phase)
	}
}

// TestSpeedFromTheFirstFragmentOn: a first fragment may take half a minute. Its sent bytes are the speed until it is
// acknowledged, and from then on the acknowledged ones are, with the start of sending as their beginning.
func TestSpeedFromTheFirstFragmentOn(t *testing.T) {
	const size, limit = 3<<20 + 512<<10, 512 << 10 // the first fragment is of 1 MiB at most
	hold := make(chan struct{})
	f := newFront(t, receiver.Options{}, on(bits.Fragment, func(_ http.ResponseWriter, r *http.Request, nth int) bool {
		if nth == 1 {
			<-hold
		}
		return false
	}))
	goOn := sync.OnceFunc(func() { close(hold) })
	t.Cleanup(goOn)
	f.open(Limits{Rate: limit / 2})
	f.engine.Start()
	j := f.job(f.file("slow.bin", size))
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	first := f.until(j.ID, func(j *Job) bool { return j.Rate > 0 })
	if first.Acked != 0 || first.Quiet != 0 {
		t.Errorf("the first speed came with %d bytes acknowledged, after %s of silence", first.Acked, first.Quiet)
	}
	goOn()
	f.do(Command{Verb: VerbLimits, Limits: &Limits{Rate: limit}})
	f.until(j.ID, func(j *Job) bool { return j.Acked > 0 })
	if second := f.until(j.ID, func(j *Job) bool { return j.Rate > 0 || j.Acked >= size }); second.Acked >= size {
		t.Error("no speed after the first fragment")
	}
}
