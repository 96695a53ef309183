package transfer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

func TestUploadsOfManySizesArrive(t *testing.T) {
	for name, size := range map[string]int{
		"empty": 0, "one byte": 1, "4 KiB": 4096, "one first fragment": firstFragment,
		"first fragment less one": firstFragment - 1, "first fragment plus one": firstFragment + 1, "7 MiB and odd": 7<<20 + 13,
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, receiver.Options{})
			r.open(Limits{})
			r.engine.Start()
			s := r.file("Überblick 100% #1.bin", size)
			j := r.job(s)
			r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			done := r.until(j.ID, inState(Done, Failed, NeedsYou))
			if done.State() != Done || done.Acked != int64(size) {
				t.Fatalf("ended as %s %+v, acked %d", done.State(), done.Fault, done.Acked)
			}
			r.arrived(s)
			if n := len(r.packets(bits.CreateSession)); n != 1 {
				t.Errorf("%d sessions were opened", n)
			}
			if n := len(r.packets(bits.CloseSession)); n != 1 {
				t.Errorf("%d sessions were closed", n)
			}
			if size <= firstFragment && len(r.packets(bits.Fragment)) != 1 {
				t.Errorf("a small file took %d fragments", len(r.packets(bits.Fragment)))
			}
		})
	}
}

func TestCancelHalfWaySendsOneCancelSession(t *testing.T) {
	r := newRig(t, receiver.Options{MaxFragment: firstFragment}) // the second fragment is not the last one
	r.open(Limits{Rate: 4 << 20})
	r.engine.Start()
	var jobs []Job
	var sources []source.File
	for _, name := range []string{"a.bin", "b.bin", "c.bin"} {
		s := r.file(name, 12<<20)
		sources = append(sources, s)
		jobs = append(jobs, r.job(s))
	}
	learn(r, jobs[0].Target.Server(), ServerStats{Taken: firstFragment, Refused: firstFragment + 1, Since: time.Now().Unix()})
	r.do(Command{Verb: VerbAdd, Jobs: jobs})
	half := r.until(jobs[1].ID, func(j *Job) bool { return j.Acked > 0 && j.Acked < 4<<20 && j.State() == Uploading })
	r.do(Command{Verb: VerbDrop, IDs: []uuid.UUID{jobs[1].ID}})
	ended := r.until(jobs[1].ID, inState(Cancelled))
	if ended.Outcome != Confirmed {
		t.Errorf("outcome %s", ended.Outcome)
	}
	cancels := r.packets(bits.CancelSession)
	if len(cancels) != 1 || cancels[0].Session != half.Session.ID || cancels[0].Status != 200 {
		t.Fatalf("Cancel-Sessions: %v, session %s", cancels, half.Session.ID)
	}
	if _, err := os.Stat(filepath.Join(r.folder, "b.bin")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the cancelled file: %v", err)
	}
	r.do(Command{Verb: VerbLimits, Limits: &Limits{}})
	for _, i := range []int{0, 2} {
		r.until(jobs[i].ID, inState(Done))
		r.arrived(sources[i])
	}
	if n := len(r.packets(bits.CancelSession)); n != 1 {
		t.Errorf("%d Cancel-Sessions", n)
	}
	// Of the cancelled job one line of history is left, and nothing else.
	if err := r.engine.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(queuePath(r.state))
	if err != nil {
		t.Fatal(err)
	}
	s, c, _, err := openStore(r.state, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.close() }()
	if len(c.jobs) != 0 || len(c.history) != 3 || c.transcripts[jobs[1].ID] != nil || len(raw) == 0 {
		t.Errorf("%d jobs, %d lines of history, transcript %v", len(c.jobs), len(c.history), c.transcripts[jobs[1].ID])
	}
}

func TestPauseKeepsTheSession(t *testing.T) {
	r := newRig(t, receiver.Options{})
	r.open(Limits{Rate: 2 << 20})
	r.engine.Start()
	s := r.file("long.bin", 4<<20)
	j := r.job(s)
	r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	r.until(j.ID, func(j *Job) bool { return j.Acked > 0 })
	r.do(Command{Verb: VerbHold, IDs: []uuid.UUID{j.ID}})
	paused := r.until(j.ID, func(j *Job) bool { return j.State() == Paused && j.Phase == Idle })
	if paused.Session.IsZero() {
		t.Fatal("the session is gone")
	}
	r.do(Command{Verb: VerbLimits, Limits: &Limits{}})
	r.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
	r.until(j.ID, inState(Done))
	r.arrived(s)
	if len(r.packets(bits.CreateSession)) != 1 || len(r.packets(bits.Ping)) != 1 {
		t.Errorf("%d sessions, %d pings", len(r.packets(bits.CreateSession)), len(r.packets(bits.Ping)))
	}
}

func TestTranscriptOfAnUpload(t *testing.T) {
	r := newRig(t, receiver.Options{})
	r.open(Limits{})
	r.engine.Start()
	j := r.job(r.file("x", 10))
	j.Target.URL += "?token=geheim"
	r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	r.until(j.ID, inState(Done))
	notes, err := r.engine.Transcript(t.Context(), j.ID)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, n := range notes {
		kinds = append(kinds, string(n.Kind)+" "+string(n.Packet))
		if text := fmt.Sprintf("%+v", n); strings.Contains(text, "geheim") {
			t.Errorf("a secret in %q", text)
		}
	}
	want := "sent Create-Session, received Create-Session, sent Fragment, received Fragment, sent Close-Session, received Close-Session"
	if got := strings.Join(kinds, ", "); got != want {
		t.Errorf("transcript\n%s\nwant\n%s", got, want)
	}
}

// TestStartCancelsStopsNoUploads: StartCancels does not stop an engine that already does more.
func TestStartCancelsStopsNoUploads(t *testing.T) {
	r := newRig(t, receiver.Options{})
	r.open(Limits{})
	r.engine.Start()
	r.engine.StartCancels()
	j := r.addTo(r.server.URL)
	r.until(j.ID, inState(Done))
}
