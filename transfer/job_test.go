package transfer

import (
	"fmt"
	"io"
	"testing"
	"time"

	"sendoff/transfer/bits"
)

func TestState(t *testing.T) {
	soon := time.Now().Add(time.Minute)
	final := func(k Kind) *Fault { return &Fault{Kind: k, Final: true} }
	for _, c := range []struct {
		name string
		job  Job
		want State
		bits string
	}{
		{"new", Job{}, Waiting, "BG_JOB_STATE_QUEUED"},
		{"asking for a session", Job{Phase: Opening}, Connecting, "BG_JOB_STATE_CONNECTING"},
		{"asking again after a fault", Job{Phase: Opening, Fault: &Fault{}}, Connecting, "BG_JOB_STATE_CONNECTING"},
		{"sending", Job{Phase: Sending}, Uploading, "BG_JOB_STATE_TRANSFERRING"},
		{"closing", Job{Phase: Completing}, Finishing, "BG_JOB_STATE_TRANSFERRING"},
		{"reply", Job{Phase: Replying}, GettingReply, "BG_JOB_STATE_TRANSFERRING"},
		{"worker leaves", Job{Phase: Stopping}, Waiting, "BG_JOB_STATE_QUEUED"},
		{"retry later", Job{Fault: &Fault{}, RetryAt: soon}, Retrying, "BG_JOB_STATE_TRANSIENT_ERROR"},
		{"retry when there is a slot", Job{Fault: &Fault{}}, Waiting, "BG_JOB_STATE_QUEUED"},
		{"paused", Job{Want: Hold}, Paused, "BG_JOB_STATE_SUSPENDED"},
		{"paused while sending", Job{Want: Hold, Phase: Sending}, Paused, "BG_JOB_STATE_SUSPENDED"},
		{"paused after a failure", Job{Want: Hold, Fault: final(KindDenied)}, Paused, "BG_JOB_STATE_SUSPENDED"},
		{"sign-in", Job{Fault: final(KindSignIn)}, NeedsYou, "BG_JOB_STATE_ERROR"},
		{"changed", Job{Fault: final(KindFileChanged)}, NeedsYou, "BG_JOB_STATE_ERROR"},
		{"denied", Job{Fault: final(KindDenied)}, Failed, "BG_JOB_STATE_ERROR"},
		{"cancelled, server not told", Job{Want: Drop}, Cancelling, "BG_JOB_STATE_CANCELLED"},
		{"cancelled while sending", Job{Want: Drop, Phase: Sending}, Cancelling, "BG_JOB_STATE_CANCELLED"},
		{"cancelled, to be told again", Job{Want: Drop, Fault: &Fault{}, RetryAt: soon}, Cancelling, "BG_JOB_STATE_CANCELLED"},
		{"done", Job{Outcome: Delivered}, Done, "BG_JOB_STATE_ACKNOWLEDGED"},
		{"confirmed", Job{Want: Drop, Outcome: Confirmed}, Cancelled, "BG_JOB_STATE_CANCELLED"},
		{"refused", Job{Want: Drop, Outcome: Refused, Fault: final(KindDenied)}, Cancelled, "BG_JOB_STATE_CANCELLED"},
	} {
		if got := c.job.State(); got != c.want || got.BITS() != c.bits {
			t.Errorf("%s: %s (%s), want %s (%s)", c.name, got, got.BITS(), c.want, c.bits)
		}
	}
}

