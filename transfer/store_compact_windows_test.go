package transfer

import (
	"errors"
	"os"
	"testing"
)

// TestClosedFileThatAnotherHasOpened: while another process has the queue open, the new file does not take its place.
// Nothing is lost, and no new file is left.
func TestClosedFileThatAnotherHasOpened(t *testing.T) {
	dir := t.TempDir()
	e := openIn(t, dir)
	kept := *stored(1)
	kept.Want = Hold
	mustDo(t, e, Command{Verb: VerbAdd, Jobs: []Job{kept}})
	comeAndGo(t, e, 1000)
	other, err := openOwn(queuePath(dir), os.O_RDWR)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(compactName(queuePath(dir))); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the new file is left: %v", err)
	}
	if here, err := other.Stat(); err != nil || here.Size() < 64<<10 {
		t.Errorf("the queue is another file: %v, %v", here, err)
	}
	e = openIn(t, dir)
	all, err := e.Watch().Next(t.Context())
	if err != nil || len(all) != 1 || all[kept.ID] == nil || len(e.Notices()) > 0 {
		t.Errorf("%d jobs, %v, %v", len(all), err, e.Notices())
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}
