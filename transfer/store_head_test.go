package transfer

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"sendoff/transfer/boltfile"
)

// fileStages are the bytes of a queue file, as it was with two uploads that run, and after one of them was
// cancelled, which was its last change.
type fileStages struct {
	running, cancelled []byte
	kept, dropped      uuid.UUID
}

func newStages(t *testing.T) fileStages {
	t.Helper()
	dir := t.TempDir()
	s, _, _, err := openStore(dir, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	kept, dropped := stored(1), stored(2)
	snapshot := func() []byte {
		raw, err := os.ReadFile(queuePath(dir))
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	if err := s.write(&changes{put: map[uuid.UUID]*Job{kept.ID: kept, dropped.ID: dropped}}); err != nil {
		t.Fatal(err)
	}
	running := snapshot()
	dropped.Want, dropped.Dropped = Drop, time.Now()
	if err := s.write(&changes{put: map[uuid.UUID]*Job{dropped.ID: dropped}}); err != nil {
		t.Fatal(err)
	}
	cancelled := snapshot()
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	return fileStages{running, cancelled, kept.ID, dropped.ID}
}

// sizeOfHead is how many bytes of a head of a bbolt file mean something. It stands behind the head of its page.
const sizeOfHead = 64

// headsOf are the two heads of a queue file, as bbolt writes them: root, list of free pages, pages and change stand at
// 16, 32, 40 and 48.
func headsOf(t *testing.T, raw []byte) (newest, older []byte) {
	t.Helper()
	const pageHead = 16
	first, second := raw[pageHead:][:sizeOfHead], raw[os.Getpagesize()+pageHead:][:sizeOfHead]
	if !bytes.Equal(first[:8], second[:8]) {
		t.Fatal("it has no two heads")
	}
	if binary.NativeEndian.Uint64(second[48:]) > binary.NativeEndian.Uint64(first[48:]) {
		return second, first
	}
	return first, second
}

// flipped is a queue file with one bit of its newest or its older head turned over. at is in bits.
func flipped(t *testing.T, raw []byte, newest bool, at int) []byte {
	t.Helper()
	bad := bytes.Clone(raw)
	head, older := headsOf(t, bad)
	if !newest {
		head = older
	}
	head[at/8] ^= 1 << (at % 8)
	return bad
}

// TestOneFlippedBitInAHead: a cleanly closed file has two heads. Whichever is damaged, and whatever copy there is, it
// is reported, and cancelled jobs do not run.
func TestOneFlippedBitInAHead(t *testing.T) {
	at := newStages(t)
	for name, damage := range map[string]struct {
		newest bool
		copied []byte
		want   Want // of the upload that was not cancelled
	}{
		"newest, copied when it was closed": {true, at.cancelled, Run}, // the copy is what the file was
		"newest, an older copy":             {true, at.running, Hold},
		"newest, no copy":                   {true, nil, Hold},
		"older, copied when it was closed":  {false, at.cancelled, Hold}, // which head was the older one is unknown
		"older, no copy":                    {false, nil, Hold},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for bit := 0; bit < 8*sizeOfHead; bit += 37 {
				bad := flipped(t, at.cancelled, damage.newest, bit)
				dir := shelve(t, bad, damage.copied)
				s, c, notices, err := openStore(dir, time.Second)
				if err != nil {
					t.Fatal(err)
				}
				if err := s.close(); err != nil {
					t.Error(err)
				}
				if text := strings.Join(notices, ""); !strings.Contains(text, boltfile.ErrOneHead.Error()) || strings.Contains(text, "paused") != (damage.want == Hold) {
					t.Errorf("bit %d: it is said: %q", bit, text)
				}
				aside, err := filepath.Glob(queuePath(dir) + ".damaged-*")
				if err != nil || len(aside) != 1 {
					t.Fatalf("set aside: %v, %v", aside, err)
				}
				if there, err := os.ReadFile(aside[0]); err != nil || !bytes.Equal(there, bad) {
					t.Errorf("bit %d: the damaged file is not kept as it was: %v", bit, err)
				}
				for _, j := range c.jobs {
					if want := map[uuid.UUID]Want{at.kept: damage.want, at.dropped: Drop}[j.ID]; j.Want != want && (j.ID != at.dropped || j.Want == Run) {
						t.Errorf("bit %d: %s is %d, want %d", bit, j.Name(), j.Want, want)
					}
				}
				if len(c.jobs) != 2 {
					t.Errorf("bit %d: %d jobs", bit, len(c.jobs))
				}
			}
		})
	}
}

