package transfer

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// touches are what can happen to a file of 3 MiB of which 1 or 2 MiB were sent, so that its size is what
// it was. They put the time stamp back, as programs with encrypted containers do.
var touches = map[string]struct {
	touch func(s source.File) error
	fine  bool // the upload goes on
	place bool // another file takes the name, which not every system allows while the upload reads the first
}{
	"nothing":                                {func(source.File) error { return nil }, true, false},
	"chmod":                                  {func(s source.File) error { return os.Chmod(s.Path, 0o640) }, true, false},
	"a copy put in its place":                {func(s source.File) error { return supplant(s, func([]byte) {}) }, true, true},
	"changed at its beginning":               {func(s source.File) error { return overwrite(s, 10) }, false, false},
	"changed in what is being sent":          {func(s source.File) error { return overwrite(s, 1<<20+5) }, false, false},
	"another one put in its place":           {func(s source.File) error { return supplant(s, func(b []byte) { b[7]++ }) }, false, true},
	"daylight saving":                        {func(s source.File) error { return restamp(s, time.Hour) }, true, false},
	"daylight saving, an hour back":          {func(s source.File) error { return restamp(s, -time.Hour) }, true, false},
	"an hour later with another beginning":   {func(s source.File) error { return firstOf(overwrite(s, 10), restamp(s, time.Hour)) }, false, false},
	"two hours later":                        {func(s source.File) error { return restamp(s, 2*time.Hour) }, false, false},
	"another file, an hour later, like this": {func(s source.File) error { return firstOf(supplant(s, func([]byte) {}), restamp(s, time.Hour)) }, false, true},
}

func restamp(s source.File, by time.Duration) error {
	return os.Chtimes(s.Path, s.ModTime.Add(by), s.ModTime.Add(by))
}

// overwrite changes the file in place.
func overwrite(s source.File, at int64) error {
	f, err := os.OpenFile(s.Path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	b := make([]byte, 1)
	_, err = f.ReadAt(b, at)
	b[0]++
	_, wrote := f.WriteAt(b, at)
	return errors.Join(err, wrote, f.Close(), restamp(s, 0))
}

// replacesOpen reports whether a file that the upload reads can be replaced by another meanwhile. It can not on
// FAT, on older Windows and in Wine.
func replacesOpen(t *testing.T) bool {
	t.Helper()
	s := source.File{Path: filepath.Join(t.TempDir(), "a"), ModTime: time.Now()}
	if err := os.WriteFile(s.Path, make([]byte, 1), 0o600); err != nil {
		t.Fatal(err)
	}
	f, _, err := s.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	err = supplant(s, func([]byte) {})
	if err != nil && runtime.GOOS != "windows" {
		t.Fatal(err)
	}
	return err == nil
}

// supplant renames a changed copy over the file.
func supplant(s source.File, change func([]byte)) error {
	data, err := os.ReadFile(s.Path)
	if err != nil {
		return err
	}
	change(data)
	other := s
	other.Path += ".other"
	return firstOf(os.WriteFile(other.Path, data, 0o600), firstOf(restamp(other, 0), os.Rename(other.Path, s.Path)))
}

// moments are when it happens: during the second fragment of three, in a front whose receiver takes 1 MiB
// at once. Each leaves the job at work, or to be tried again.
var moments = map[string]func(f *front, s source.File, touch func(source.File) error){
	"in a fragment": func(f *front, s source.File, touch func(source.File) error) {
		f.second(func(http.ResponseWriter, *http.Request) bool { return f.failed(touch(s)) })
	},
	"after a fragment whose answer was lost": func(f *front, s source.File, touch func(source.File) error) {
		f.second(func(w http.ResponseWriter, r *http.Request) bool { return f.failed(touch(s)) || f.unanswered(w, r) })
	},
	"while it is paused": func(f *front, s source.File, touch func(source.File) error) {
		id, goOn := f.stopAtSecond()
		f.do(Command{Verb: VerbHold, IDs: []uuid.UUID{id}})
		f.until(id, func(j *Job) bool { return j.Acked > 0 && j.State() == Paused && j.Phase == Idle })
		goOn()
		f.must(touch(s))
		f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{id}})
	},
	"while the program is closed": func(f *front, s source.File, touch func(source.File) error) {
		_, goOn := f.stopAtSecond()
		f.must(f.engine.Close())
		goOn()
		f.must(touch(s))
		f.launch()
	},
}

