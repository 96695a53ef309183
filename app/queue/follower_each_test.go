package queue

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/source"
)

// TestLongListIsReadAgainFromTheStart: whoever reads job by job is told to begin again when the owner ends in the middle.
func TestLongListIsReadAgainFromTheStart(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	j := transfer.NewJob(source.File{Path: absent + "/a"}, transfer.Target{URL: "http://127.0.0.1:9/a"})
	j.Want = transfer.Hold
	if err := l.Do(t.Context(), transfer.Command{Verb: transfer.VerbAdd, Jobs: []transfer.Job{j}}); err != nil {
		t.Fatal(err)
	}
	f, err := r.config().Follow(t.Context(), Look)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	begun, seen := 0, []uuid.UUID{}
	err = f.Each(t.Context(), func() { begun++; seen = seen[:0] }, func(j *transfer.Job) { seen = append(seen, j.ID) })
	if err != nil || begun != 2 || !slices.Equal(seen, []uuid.UUID{j.ID}) {
		t.Errorf("begun %d times, seen %v, %v", begun, seen, err)
	}
	other := errors.New("another")
	calls := 0
	if err := f.Ask(t.Context(), func(Queue) error { calls++; return other }); !errors.Is(err, other) || calls != 1 {
		t.Errorf("asked %d times, %v", calls, err)
	}
	if err := f.Leave(); err != nil {
		t.Error(err)
	}
}

// TestListsStandInTheirOrder: what is unfinished as in the queue, then the history, oldest first; what is gone is none.
func TestListsStandInTheirOrder(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	job := func(n byte, order int64, outcome transfer.Outcome, ended int) *transfer.Job {
		return &transfer.Job{ID: uuid.UUID{n}, Order: order, Outcome: outcome, Ended: at.Add(time.Duration(ended) * time.Second)}
	}
	list := []*transfer.Job{
		job(9, 1, "", 0), job(8, 2, "", 0), job(1, 3, "", 0),
		job(7, 9, transfer.Delivered, 1), job(2, 0, transfer.NotTold, 2), job(3, 0, transfer.Delivered, 2), job(4, 0, transfer.Delivered, 3),
	}
	for range 20 { // maps have no order
		all := Jobs{uuid.UUID{99}: nil}
		for _, j := range list {
			all[j.ID] = j
		}
		if got := all.Sorted(); !slices.Equal(got, list) {
			t.Fatalf("%v", got)
		}
	}
	all := Jobs{}
	for n := range 12 {
		j := job(0, int64(n), "", 0)
		j.ID[15] = byte(n)
		all[j.ID] = j
	}
	_, err := all.One("0000")
	if err == nil || strings.Count(err.Error(), "\n") != 11 || !strings.Contains(err.Error(), "and 2 more") || !strings.Contains(err.Error(), "12 jobs") {
		t.Errorf("of many: %v", err)
	}
	delete(all, uuid.UUID{15: 11})
	delete(all, uuid.UUID{15: 10})
	if _, err := all.One("0000"); err == nil || strings.Contains(err.Error(), "more\n") || strings.Count(err.Error(), "\n") != 10 || strings.Contains(err.Error(), "and 0") {
		t.Errorf("of ten: %v", err)
	}
	if n := all.Shortest(); n != 36 {
		t.Errorf("IDs that differ at their ends are cut to %d", n)
	}
	if n := (Jobs{list[0].ID: list[0], list[1].ID: list[1]}).Shortest(); n != 8 {
		t.Errorf("IDs that differ at once are cut to %d", n)
	}
}

// TestWordsForABusyOwner: a refusal of an owner that cannot save says why; a command that is too large says what to do.
func TestWordsForABusyOwner(t *testing.T) {
	err := problem{Error: "the disk is full", Unsaved: true}.err()
	if unavailable, ok := errors.AsType[UnavailableError](err); !ok || unavailable.Error() != "the disk is full" {
		t.Errorf("%v", err)
	}
	for known := range knownErrors {
		if err := (problem{Error: "said", Known: known}).err(); !errors.Is(err, knownErrors[known]) || knownAs(err) != known || !strings.Contains(err.Error(), "said") {
			t.Errorf("%s: %v", known, err)
		}
	}
	if err := (problem{Error: "said", Known: "unheard of"}).err(); err.Error() != "said" {
		t.Errorf("%v", err)
	}
	r := newRig(t)
	r.owner()
	q, err := Dial(t.Context(), r.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Raise(t.Context(), []string{strings.Repeat("/a", maxBody)}); err == nil || !strings.Contains(err.Error(), "several steps") {
		t.Errorf("%v", err)
	}
}
