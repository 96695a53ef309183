package transfer

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// recorded reads a job as the queue file has it; nil if it is not there.
func (f *front) recorded(bucket []byte, id uuid.UUID) *Job {
	f.t.Helper()
	var j *Job
	if err := f.engine.store.db.View(func(tx *bbolt.Tx) error {
		j = readJob(id[:], unseal(id[:], tx.Bucket(bucket).Get(id[:])))
		return nil
	}); err != nil {
		f.t.Error(err)
	}
	return j
}

// TestDurableMoments: the facts behind a request are in the queue file when it arrives.
func TestDurableMoments(t *testing.T) {
	var f *front
	var id uuid.UUID
	var mu sync.Mutex
	var met []bits.PacketType
	f = newFront(t, receiver.Options{MaxFragment: 1 << 20}, func(_ http.ResponseWriter, r *http.Request, p bits.PacketType, _ int) bool {
		j := f.recorded(bucketJobs, id)
		session := r.Header.Get(bits.HeaderSessionID)
		mu.Lock()
		defer mu.Unlock()
		met = append(met, p)
		switch {
		case j == nil:
			t.Errorf("%s of a job that is not on disk", p)
		case p == bits.CreateSession && !j.Session.IsZero():
			t.Errorf("%s: %+v", p, j)
		case p != bits.CreateSession && p != bits.Ping && j.Session.ID != session:
			t.Errorf("%s of %s, on disk is %+v", p, session, j.Session)
		case p == bits.CloseSession && (!j.Closing || j.LastFragment != LastAcked || j.Acked != j.Source.Size):
			t.Errorf("%s: %+v", p, j)
		case p == bits.CancelSession && (j.Want != Drop || j.Dropped.IsZero()):
			t.Errorf("%s: %+v", p, j)
		}
		return false
	})
	f.launch()
	if db := f.engine.store.db; db.NoSync || db.NoGrowSync || db.NoFreelistSync {
		t.Errorf("transactions end before the disk has them: %+v", db)
	}
	s := f.file("x.bin", 3<<20)
	for _, end := range []State{Done, Cancelled} {
		j := f.job(s)
		j.Target.URL += string(end)
		id = j.ID
		f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
		if end == Cancelled {
			f.do(Command{Verb: VerbLimits, Limits: &Limits{Rate: 64 << 10}})
			f.until(id, func(j *Job) bool { return j.Sent > 0 })
			f.do(drop(id))
		}
		f.until(id, inState(end))
		if open, ended := f.recorded(bucketJobs, id), f.recorded(bucketHistory, id); open != nil || ended == nil || ended.State() != end {
			t.Errorf("%s is told, on disk is %+v %+v", end, open, ended)
		}
	}
	for _, p := range []bits.PacketType{bits.CreateSession, bits.Fragment, bits.CloseSession, bits.CancelSession} {
		if !slices.Contains(met, p) {
			t.Errorf("no %s came", p)
		}
	}
}

// syncs records what is synced during a test.
func syncs(t *testing.T, note func(path string)) {
	t.Helper()
	file, dir := syncFile, syncDir
	t.Cleanup(func() { syncFile, syncDir = file, dir })
	syncFile = func(f *os.File) error { note(f.Name()); return file(f) }
	syncDir = func(path string) error { note(path); return dir(path) }
}

// TestCopyIsDurableBeforeItCounts: the copy's bytes are durable before it replaces the last one, its name afterwards.
func TestCopyIsDurableBeforeItCounts(t *testing.T) {
	s, _, _, err := openStore(t.TempDir(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.close() }()
	var steps []string
	syncs(t, func(path string) {
		_, err := os.Lstat(s.path + ".bak")
		steps = append(steps, filepath.Base(path), map[bool]string{true: "placed", false: "not placed"}[err == nil])
	})
	if err := s.backup(); err != nil {
		t.Fatal(err)
	}
	want := []string{queueFile + ".bak.part", "not placed", filepath.Base(filepath.Dir(s.path)), "placed"}
	if !slices.Equal(steps, want) {
		t.Errorf("%q, want %q", steps, want)
	}
}

// TestShortCommandCopiesTheQueueOnce: a command that uploads one file and ends makes one copy of the queue, at its end.
func TestShortCommandCopiesTheQueueOnce(t *testing.T) {
	r := newRig(t, receiver.Options{})
	s := r.file("x", 100)
	var copies int
	syncs(t, func(path string) {
		if filepath.Base(path) == queueFile+".bak.part" {
			copies++
		}
	})
	r.open(Limits{})
	r.engine.Start()
	j := r.job(s)
	r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	r.until(j.ID, inState(Done))
	if err := r.engine.Close(); err != nil {
		t.Fatal(err)
	}
	if copies != 1 {
		t.Errorf("%d copies", copies)
	}
}

// TestReplyIsDurableBeforeTheServerMayDeleteIt: Close-Session makes the server delete its own.
func TestReplyIsDurableBeforeTheServerMayDeleteIt(t *testing.T) {
	var mu sync.Mutex
	var steps []string
	note := func(what string) {
		mu.Lock()
		defer mu.Unlock()
		steps = append(steps, what)
	}
	folder := t.TempDir()
	syncs(t, func(path string) {
		if filepath.Dir(path) == folder {
			note("reply")
		}
	})
	var f *front
	var j Job
	f = newFront(t, receiver.Options{}, func(w http.ResponseWriter, r *http.Request, p bits.PacketType, _ int) bool {
		switch p {
		case bits.Fragment:
			swallow(r)
			return status(w, 200, bits.HeaderReplyURL, "/reply", bits.HeaderReceivedRange, "100")
		case bits.GetReply:
			_, _ = w.Write([]byte("thanks"))
			return true
		case bits.CloseSession:
			note(string(p))
			if now := f.recorded(bucketJobs, j.ID); now == nil || !now.Closing {
				t.Errorf("closed while %+v is on disk", now)
			}
			return status(w, 200)
		default:
			return false
		}
	})
	f.launch()
	j = f.job(f.file("x.bin", 100))
	j.Target.Reply = filepath.Join(folder, "reply.txt")
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	f.until(j.ID, inState(Done, Failed))
	if want := []string{"reply", string(bits.CloseSession)}; !slices.Equal(steps, want) {
		t.Errorf("%q, want %q", steps, want)
	}
}

// TestNothingIsLazyAtTheStart: what may be lost without harm is stored once a second, and not at the first turn: a
// command that uploads one small file would wait for one more transaction.
func TestNothingIsLazyAtTheStart(t *testing.T) {
	if l := loopOf(); time.Since(l.stored) > time.Minute {
		t.Errorf("the loop believes that it stored last at %v", l.stored)
	}
}
