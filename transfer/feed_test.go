package transfer

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

func TestFeedRestsBetweenUpdates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFeed(nil, func(*Feed) {})
		f.Rest = 100 * time.Millisecond
		if _, err := f.Next(t.Context()); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		a, b := uuid.New(), uuid.New()
		f.put(map[uuid.UUID]kept{a: {live: &Job{Acked: 1}}})
		go func() { // ends with its one put
			<-time.After(50 * time.Millisecond)
			f.put(map[uuid.UUID]kept{a: {live: &Job{Acked: 2}}, b: {}})
		}()
		u, err := f.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took != f.Rest {
			t.Errorf("the second update came after %v", took)
		}
		if len(u) != 2 || u[a].Acked != 2 {
			t.Errorf("update %v: not merged, or not the newest", u)
		}
	})
}

// TestFeedReportsALongerTranscript: a reader that shows a transcript need not poll.
func TestFeedReportsALongerTranscript(t *testing.T) {
	s := newHeldQueue(t, "ab")
	f := s.engine.Watch()
	defer f.Close()
	if _, err := f.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	id := s.ids["b"]
	s.engine.inbox.put(message{id: id, note: &bits.Note{Kind: bits.NoteSent, Packet: bits.Ping}})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	u, err := f.Next(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(u) != 1 || u[id] == nil {
		t.Errorf("told of %d jobs, not of the one whose transcript has grown", len(u))
	}
	if notes, err := s.engine.Transcript(t.Context(), id); err != nil || len(notes) != 1 {
		t.Errorf("%d lines, %v", len(notes), err)
	}
}

// TestLastFactIsToldAtOnce: whoever rests between updates hears of the last job's end without a rest: a command ends
// with its upload.
func TestLastFactIsToldAtOnce(t *testing.T) {
	r := newRig(t, receiver.Options{})
	r.open(Limits{})
	resting := r.engine.Watch()
	resting.Rest = time.Hour
	if _, err := resting.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	j := r.job(r.file("x", 100))
	r.engine.Start()
	r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		u, err := resting.Next(ctx)
		if err != nil || ctx.Err() != nil {
			t.Fatal("the last fact was told after the rest")
		}
		if u[j.ID] != nil && u[j.ID].State() == Done {
			return
		}
	}
}
