package transfer

import (
	"os"
	"strings"
	"testing"

	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// TestSizesThatAreNotTrue: files with invented sizes are refused when they are added and in the queue, without
// contacting a server.
func TestSizesThatAreNotTrue(t *testing.T) {
	for _, path := range []string{"/proc/version", "/sys/kernel/mm/transparent_hugepage/enabled"} {
		t.Run(path, func(t *testing.T) {
			info, err := os.Stat(path)
			if err != nil {
				t.Skip(err)
			}
			f := newFront(t, receiver.Options{}, nil)
			f.launch()
			if _, err := source.Stat(path); info.Size() == 0 && source.FlawOf(err) != source.FlawZero {
				t.Errorf("when it is added: %v", err)
			}
			j := f.job(source.File{Path: path, Size: info.Size(), ModTime: info.ModTime().UTC()})
			f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			got, want := f.until(j.ID, inState(Done, Failed, NeedsYou)), KindFileSize
			if info.Size() == 0 {
				want = KindFileZero
			}
			if got.State() != Failed || got.Fault.Kind != want || len(f.all()) != 0 {
				t.Errorf("%s %+v after %v", got.State(), got.Fault, f.all())
			}
		})
	}
}

// TestReadThatFails: the fault names the file and the system's reason, and no server is contacted.
func TestReadThatFails(t *testing.T) {
	const path = "/sys/class/net/lo/speed" // EINVAL
	info, err := os.Stat(path)
	if err != nil {
		t.Skip(err)
	}
	f := newFront(t, receiver.Options{}, nil)
	f.launch()
	j := f.job(source.File{Path: path, Size: info.Size(), ModTime: info.ModTime().UTC()})
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	got := f.until(j.ID, inState(Done, Failed, NeedsYou))
	if got.State() != Failed || got.Fault.Kind != KindFileFailed || got.Fault.Detail != "invalid argument" || len(f.all()) != 0 {
		t.Errorf("%s %+v after %v", got.State(), got.Fault, f.all())
	}
	if strings.Contains(got.Fault.Detail, path) {
		t.Error("the path is said twice")
	}
}