// failed notes an error of what a handler did, and reports whether there was one.
func (f *front) failed(err error) bool {
	if err != nil {
		f.t.Error(err)
	}
	return err != nil
}

func (f *front) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// second has answer do what it does to the second fragment.
func (f *front) second(answer func(w http.ResponseWriter, r *http.Request) bool) {
	f.swap(on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, nth int) bool {
		if nth != 2 {
			return false
		}
		swallowInto(r)
		return answer(w, r)
	}))
}

// swallowInto reads the body and puts it back, so that the client is known to have sent it.
func swallowInto(r *http.Request) {
	var body bytes.Buffer
	_, _ = body.ReadFrom(r.Body)
	r.Body = readCloser{&body}
}

type readCloser struct{ *bytes.Buffer }

func (readCloser) Close() error { return nil }

// stopAtSecond waits for the second fragment and keeps it from the receiver until goOn.
func (f *front) stopAtSecond() (id uuid.UUID, goOn func()) {
	f.t.Helper()
	come, gone := make(chan struct{}), make(chan struct{})
	goOn = sync.OnceFunc(func() { close(gone) })
	f.t.Cleanup(goOn) // a test that fails before ends all the same
	f.second(func(http.ResponseWriter, *http.Request) bool {
		close(come)
		<-gone
		return false
	})
	for id = range f.jobs {
		f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{id}})
	}
	<-come
	return id, goOn
}

// TestContentDecides: exactly one version of the file arrives, whatever happens to it. Changes other than of the
// content stop nothing.
func TestContentDecides(t *testing.T) {
	for when, moment := range moments {
		for what, c := range touches {
			t.Run(what+" "+when, func(t *testing.T) {
				t.Parallel()
				if c.place && !replacesOpen(t) {
					t.Skip("no file can be put into the place of one that is open here")
				}
				f := newFront(t, receiver.Options{MaxFragment: firstFragment}, nil)
				f.launch()
				s := f.file("x.bin", 3<<20)
				j := f.job(s)
				j.Want = Hold
				f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
				f.until(j.ID, inState(Paused))
				moment(f, s, c.touch)
				f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
				f.judgeContent(j.ID, s, c.fine)
			})
		}
	}
}

func (f *front) judgeContent(id uuid.UUID, s source.File, fine bool) {
	f.t.Helper()
	got, faults := f.push(id, 3)
	if !fine {
		if got.State() != NeedsYou || got.Fault.Kind != KindFileChanged || got.Fault.Code != bits.CodeLocalFileChanged {
			f.t.Fatalf("%s %+v, %+v", got.State(), got.Fault, faults)
		}
		if _, err := os.Stat(filepath.Join(f.folder, filepath.Base(s.Path))); err == nil {
			f.t.Error("a mixture arrived")
		}
		return
	}
	if got.State() != Done || got.Restarted != 0 || len(f.requests(bits.CreateSession)) != 1 {
		f.t.Fatalf("%s %+v, %+v, restarted %d times", got.State(), got.Fault, faults, got.Restarted)
	}
	f.arrived(s)
}

// TestOnlyWhatWasSentCounts: a change beyond the sent bytes is no mixture.
func TestOnlyWhatWasSentCounts(t *testing.T) {
	f := newFront(t, receiver.Options{}, nil)
	s := f.file("x.bin", 3<<20)
	sent, err := version{source: s, sums: sums{base: source.NewChecksum()}}.read(t.Context(), 1<<20, func() {})
	f.must(err)
	sent.close()
	for _, c := range []struct {
		at   int64
		fine bool
	}{{1 << 20, true}, {3<<20 - 1, true}, {1<<20 - 1, false}, {0, false}} {
		f.must(overwrite(s, c.at))
		l, err := version{source: s, sums: sums{base: sent.sum}}.read(t.Context(), 1<<20, func() {})
		l.close()
		if c.fine != (err == nil) || !c.fine && FaultOf(err).Kind != KindFileChanged {
			t.Fatalf("changed at %d: %v", c.at, err)
		}
		if c.fine && (l.sum != sent.sum || l.now == s) {
			t.Errorf("changed at %d: %+v", c.at, l)
		}
	}
}

