package transfer

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A queue that loses its end loses nothing else: the last good copy has what was in it.
func TestCutQueueIsRestoredFromTheCopyOfTheLastClose(t *testing.T) {
	for _, started := range []bool{false, true} {
		dir := t.TempDir()
		e := openIn(t, dir)
		if started {
			e.Start()
		}
		job := stored(1)
		job.Want = Hold
		if err := <-e.Do(Command{Verb: VerbAdd, Jobs: []Job{*job}}); err != nil {
			t.Fatal(err)
		}
		if err := e.SaveSetting("servers", []string{"http://server/drop/"}); err != nil {
			t.Fatal(err)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(queuePath(dir), 9000); err != nil {
			t.Fatal(err)
		}
		e = openIn(t, dir)
		all, err := e.Watch().Next(t.Context())
		if err != nil || all[job.ID] == nil || all[job.ID].Source != job.Source {
			t.Errorf("started %v: restored %v, %v", started, all, err)
		}
		var servers []string
		if found, err := e.LoadSetting("servers", &servers); !found || err != nil || !slices.Equal(servers, []string{"http://server/drop/"}) {
			t.Errorf("started %v: settings %v, %v, %v", started, servers, found, err)
		}
		if text := strings.Join(e.Notices(), ""); !strings.Contains(text, "From its last good copy, 1 uploads") {
			t.Errorf("notices: %s", text)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
}

func openIn(t *testing.T, dir string) *Engine {
	t.Helper()
	e, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// While the program runs, the copy follows the queue a minute behind.
func TestCopyFollowsTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		e := openIn(t, dir)
		e.Start()
		for n := range 3 {
			job := stored(n)
			job.Want = Hold
			if err := <-e.Do(Command{Verb: VerbAdd, Jobs: []Job{*job}}); err != nil {
				t.Fatal(err)
			}
			<-time.After(2 * copyPeriod)
			e.lasting.Wait()
			if c := salvage(queuePath(dir) + ".bak"); c == nil || len(c.jobs) != n+1 {
				t.Errorf("after %d jobs the copy has %v", n+1, c)
			}
		}
		if err := e.SaveSetting("colour", "red"); err != nil {
			t.Fatal(err)
		}
		<-time.After(2 * copyPeriod)
		e.lasting.Wait()
		if c := salvage(queuePath(dir) + ".bak"); c == nil || string(c.settings["colour"]) != `"red"` {
			t.Errorf("after a setting was saved the copy has %v", c)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestCopyOfADamagedQueueReplacesNoGoodOne(t *testing.T) {
	raw, _ := library(t, 40)
	dir := shelve(t, raw, raw)
	s, _, _, err := openStore(dir, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(queuePath(dir), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	page := int64(os.Getpagesize())
	if _, err := f.WriteAt(make([]byte, len(raw)-4*int(page)), 4*page); err != nil {
		t.Fatal(err)
	}
	if err := s.backup(); err == nil {
		t.Error("a damaged queue was copied")
	}
	if err := s.close(); err != nil {
		t.Error(err)
	}
	if bak, err := os.ReadFile(queuePath(dir) + ".bak"); err != nil || !bytes.Equal(bak, raw) {
		t.Errorf("the good copy is gone: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}

// TestCopyFollowsNoLink: a link that was planted where the copy is made leads to a file that stays as it is.
func TestCopyFollowsNoLink(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a right there")
	}
	raw, _ := library(t, 3)
	dir := shelve(t, raw, nil)
	aim := filepath.Join(t.TempDir(), "aim")
	if err := os.WriteFile(aim, []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".bak.part", ".bak"} {
		if err := os.Symlink(aim, queuePath(dir)+name); err != nil {
			t.Fatal(err)
		}
	}
	s, _, _, err := openStore(dir, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.backup(), s.close()); err != nil {
		t.Error(err)
	}
	if text, err := os.ReadFile(aim); err != nil || string(text) != "theirs" {
		t.Errorf("the file behind the link holds %q, %v", text[:min(len(text), 20)], err)
	}
	if c := salvage(queuePath(dir) + ".bak"); c == nil || len(c.jobs) != 3 {
		t.Errorf("the copy has %+v", c)
	}
}
