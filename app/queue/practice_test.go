package queue

import (
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