// TestTouchedFileIsNotOpenedForSending: neither is another file in its place.
func TestTouchedFileIsNotOpenedForSending(t *testing.T) {
	for name, touch := range map[string]func(path string) error{
		"not touched": func(string) error { return nil },
		"written":     func(path string) error { return os.WriteFile(path, []byte("other"), 0o600) },
		"longer":      func(path string) error { return os.Truncate(path, 2000) },
		"replaced": func(path string) error {
			return errors.Join(os.WriteFile(path+".new", make([]byte, 1000), 0o600), os.Rename(path+".new", path))
		},
	} {
		s := sized(t, 1000)
		if err := touch(s.Path); err != nil {
			t.Fatal(err)
		}
		f, err := s.OpenUntouched()
		if (err == nil) != (name == "not touched") || err != nil && !errors.Is(err, source.ErrTouched) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			_ = f.Close()
		}
	}
}

// TestLongReadingIsInTheTranscript: a long reading is in the transcript, a short one is not.
func TestLongReadingIsInTheTranscript(t *testing.T) {
	f := newFront(t, receiver.Options{}, nil)
	s := f.file("x.bin", 0)
	if err := os.Truncate(s.Path, longReading); err != nil {
		t.Skip("no sparse file of that size here:", err)
	}
	s, err := source.Stat(s.Path)
	f.must(err)
	for _, size := range []int64{1 << 20, longReading} {
		sent, err := version{source: s, sums: sums{base: source.NewChecksum()}}.read(t.Context(), size, func() {})
		f.must(err)
		sent.close()
		other, told := s, 0
		other.FileID = "another"
		l, err := version{source: other, sums: sums{base: sent.sum}, onLongRead: func() { told++ }}.read(t.Context(), size, func() {})
		f.must(err)
		l.close()
		if told != int(size/longReading) {
			t.Errorf("told %d times of %d bytes", told, size)
		}
	}
}

// TestTouchedInTheLastFragment: a change after the last byte was sent is detected too. A file that is moved or
// removed then has been read to its end.
func TestTouchedInTheLastFragment(t *testing.T) {
	for name, c := range map[string]struct {
		touch func(s source.File) error
		fine  bool
		place bool
	}{
		"chmod":                {func(s source.File) error { return os.Chmod(s.Path, 0o640) }, true, false},
		"removed":              {func(s source.File) error { return os.Remove(s.Path) }, true, false},
		"moved away":           {func(s source.File) error { return os.Rename(s.Path, s.Path+".moved") }, true, false},
		"changed":              {func(s source.File) error { return overwrite(s, 10) }, false, false},
		"changed and removed":  {func(s source.File) error { return firstOf(overwrite(s, 10), os.Remove(s.Path)) }, false, false},
		"changed and moved":    {func(s source.File) error { return firstOf(overwrite(s, 10), os.Rename(s.Path, s.Path+".m")) }, false, false},
		"another in its place": {func(s source.File) error { return supplant(s, func(b []byte) { b[7]++ }) }, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.place && !replacesOpen(t) {
				t.Skip("no file can be put into the place of one that is open here")
			}
			var s source.File
			come, gone := make(chan struct{}), make(chan struct{})
			f := newFront(t, receiver.Options{}, on(bits.Fragment, func(_ http.ResponseWriter, r *http.Request, _ int) bool {
				swallowInto(r)
				close(come)
				<-gone
				return false
			}))
			goOn := sync.OnceFunc(func() { close(gone) })
			t.Cleanup(goOn) // a test that fails before ends all the same
			s, j := f.begin("x.bin", 1000)
			data, err := os.ReadFile(s.Path)
			f.must(err)
			<-come
			f.must(c.touch(s))
			goOn()
			got, _ := f.push(j.ID, 0)
			if c.fine != (got.State() == Done) || !c.fine && got.Fault.Kind != KindFileChanged {
				t.Fatalf("%s %+v", got.State(), got.Fault)
			}
			if there, err := os.ReadFile(filepath.Join(f.folder, "x.bin")); c.fine && (err != nil || !bytes.Equal(there, data)) {
				t.Errorf("%d bytes arrived, %v", len(there), err)
			}
		})
	}
}

