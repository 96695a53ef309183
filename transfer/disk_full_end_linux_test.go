package transfer

import (
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// brim fills the queue's disk so that no commit has room, including the free pages of its file. The returned function
// frees everything.
func (f *front) brim() (free func()) {
	f.t.Helper()
	var first, second func()
	err := f.engine.ask(func() { // in the loop, so that no commit takes a page that is given away
		first = fill(f.t, f.state)
		f.giveAway()
		second = fill(f.t, f.state)
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return func() { first(); second() }
}

func (f *front) giveAway() {
	f.t.Helper()
	db := f.engine.store.db
	err := db.View(func(tx *bbolt.Tx) error {
		for id := 0; ; id++ {
			p, err := tx.Page(id)
			if err != nil || p == nil {
				return err
			}
			if p.Type == "free" {
				f.punch(int64(id), int64(db.Info().PageSize))
			}
		}
	})
	if err != nil {
		f.t.Error(err)
	}
}

// punch gives a page of the queue's file back to the disk.
func (f *front) punch(page, size int64) {
	f.t.Helper()
	const keepSizePunchHole = 3
	fd, err := syscall.Open(queuePath(f.state), syscall.O_RDWR|syscall.O_CLOEXEC, 0)
	if err == nil {
		err = syscall.Fallocate(fd, keepSizePunchHole, page*size, size)
		_ = syscall.Close(fd)
	}
	if err != nil {
		f.t.Fatal(err)
	}
}

// onDisk reports whether a bucket has a record of a job.
func (f *front) onDisk(bucket []byte, id uuid.UUID) (there bool) {
	f.t.Helper()
	err := f.engine.store.db.View(func(tx *bbolt.Tx) error {
		there = tx.Bucket(bucket).Get(id[:]) != nil
		return nil
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return there
}

// TestFullDiskAtTheEnd: the server's answer to the end of a session counts although it cannot be stored. Nothing is
// asked twice, and the outcome is stored when there is room.
func TestFullDiskAtTheEnd(t *testing.T) {
	for _, c := range []struct {
		packet bits.PacketType
		want   Outcome
	}{
		{bits.CloseSession, Delivered}, {bits.CancelSession, Confirmed},
	} {
		t.Run(string(c.packet), func(t *testing.T) {
			come, goOn, sending := make(chan struct{}), make(chan struct{}), make(chan struct{})
			f := newFront(t, receiver.Options{MaxFragment: 100_000}, func(_ http.ResponseWriter, r *http.Request, p bits.PacketType, nth int) bool {
				switch {
				case p == c.packet && nth == 1:
					close(come)
					<-goOn
				case p == bits.Fragment && offset(r) > 0 && c.packet == bits.CancelSession:
					close(sending)
					swallow(r)
					<-r.Context().Done()
				}
				return false
			})
			f.state = smallDisk(t, "512k")
			f.launch()
			s, j := f.begun("x.bin", 300_000)
			if c.packet == bits.CancelSession {
				<-sending
				f.do(drop(j.ID))
			}
			<-come
			free := f.brim()
			close(goOn)
			end := f.until(j.ID, func(j *Job) bool { return j.Outcome != "" || j.Fault != nil && j.Phase == Idle })
			if end.Outcome != c.want {
				t.Fatalf("%q %+v", end.Outcome, end.Fault)
			}
			if f.onDisk(bucketHistory, j.ID) {
				t.Fatal("the disk was not full")
			}
			free()
			for !f.onDisk(bucketHistory, j.ID) { // until the test's time is over
				<-time.After(20 * time.Millisecond)
			}
			if f.onDisk(bucketJobs, j.ID) {
				t.Error("it is in the queue still")
			}
			if err := f.engine.Close(); err != nil {
				t.Fatal(err)
			}
			f.launch()
			if again := f.until(j.ID, func(*Job) bool { return true }); again.Outcome != end.Outcome {
				t.Errorf("after a restart %q, before it %q", again.Outcome, end.Outcome)
			}
			if n := len(f.requests(c.packet)); n != 1 {
				t.Errorf("%d times %s", n, c.packet)
			}
			if c.want == Delivered {
				f.arrived(s)
			}
		})
	}
}

// begun adds a job to an engine that runs.
func (f *front) begun(name string, size int) (source.File, Job) {
	f.t.Helper()
	s := f.file(name, size)
	j := f.job(s)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	return s, j
}

// TestFullDiskAtTheLastAck: the ack counts in memory, so nothing is resent when there is room.
func TestFullDiskAtTheLastAck(t *testing.T) {
	come, goOn := make(chan struct{}), make(chan struct{})
	f := newFront(t, receiver.Options{}, holdFirst(bits.Fragment, come, goOn))
	f.state = smallDisk(t, "512k")
	f.launch()
	s, j := f.begun("x.bin", 100)
	<-come
	free := f.brim()
	close(goOn)
	at := f.until(j.ID, func(j *Job) bool { return j.Phase == Idle && (j.Fault != nil || j.Outcome != "") })
	if at.Outcome != "" || at.Fault.Kind != KindOwnDisk || at.LastFragment != LastAcked || at.Acked != s.Size {
		t.Fatalf("%q %+v, %d acknowledged", at.Outcome, at.Fault, at.Acked)
	}
	free()
	if done, faults := f.push(j.ID, 2); done.State() != Done {
		t.Fatalf("%s %+v", done.State(), faults)
	}
	if n := len(f.requests(bits.Fragment)); n != 1 || len(f.requests(bits.CloseSession)) != 1 {
		t.Errorf("%d fragments, %d times Close-Session", n, len(f.requests(bits.CloseSession)))
	}
	f.arrived(s)
}