// TestAfterCancel crosses what is known of the last fragment with every kind of answer.
func TestAfterCancel(t *testing.T) {
	answer := func(status int, code uint32) error {
		return &bits.Error{Packet: bits.CancelSession, Status: status, Code: code}
	}
	for _, c := range []struct {
		name                string
		err                 error
		unsent, left, acked Outcome // "" = it is tried again
	}{
		{"acknowledged", nil, Confirmed, Unknown, TooLate},
		{"no such session", answer(500, bits.CodeSessionNotFound), AlreadyGone, Unknown, TooLate},
		{"no such session, as 200", answer(200, bits.CodeSessionNotFound), AlreadyGone, Unknown, TooLate},
		{"400", answer(400, 0), Refused, Refused, Refused},
		{"403", answer(403, bits.CodeAccessDenied), Refused, Refused, Refused},
		{"404", answer(404, 0), Refused, Refused, Refused},
		{"301", answer(301, 0), Refused, Refused, Refused},
		{"401", answer(401, 0), "", "", ""},
		{"407", answer(407, 0), "", "", ""},
		{"408", answer(408, 0), "", "", ""},
		{"429", answer(429, 0), "", "", ""},
		{"500", answer(500, 0), "", "", ""},
		{"501", answer(501, bits.CodeAccessDenied), "", "", ""},
		{"503", answer(503, 0), "", "", ""},
		{"a portal's 200", &bits.Error{Status: 200, NotAck: true}, "", "", ""},
		{"a portal's 302", &bits.Error{Status: 302, NotAck: true}, "", "", ""},
		{"a stranger's 404", &bits.Error{Status: 404, NotAck: true}, Refused, Refused, Refused},
		{"no answer", io.EOF, "", "", ""},
		{"stalled", bits.ErrStalled, "", "", ""},
	} {
		// What an earlier session of the job brought counts as much as this one.
		for _, last := range [][2]Last{{}, {LastLeft}, {LastAcked}, {LastUnsent, LastLeft}, {LastUnsent, LastAcked}, {LastLeft, LastAcked}, {LastAcked, LastLeft}} {
			want := []Outcome{LastUnsent: c.unsent, LastLeft: c.left, LastAcked: c.acked}[max(last[0], last[1])]
			j := &Job{Want: Drop, LastFragment: last[0], Earlier: last[1], Session: bits.Session{ID: "x"}}
			afterCancel(j, c.err).apply(j, time.Now())
			again := j.Outcome == "" && j.RetryAt.After(time.Now()) && j.Fault != nil && !j.Fault.Final
			if j.Outcome != want || again != (want == "") {
				t.Errorf("%s, last fragment %d: outcome %q, retry %v, fault %+v; want %q", c.name, last, j.Outcome, j.RetryAt, j.Fault, want)
			}
			if want == Refused && (j.Fault == nil || j.Fault.HTTP == 0 || !j.Fault.Final) {
				t.Errorf("%s: the refusal is not told: %+v", c.name, j.Fault)
			}
		}
	}
}

func TestTranscriptFolds(t *testing.T) {
	var tr transcript
	sent := bits.Note{Kind: bits.NoteSent, Packet: bits.Fragment}
	received := bits.Note{Kind: bits.NoteReceived, Packet: bits.Fragment, Took: time.Second}
	failed := bits.Note{Kind: bits.NoteEvent, Packet: bits.Fragment, Text: "500"}
	tr.add(bits.Note{Kind: bits.NoteSent, Packet: bits.CreateSession})
	tr.add(bits.Note{Kind: bits.NoteReceived, Packet: bits.CreateSession})
	for range 1000 {
		tr.add(sent)
		tr.add(received)
	}
	tr.add(sent)
	tr.add(failed)
	for range 1000 {
		tr.add(sent)
		tr.add(received)
	}
	if len(tr.lines) != 2+4+2+4 {
		t.Fatalf("%d lines", len(tr.lines))
	}
	acks, faults, took := 0, 0, time.Duration(0)
	for _, n := range tr.lines {
		switch {
		case n.Text == "500":
			faults++
		case n.Kind == bits.NoteReceived && n.Packet == bits.Fragment:
			acks, took = acks+max(n.Count, 1), took+n.Took
		}
	}
	if acks != 2000 || faults != 1 || took != 2000*time.Second {
		t.Errorf("%d acks in %v, %d faults", acks, took, faults)
	}
}

func TestTranscriptIsBounded(t *testing.T) {
	var tr transcript
	for i := range 3 * transcriptLines {
		tr.add(bits.Note{Kind: bits.NoteEvent, Text: fmt.Sprint(i)})
	}
	n := len(tr.lines)
	if n != transcriptLines || tr.lines[0].Text != "0" || tr.lines[n-1].Text != fmt.Sprint(3*transcriptLines-1) {
		t.Errorf("%d lines from %q to %q", n, tr.lines[0].Text, tr.lines[n-1].Text)
	}
}

// TestTranscriptsThatAreKept: a cancel that left nothing on the server keeps no transcript.
func TestTranscriptsThatAreKept(t *testing.T) {
	for outcome, want := range map[Outcome]bool{
		Delivered: true, Refused: true, NotTold: true, TooLate: true, Unknown: true,
		Confirmed: false, AlreadyGone: false, NeverReached: false, "": false,
	} {
		if got := outcome.keepsTranscript(); got != want {
			t.Errorf("%q: kept %t", outcome, got)
		}
	}
}
