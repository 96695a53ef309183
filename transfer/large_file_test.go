package transfer

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// largeVar asks for uploads of several GiB, as "make torture" does.
const largeVar = "SENDOFF_TORTURE_LARGE"

// TestC40_AroundFourGiB: no offset, length or count is kept in 32 bits.
func TestC40_AroundFourGiB(t *testing.T) {
	if os.Getenv(largeVar) == "" {
		t.Skip("sends 12 GiB and takes the room of 4; set " + largeVar)
	}
	for _, size := range []int64{1<<32 - 1, 1 << 32, 1<<32 + 1} {
		t.Run(fmt.Sprint(size), func(t *testing.T) { sendLarge(t, size) })
	}
}

func sendLarge(t *testing.T, size int64) {
	r := newRig(t, receiver.Options{})
	marks := map[int64]string{0: "begin", 1<<31 - 3: "middle", size - 3: "end"}
	path := filepath.Join(t.TempDir(), "large.bin")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for at, mark := range marks {
		if _, err := f.WriteAt([]byte(mark)[:min(len(mark), int(size-at))], at); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil { // sparse: it takes no room
		t.Fatal(err)
	}
	hourAgo := time.Now().Add(-time.Hour)
	if err := os.Chtimes(path, hourAgo, hourAgo); err != nil {
		t.Fatal(err)
	}
	s, err := source.Stat(path)
	if err != nil || s.Size != size {
		t.Fatal(s, err)
	}
	r.open(Limits{})
	r.engine.Start()
	j := r.job(s)
	begun := time.Now()
	r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	done := r.untilIn(j.ID, 10*time.Minute, inState(Done, Failed, NeedsYou))
	if done.State() != Done || done.Acked != size {
		t.Fatalf("%s %+v, acked %d", done.State(), done.Fault, done.Acked)
	}
	t.Logf("%.0f MB/s in %d fragments", float64(size)/1e6/time.Since(begun).Seconds(), len(r.packets(bits.Fragment)))
	r.marked(size, marks)
}

// marked checks the size of the file that arrived, and what stands at some of its offsets.
func (r *rig) marked(size int64, marks map[int64]string) {
	r.t.Helper()
	f, err := os.Open(filepath.Join(r.folder, "large.bin"))
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err != nil || info.Size() != size {
		r.t.Fatalf("%v bytes arrived, %v", info.Size(), err)
	}
	for at, mark := range marks {
		want := []byte(mark)[:min(len(mark), int(size-at))]
		got := make([]byte, len(want))
		if _, err := f.ReadAt(got, at); err != nil || !bytes.Equal(got, want) {
			r.t.Errorf("at %d stands %q, want %q: %v", at, got, want, err)
		}
	}
}
