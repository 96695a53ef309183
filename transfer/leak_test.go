package transfer

import (
	"fmt"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// ours are the goroutines that run code of this module outside its tests.
func ours() []string {
	raw := make([]byte, 4<<20)
	var found []string
	for stack := range strings.SplitSeq(string(raw[:runtime.Stack(raw, true)]), "\n\n") {
		if strings.Contains(stack, "testing.tRunner(") || strings.Contains(stack, "/receiver.") {
			continue
		}
		if strings.Contains(stack, "sendoff/transfer") || strings.Contains(stack, "net/http.(*persistConn)") {
			found = append(found, stack)
		}
	}
	return found
}

// TestNothingIsLeftBehind cancels 50 jobs at every stage of their lives and closes the engine.
func TestNothingIsLeftBehind(t *testing.T) {
	f := newFront(t, receiver.Options{MaxFragment: firstFragment}, on(bits.Fragment, func(_ http.ResponseWriter, r *http.Request, nth int) bool {
		if nth%5 != 0 {
			return false
		}
		swallow(r) // and never answer
		<-r.Context().Done()
		return true
	}))
	f.wait = 5 * time.Second // a cancel that a slow machine answers later is tried again, at growing intervals
	f.launch()
	f.do(Command{Verb: VerbLimits, Limits: &Limits{Uploads: 10, PerServer: 10, Rate: 64 << 20}})
	s := f.file("x.bin", 4<<20)
	var jobs []Job
	var ids []uuid.UUID
	for i := range 50 {
		j := f.job(s)
		j.Target.URL += fmt.Sprint(i)
		jobs, ids = append(jobs, j), append(ids, j.ID)
	}
	f.do(Command{Verb: VerbAdd, Jobs: jobs})
	for _, id := range ids[:10] {
		f.until(id, func(j *Job) bool { return j.Acked > 0 || j.Fault != nil || j.Outcome != "" })
	}
	for _, id := range ids {
		<-f.engine.Do(drop(id)) // a few are done already
	}
	for _, id := range ids {
		f.until(id, inState(Cancelled, Done))
	}
	if err := f.engine.Close(); err != nil {
		t.Fatal(err)
	}
	if open := openFiles(t, filepath.Dir(s.Path)); len(open) != 0 {
		t.Errorf("open files: %v", open)
	}
	if open := openFiles(t, f.state); len(open) != 0 {
		t.Errorf("open files of the queue: %v", open)
	}
	if left := f.receiver.Sessions(); len(left) != 0 {
		t.Errorf("%d sessions on the server", len(left))
	}
	// What net/http runs for a connection ends a moment after the connection.
	var left []string
	for end := time.Now().Add(3 * time.Second); time.Now().Before(end); <-time.After(20 * time.Millisecond) {
		if left = ours(); len(left) == 0 {
			return
		}
	}
	t.Errorf("%d goroutines:\n%s", len(left), strings.Join(left, "\n\n"))
}
