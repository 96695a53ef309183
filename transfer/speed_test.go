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

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// TestFoundBytesAreNoSpeed: what a server turns out to have from before was not sent at this moment.
func TestFoundBytesAreNoSpeed(t *testing.T) {
	const size, found, limit = 3<<20 + 512<<10, 3 << 20, 256 << 10
	var s Source
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
