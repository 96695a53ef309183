package transfer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sendoff/transfer/receiver"
)

// TestSizesThatAreNotTrue: files whose size the system makes up are refused, when they are added and on the
// row, and no server hears of them.
func TestSizesThatAreNotTrue(t *testing.T) {
	for _, path := range []string{"/proc/version", "/sys/kernel/mm/transparent_hugepage/enabled"} {
		t.Run(path, func(t *testing.T) {
			info, err := os.Stat(path)
			if err != nil {
				t.Skip(err)
			}
			f := newFront(t, receiver.Options{}, nil)
			f.launch()
			if _, err := Stat(path); info.Size() == 0 && kindOfSource(err) != KindFileSize {
				t.Errorf("when it is added: %v", err)
			}
			j := f.job(Source{Path: path, Size: info.Size(), ModTime: info.ModTime().UTC()})
			f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			got := f.until(j.ID, inState(Done, Failed, NeedsYou))
			if got.State() != Failed || got.Fault.Kind != KindFileSize || len(f.all()) != 0 {
				t.Errorf("%s %+v after %v", got.State(), got.Fault, f.all())
			}
		})
	}
}

func TestWalkMeetsAFileThatIsNotEmpty(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "version")
	if err := os.Symlink("/proc/version", link); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "empty"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	skips := map[string]SkipReason{}
	err := Walk(t.Context(), []string{dir}, func(found []Found) error {
		for _, f := range found {
			skips[filepath.Base(f.Rel)] = f.Skip
		}
		return nil
	})
	if err != nil || skips["version"] != SkipSize || skips["empty"] != "" {
		t.Errorf("%v, %v", skips, err)
	}
}

// TestReadThatFails: the file is named, with the system's reason, and no server is blamed or asked.
func TestReadThatFails(t *testing.T) {
	const path = "/sys/class/net/lo/speed" // EINVAL
	info, err := os.Stat(path)
	if err != nil {
		t.Skip(err)
	}
	f := newFront(t, receiver.Options{}, nil)
	f.launch()
	j := f.job(Source{Path: path, Size: info.Size(), ModTime: info.ModTime().UTC()})
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	got := f.until(j.ID, inState(Done, Failed, NeedsYou))
	if got.State() != Failed || got.Fault.Kind != KindFileFailed || got.Fault.Detail != "invalid argument" || len(f.all()) != 0 {
		t.Errorf("%s %+v after %v", got.State(), got.Fault, f.all())
	}
	if strings.Contains(got.Fault.Detail, path) {
		t.Error("the path is said twice")
	}
}
