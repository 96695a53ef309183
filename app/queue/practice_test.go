package queue

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/source"
)

// If another program took the port, it is given up only if no job waits for it.
func TestPracticePortTaken(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	_, port, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(r.Server.URL, "http://"), "/"), ":")
	var taken practiceSettings
	for _, digit := range port {
		taken.Port = taken.Port*10 + int(digit-'0')
	}
	if err := l.engine.SaveSetting(keyPractice, taken); err != nil {
		t.Fatal(err)
	}
	source, err := source.Stat(r.File("a.bin", 1))
	if err != nil {
		t.Fatal(err)
	}
	job := transfer.NewJob(source, transfer.Target{URL: r.Server.URL + "a.bin"})
	job.Want = transfer.Hold
	if err := l.Do(t.Context(), transfer.Command{Verb: transfer.VerbAdd, Jobs: []transfer.Job{job}}); err != nil {
		t.Fatal(err)
	}
	if s, err := l.practice.start(t.Context()); err == nil {
		t.Errorf("started at %s although a job waits for port %d", s.URL, taken.Port)
	}
	if err := l.Do(t.Context(), transfer.Command{Verb: transfer.VerbDrop, IDs: []uuid.UUID{job.ID}}); err != nil {
		t.Fatal(err)
	}
	if s, err := l.practice.start(t.Context()); err != nil || s.URL == r.Server.URL {
		t.Errorf("not started at another port: %+v, %v", s, err)
	}
}

// TestPracticeKeepsItsPort: what waits for it finds it at the next start.
func TestPracticeKeepsItsPort(t *testing.T) {
	r := newRig(t)
	var at [2]string
	for i := range at {
		l := r.owner()
		s, err := l.StartPractice(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if at[i] = s.URL; l.PracticeAddress() != s.URL {
			t.Errorf("started at %s, known at %s", s.URL, l.PracticeAddress())
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if at[0] != at[1] {
		t.Errorf("first at %s, then at %s", at[0], at[1])
	}
}

// TestPracticeMarksItsUploads: an upload to the practice server is marked as such, whoever adds or moves it, and the
// jobs of the caller stay as they are.
func TestPracticeMarksItsUploads(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	s, err := l.StartPractice(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	file, err := source.Stat(r.File("a.bin", 1))
	if err != nil {
		t.Fatal(err)
	}
	marked := func(id uuid.UUID) (is bool) {
		t.Helper()
		seen := errors.New("seen")
		err := l.Watch(t.Context(), func(u transfer.Update) error {
			is = u[id].Target.Practice
			return seen
		})
		if !errors.Is(err, seen) {
			t.Fatal(err)
		}
		return is
	}
	there := transfer.NewJob(file, transfer.Target{URL: s.URL + "a.bin"})
	elsewhere := transfer.NewJob(file, transfer.Target{URL: r.Server.URL + "a.bin"})
	there.Want, elsewhere.Want = transfer.Hold, transfer.Hold
	given := []transfer.Job{there, elsewhere}
	if err := l.Do(t.Context(), transfer.Command{Verb: transfer.VerbAdd, Jobs: given}); err != nil {
		t.Fatal(err)
	}
	if !marked(there.ID) || marked(elsewhere.ID) || given[0].Target.Practice {
		t.Errorf("there %v, elsewhere %v, the caller's %v", marked(there.ID), marked(elsewhere.ID), given[0].Target.Practice)
	}
	given[0].Target, given[1].Target = elsewhere.Target, there.Target
	if err := l.Do(t.Context(), transfer.Command{Verb: transfer.VerbChange, Jobs: given}); err != nil {
		t.Fatal(err)
	}
	if marked(there.ID) || !marked(elsewhere.ID) {
		t.Errorf("after a change: there %v, elsewhere %v", marked(there.ID), marked(elsewhere.ID))
	}
}
