package transfer

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"sendoff/transfer/lanes"
	"sendoff/transfer/source"
)

// TestSlotsAreCounted: what is in use bounds what may begin, for each kind of job, on each server and in all.
func TestSlotsAreCounted(t *testing.T) {
	job := func(server string, size int64, closing bool) *Job {
		return &Job{Target: Target{URL: "http://" + server + "/x"}, Source: source.File{Size: size}, Closing: closing}
	}
	input := scheduleInput{limits: Limits{Uploads: 3, PerServer: 2}, lanes: func(string) int { return 4 }}
	fresh := func() *slots { return newSlots(input) }

	s := fresh()
	for i, want := range []bool{true, true, false} { // two to a server
		if s.take(job("a", 1<<30, false)) != want {
			t.Errorf("large file %d to a: %t", i, !want)
		}
	}
	if !s.take(job("b", 1<<30, false)) || s.take(job("c", 1<<30, false)) { // three in all
		t.Errorf("%d large files run", s.large)
	}
	for i := range 5 {
		if got := s.take(job("a", lanes.Small, false)); got != (i < 4) { // four lanes, beside the large ones
			t.Errorf("small file %d to a: %t", i, got)
		}
	}
	if s.large != 3 || s.small != 4 || s.largeAt["http://a"] != 2 || s.smallAt["http://a"] != 4 || s.all != 7 || s.allAt["http://a"] != 6 || s.allAt["http://b"] != 1 {
		t.Errorf("%+v", s)
	}

	s = fresh()
	n := 0
	for server := range lanes.Most { // lanes in all
		for range 4 {
			if s.take(job(fmt.Sprint("h", server), 1, false)) {
				n++
			}
		}
	}
	if n != lanes.Most || s.small != lanes.Most || s.take(job("other", 1, false)) {
		t.Errorf("%d small files of %d run", n, lanes.Most)
	}
	if s.full() {
		t.Error("no large file can begin")
	}
	if !s.take(job("other", lanes.Small+1, false)) {
		t.Error("small files hold up a large one")
	}

	s = fresh()
	if got := s.count(job("a", 1<<30, true)); got != closing || s.large != 0 || s.small != 0 || s.all != 1 {
		t.Errorf("one that only closes takes %v: %+v", got, s)
	}
	input.room = 2
	s = fresh()
	for i, want := range []bool{true, true, false} {
		if s.take(job(fmt.Sprint(i), 1, false)) != want {
			t.Errorf("of what the process can open, %d: %t", i, !want)
		}
	}
	if !s.full() {
		t.Error("there is room beyond what the process can open")
	}
	input.room, input.limits.Uploads = 0, 1 // who allows one upload at a time means small files too
	s = fresh()
	if !s.take(job("a", 1, false)) || s.take(job("b", 1, false)) || !s.full() || s.small != 0 || s.large != 1 {
		t.Errorf("one at a time: %+v", s)
	}
}

// TestLongCommandIsOneCommand: it is cut into parts, is answered once, and fails only if it has done nothing.
func TestLongCommandIsOneCommand(t *testing.T) {
	ids := make([]uuid.UUID, 2*maxPart+1)
	for i := range ids {
		ids[i] = newID()
	}
	cut := func(v Verb, n int) message {
		m := message{command: &Command{Verb: v, IDs: ids[:n]}}
		m.cut()
		return m
	}
	for v, parts := range map[Verb]bool{VerbDrop: true, VerbHold: true, VerbRun: true, VerbForget: false, VerbMove: false} {
		m := cut(v, maxPart+1)
		if (m.rest != nil) != parts || !slices.Equal(m.allIDs(), ids[:maxPart+1]) || parts && (len(m.command.IDs) != maxPart || len(m.rest.IDs) != 1 || m.rest.Verb != v) {
			t.Errorf("%s: %d of %d", v, len(m.command.IDs), maxPart+1)
		}
		if whole := cut(v, maxPart); whole.rest != nil || len(whole.allIDs()) != maxPart {
			t.Errorf("%s of %d is cut", v, maxPart)
		}
	}
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		parts []error // of each part
		want  error
	}{
		"all done": {[]error{nil, nil, nil}, nil}, "first only": {[]error{nil, ErrNoJob, ErrNoJob}, nil}, "last only": {[]error{ErrNoJob, ErrNoJob, nil}, nil},
		"middle only": {[]error{ErrNoJob, nil, ErrNoJob}, nil}, "none": {[]error{ErrNoJob, ErrNoJob, ErrNoJob}, ErrNoJob}, "broken": {[]error{nil, broken}, broken},
	} {
		b := newInbox()
		reply, seen := make(chan error, 1), 0
		m := message{command: &Command{Verb: VerbDrop, IDs: ids}, reply: reply}
		for i := 0; ; i++ {
			m.cut()
			seen += len(m.command.IDs)
			if !b.goOn(m, c.parts[i]) {
				m.answer(c.parts[i])
				break
			}
			again := b.take()
			if len(again) != 1 {
				t.Fatalf("%s: %d messages", name, len(again))
			}
			m = again[0]
		}
		select {
		case err := <-reply:
			if !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("%s: %v", name, err)
			}
		default:
			t.Errorf("%s: no answer", name)
		}
		if !errors.Is(c.want, broken) && seen != len(ids) {
			t.Errorf("%s: %d of %d jobs", name, seen, len(ids))
		}
	}
}

// TestDamagedSettingIsTold: it is not taken for one that was never saved, nor for a value.
func TestDamagedSettingIsTold(t *testing.T) {
	e, err := Open(Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	v := "before"
	if found, err := e.LoadSetting("x", &v); found || err != nil || v != "before" {
		t.Errorf("never saved: %t, %v, %q", found, err, v)
	}
	if err := e.SaveSetting("x", "kept"); err != nil {
		t.Fatal(err)
	}
	if found, err := e.LoadSetting("x", &v); !found || err != nil || v != "kept" {
		t.Errorf("saved: %t, %v, %q", found, err, v)
	}
	for _, key := range []string{"x", "y"} { // one bit, and the value of another setting
		err := e.store.update(func(tx *bbolt.Tx) error {
			b := tx.Bucket(bucketSettings)
			raw := slices.Clone(b.Get([]byte("x")))
			if key == "x" {
				raw[len(raw)-2] ^= 1
			}
			return b.Put([]byte(key), raw)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range []string{"x", "y"} {
		v := "before"
		if _, err := e.LoadSetting(key, &v); !errors.Is(err, errDamaged) || v != "before" {
			t.Errorf("%s, damaged: %v, %q", key, err, v)
		}
	}
}
