package transfer

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
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
