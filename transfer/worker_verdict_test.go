package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"path/filepath"
	"testing"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// TestWhatEndsAWorkerIsNamed: each end that is no answer of the server has its own kind, code and place, also under the
// words of who met it.
func TestWhatEndsAWorkerIsNamed(t *testing.T) {
	for _, c := range []struct {
		err  error
		want Fault
		stop bool
	}{
		{&AddressError{Why: AddressHost}, Fault{Kind: KindBadURL, Final: true}, true},
		{&replyError{KindReplyURL, io.ErrUnexpectedEOF}, Fault{Kind: KindReplyURL, Detail: detail(io.ErrUnexpectedEOF)}, false},
		{&replyError{KindReplyClear, nil}, Fault{Kind: KindReplyClear}, false},
		{errDiffers, differs(), true},
		{errNoHeadway, Fault{Kind: KindNoProgress, Code: bits.CodeNoProgress, Context: bits.ContextRemoteFile}, false},
		{errTrickle, Fault{Kind: KindTrickle, Code: bits.CodeNoProgress, Context: bits.ContextRemoteFile}, false},
	} {
		for _, err := range []error{c.err, fmt.Errorf("upload: %w", c.err)} {
			w := &worker{}
			got := w.verdict(err)
			if c.want.Detail != "" && got.fault.Detail != "" {
				got.fault.Detail = c.want.Detail
			}
			if got.fault != c.want || (got.action == stop) != c.stop {
				t.Errorf("%v: %+v, %v; want %+v, final stop %t", err, got.fault, got.action, c.want, c.stop)
			}
		}
	}
}

// TestLastFactsAreTold: who watches a queue that closes learns what its workers came to, then that it has closed.
func TestLastFactsAreTold(t *testing.T) {
	r := newFront(t, receiver.Options{MaxFragment: firstFragment}, on(bits.Fragment, func(_ http.ResponseWriter, q *http.Request, nth int) bool {
		if nth == 1 {
			return false
		}
		swallow(q) // and never answer
		<-q.Context().Done()
		return true
	}))
	r.launch()
	j := r.job(r.file("a.bin", 4<<20))
	r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	r.until(j.ID, func(j *Job) bool { return j.State() == Uploading && j.Acked > 0 })
	if err := r.engine.Close(); err != nil {
		t.Fatal(err)
	}
	for {
		u, err := r.feed.Next(context.Background())
		if errors.Is(err, ErrClosed) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		maps.Copy(r.jobs, u)
	}
	for id, k := range r.engine.loop.snapshot() { // the loop has ended
		is, told := k.job(id), r.jobs[id]
		if told == nil || told.State() != is.State() || told.Acked != is.Acked || told.Phase != is.Phase {
			t.Errorf("the last that was told is %+v, it is %+v", told, is)
		}
	}
}

// TestFinishedUploadLeavesNoTrail: of a large file there is a trail while it is sent, and none once it has arrived.
func TestFinishedUploadLeavesNoTrail(t *testing.T) {
	var f *front
	trails := func() int {
		all, err := filepath.Glob(filepath.Join(f.state, trailPrefix+"*"))
		if err != nil {
			t.Error(err)
		}
		return len(all)
	}
	while := make(chan int, 100)
	f = newFront(t, receiver.Options{MaxFragment: 1 << 20}, on(bits.Fragment, func(http.ResponseWriter, *http.Request, int) bool {
		while <- trails()
		return false
	}))
	f.launch()
	j := f.job(f.file("a.bin", 3<<20))
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	f.until(j.ID, func(j *Job) bool { return j.Outcome == Delivered })
	if err := f.engine.Close(); err != nil {
		t.Fatal(err)
	}
	if trails() != 0 || <-while != 1 {
		t.Errorf("%d trails are left", trails())
	}
}