// TestTouchedAfterAKill: the next program knows what a killed one has sent.
func TestTouchedAfterAKill(t *testing.T) {
	for _, what := range []string{"chmod", "changed at its beginning", "a copy put in its place", "another one put in its place"} {
		t.Run(what, func(t *testing.T) {
			r := newRig(t, receiver.Options{})
			count := &traffic{next: r.server.Config.Handler}
			r.server.Config.Handler = count
			s := r.file("killed.bin", 20<<20)
			r.open(Limits{})
			j := r.job(s)
			r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			if err := r.engine.Close(); err != nil {
				t.Fatal(err)
			}
			p := startChild(t, "settle", r.state, 4<<20)
			for count.highest.Load() < 5<<20 {
				<-time.After(time.Millisecond)
			}
			if !p.killAfter(t, 0) {
				t.Fatal("it ended before the kill")
			}
			if err := touches[what].touch(s); err != nil {
				t.Fatal(err)
			}
			r.open(Limits{})
			r.engine.Start()
			got := r.until(j.ID, func(j *Job) bool { return j.Phase == Idle && (j.Outcome != "" || j.Fault != nil) })
			if fine := touches[what].fine; fine != (got.State() == Done) || !fine && got.Fault.Kind != KindFileChanged {
				t.Fatalf("%s %+v", got.State(), got.Fault)
			}
			if touches[what].fine {
				r.arrived(s)
			}
			if n := len(r.packets(bits.CreateSession)); n != 1 {
				t.Errorf("%d sessions", n)
			}
		})
	}
}

// TestQueueOfAnOlderProgram: a job whose file is known only by size and time goes on; any doubt about the file ends
// it.
func TestQueueOfAnOlderProgram(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("chmod changes no file there")
	}
	for _, what := range []string{"nothing", "chmod", "changed at its beginning", "a copy put in its place"} {
		t.Run(what, func(t *testing.T) {
			f, s, paused := pausedHalfWay(t)
			f.swap(nil)
			f.must(f.engine.Close())
			f.forgetIdentity(paused.ID)
			f.must(touches[what].touch(s))
			f.launch()
			f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{paused.ID}})
			f.judgeContent(paused.ID, s, what == "nothing")
		})
	}
}

// forgetIdentity makes the record of a job what the first releases wrote.
func (f *front) forgetIdentity(id uuid.UUID) {
	f.t.Helper()
	f.record(id, func(source, job map[string]any) {
		for _, newer := range []string{"file_id", "changed"} {
			delete(source, newer)
		}
		for _, newer := range []string{"checksum", "left", "tells"} {
			delete(job, newer)
		}
	})
}

// record edits the stored record of a job in a closed queue.
func (f *front) record(id uuid.UUID, edit func(source, job map[string]any)) {
	f.t.Helper()
	db, err := openBolt(queuePath(f.state), time.Second)
	f.must(err)
	f.must(db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketJobs)
		raw, err := json.Marshal(readJob(id[:], unseal(id[:], b.Get(id[:])))) // as older programs stored it
		if err != nil {
			return err
		}
		var record map[string]any
		if err := json.Unmarshal(raw, &record); err != nil {
			return err
		}
		source, _ := record["source"].(map[string]any)
		edit(source, record)
		return putJSON(b, id[:], record)
	}))
	f.must(db.Close())
}