// TestCopyOfAnotherQueueContinuesNone: change numbers of different files are not comparable.
func TestCopyOfAnotherQueueContinuesNone(t *testing.T) {
	at, other := newStages(t), newStages(t)
	dir := shelve(t, flipped(t, at.cancelled, true, 200), other.cancelled)
	s, c, _, err := openStore(dir, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.close(); err != nil {
		t.Error(err)
	}
	for _, j := range c.jobs {
		if j.Want == Run {
			t.Errorf("%s runs", j.Name())
		}
	}
}

// TestCopyKnowsOfCancels: whatever is damaged, jobs that the copy knows as cancelled or ended do not run.
func TestCopyKnowsOfCancels(t *testing.T) {
	j, ended, fine := stored(1), stored(2), stored(3)
	now := &contents{jobs: []*Job{j, ended, fine}}
	gone, past := *j, *ended
	gone.Want, gone.Dropped = Drop, time.Now()
	past.Outcome = Confirmed
	now.complete(&contents{jobs: []*Job{&gone}, history: []*Job{&past}})
	if len(now.jobs) != 2 || j.Want != Drop || j.Dropped.IsZero() || fine.Want != Run || len(now.history) != 1 {
		t.Errorf("%+v", now)
	}
}

// TestCopyIsMadeWhenItIsClosed has progress in it too, which is written lazily.
func TestCopyIsMadeWhenItIsClosed(t *testing.T) {
	s := newHeldQueue(t, "a")
	if err := s.engine.ask(func() {
		s.engine.loop.unsavedJobs[s.ids["a"]] = true
		s.engine.loop.uncopied = false
		s.engine.storeLazily(time.Now(), true)
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.engine.Close(); err != nil {
		t.Fatal(err)
	}
	file, bak := salvage(queuePath(s.state)), salvage(queuePath(s.state)+".bak")
	if file == nil || bak == nil || file.origin != bak.origin || file.origin.lone || !file.origin.whole {
		t.Errorf("file %+v, copy %+v", file, bak)
	}
}

// TestEmptyFileWhereThereWasAQueue: is reported, whichever trace of the queue there is.
func TestEmptyFileWhereThereWasAQueue(t *testing.T) {
	at := newStages(t)
	for name, plant := range map[string]func(dir string) error{
		"a copy":  func(dir string) error { return os.WriteFile(queuePath(dir)+".bak", at.running, 0o600) },
		"a log":   func(dir string) error { return os.Mkdir(filepath.Join(dir, "log"), 0o700) },
		"nothing": func(string) error { return nil },
	} {
		dir := shelve(t, nil, nil)
		if err := plant(dir); err != nil {
			t.Fatal(err)
		}
		s, c, notices, err := openStore(dir, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.close(); err != nil {
			t.Error(err)
		}
		if said := strings.Contains(strings.Join(notices, ""), "empty"); said == (name == "nothing") {
			t.Errorf("%s: %q", name, notices)
		}
		for _, j := range c.jobs {
			if j.Want == Run {
				t.Errorf("%s: %s runs", name, j.Name())
			}
		}
	}
}

// TestFlippedBitInARecord: a record that is valid JSON but altered is set aside and named.
func TestFlippedBitInARecord(t *testing.T) {
	at := newStages(t)
	for _, was := range []string{"P\x04" /* field 20, which is Want: Drop */, `drop/file-1.bin`} {
		raw := at.cancelled
		spot := bytes.LastIndex(raw, []byte(was))
		for ; spot >= 0; spot = bytes.LastIndex(raw[:spot], []byte(was)) { // in pages that are free too
			raw = bytes.Clone(raw)
			raw[spot+len(was)-1] ^= 2
		}
		dir := shelve(t, raw, nil)
		s, c, notices, err := openStore(dir, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.close(); err != nil {
			t.Error(err)
		}
		if len(c.jobs) != 1 || len(c.damaged) != 1 || len(notices) != 1 || !strings.Contains(notices[0], c.damaged[0]) {
			t.Errorf("%s: %d jobs, %v, %v", was, len(c.jobs), c.damaged, notices)
		}
		if got := salvage(queuePath(dir)); got == nil || len(got.jobs) != 1 {
			t.Errorf("%s: salvaged %+v", was, got)
		}
	}
}

// TestQueueOfTheFirstSchema keeps all that was in it, and its records have checksums afterwards.
func TestQueueOfTheFirstSchema(t *testing.T) {
	if os.Getpagesize() != 4096 || binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		t.Skip("bbolt writes in the order and the pages of the machine")
	}
	raw := unpacked(t, "schema1.db.gz")
	dir := shelve(t, raw, nil)
	for range 2 {
		e := openIn(t, dir)
		all, err := e.Watch().Next(t.Context())
		if err != nil || len(all) != 3 || len(e.Notices()) != 0 {
			t.Fatalf("%d jobs, %v, %v", len(all), e.Notices(), err)
		}
		held := all[uuid.MustParse("01950000-0000-7000-8000-000000000001")]
		dropped := all[uuid.MustParse("01950000-0000-7000-8000-000000000002")]
		done := all[uuid.MustParse("01950000-0000-7000-8000-000000000003")]
		if held.State() != Paused || dropped.State() != Cancelling || dropped.Session.ID != "{01950000-0000-7000-8000-00000000000A}" || done.Outcome != Delivered {
			t.Errorf("%+v %+v %+v", held, dropped, done)
		}
		if _, hidden := held.Target.Headers.Shown(); len(hidden) != 2 { // they were not marked
			t.Errorf("headers: %q", held.Target.Headers)
		}
		if notes, err := e.Transcript(t.Context(), held.ID); err != nil || len(notes) != 1 {
			t.Errorf("transcript: %v, %v", notes, err)
		}
		var servers []string
		if found, err := e.LoadSetting("servers", &servers); !found || err != nil || len(servers) != 1 {
			t.Errorf("setting: %v, %v", servers, err)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
	tamper(t, dir, func(tx *bbolt.Tx) error {
		for _, name := range sealed {
			if err := tx.Bucket(name).ForEach(func(k, v []byte) error {
				if !json.Valid(unseal(k, v)) {
					t.Errorf("%s %x: %q", name, k, v)
				}
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	// A damaged one is salvaged too.
	if c := reopened(t, shelve(t, flipped(t, raw, true, 99), raw), flipped(t, raw, true, 99)); len(c.jobs)+len(c.history) != 3 {
		t.Errorf("salvaged %d and %d", len(c.jobs), len(c.history))
	}
}

// TestCopyBringsSettingsThatAreMissing: what is readable in the queue is newer than its copy.
func TestCopyBringsSettingsThatAreMissing(t *testing.T) {
	now := &contents{settings: map[string]json.RawMessage{"a": json.RawMessage("1")}}
	now.complete(&contents{settings: map[string]json.RawMessage{"a": json.RawMessage("2"), "b": json.RawMessage("3")}})
	if string(now.settings["a"]) != "1" || string(now.settings["b"]) != "3" {
		t.Errorf("%s", now.settings)
	}
}
