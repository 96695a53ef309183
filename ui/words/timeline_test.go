package words

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/source"
	"sendoff/ui/words/wordstest"
)

func texts(story []StoryLine) []string {
	var list []string
	for _, m := range story {
		list = append(list, m.Text)
	}
	return list
}

// TestPauseIsToldAsAPause: in the timeline, the facts and the sentence of the last failure.
func TestPauseIsToldAsAPause(t *testing.T) {
	at := time.Date(2026, 4, 17, 14, 0, 0, 0, time.UTC)
	j := wordstest.Job()
	j.Added, j.Want, j.RetryAt = at, transfer.Hold, at.Add(time.Minute)
	j.Fault = &transfer.Fault{Kind: transfer.KindBusy, HTTP: 503, At: at.Add(time.Second)}
	notes := []bits.Note{{At: at.Add(2 * time.Second), Kind: bits.NoteEvent, Event: bits.EventLost, Packet: bits.Fragment, Failure: bits.LeftPaused}}
	story := TimelineOf(&j, notes, at)
	if got := story[len(story)-1]; got.Text != "You paused the upload." || got.Tone != TonePlain {
		t.Errorf("%+v", got)
	}
	all := strings.Join(texts(story), "\n") + DetailsText(&j, at) + FaultText(j.Fault, &j)
	for _, untrue := range []string{"failed while", "by itself", "next try", "Next try"} {
		if strings.Contains(all, untrue) {
			t.Errorf("%q is said of a paused upload:\n%s", untrue, all)
		}
	}
}

// TestRequestsGivenUpAreNoFailures: closing, making room and cancelling say so; a broken line is a failure.
func TestRequestsGivenUpAreNoFailures(t *testing.T) {
	at := time.Date(2026, 4, 17, 14, 0, 0, 0, time.UTC)
	for why, want := range map[bits.Failure]string{
		bits.LeftClosing: "Sendoff was closed.", bits.LeftYielding: "It made room for an upload with a higher priority.",
		bits.LeftCancelled: "", bits.FailedReset: "It failed while sending a part of the file: connection reset by peer.",
	} {
		j := wordstest.Job()
		j.Added = at
		story := TimelineOf(&j, []bits.Note{{At: at, Kind: bits.NoteEvent, Event: bits.EventLost, Packet: bits.Fragment, Failure: why}}, at)
		if said := strings.Join(texts(story[1:]), " "); said != want {
			t.Errorf("%s: %q, want %q", why, said, want)
		}
	}
}

func TestTimeline(t *testing.T) {
	at := time.Date(2026, 4, 17, 14, 0, 0, 0, time.UTC)
	second := 0
	note := func(n bits.Note) bits.Note {
		second++
		n.At = at.Add(time.Duration(second) * time.Second)
		return n
	}
	answer := func(p bits.PacketType, received int64, reply bool) bits.Note {
		return note(bits.Note{Kind: bits.NoteReceived, Packet: p, Status: 200, Ack: true, Received: received, Reply: reply})
	}
	event := func(p bits.PacketType, e bits.Event) bits.Note {
		return note(bits.Note{Kind: bits.NoteEvent, Event: e, Packet: p})
	}
	folded := answer(bits.Fragment, 900, false)
	folded.Count = 411
	folded.At = at.Add(5 * time.Second)
	refused, lost, rewound := event(bits.Fragment, bits.EventRefused), event(bits.Fragment, bits.EventLost), event(bits.Fragment, bits.EventRewound)
	refused.Status, lost.Failure, rewound.Received = 503, bits.FailedReset, 800
	notes := []bits.Note{
		note(bits.Note{Kind: bits.NoteSent, Packet: bits.CreateSession, Address: "https://files.example.com/x"}),
		answer(bits.CreateSession, 0, false),
		note(bits.Note{Kind: bits.NoteSent, Packet: bits.Fragment, Range: bits.Range{Last: 9, Total: 1000}}),
		answer(bits.Fragment, 10, false),
		folded, refused, lost, rewound,
		event("", bits.EventSessionLost),
		answer(bits.Fragment, 1000, true),
		answer(bits.Fragment, 1000, true),
		answer(bits.GetReply, 0, false),
		answer(bits.CloseSession, 0, false),
	}
	for i := range notes {
		if notes[i].Count == 0 {
			notes[i].At = at.Add(time.Duration(i+1) * time.Second)
		}
	}
	j := &transfer.Job{
		Source: source.File{Size: 1000}, Added: at, Started: at.Add(time.Second),
		Ended: at.Add(time.Hour), Outcome: transfer.Delivered,
	}
	want := []string{
		"Added to the list.", "The server opened a session.", "412 parts confirmed: the server has 900 B (90 %).",
		"The server answered 503 while sending a part of the file.",
		"It failed while sending a part of the file: connection reset by peer.",
		"The server had 800 B of the file. Going on from there.",
		"The server has lost the session. Starting over from the beginning.",
		"1 part confirmed: the server has 1.0 kB (100 %).", "The server has a reply.",
		"1 part confirmed: the server has 1.0 kB (100 %).", "The server sent its reply.",
		"The server closed the session: the file is complete there.", "Done · the server has the whole file.",
	}
	if got := texts(TimelineOf(j, notes, at)); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got := TimelineText(TimelineOf(j, notes, at)); strings.Count(got, "\n") != len(want) {
		t.Errorf("text: %s", got)
	}
}

// TestTimelineOfEndings: every ending of an upload is mentioned, with and without a transcript.
func TestTimelineOfEndings(t *testing.T) {
	at := time.Date(2026, 4, 17, 14, 0, 0, 0, time.UTC)
	for _, o := range []transfer.Outcome{
		transfer.Delivered, transfer.Confirmed, transfer.AlreadyGone, transfer.NeverReached,
		transfer.NotTold, transfer.TooLate, transfer.Unknown, transfer.Refused,
	} {
		j := &transfer.Job{Added: at, Started: at.Add(time.Second), Dropped: at.Add(time.Minute), Ended: at.Add(time.Hour), Outcome: o}
		got := texts(TimelineOf(j, nil, at))
		if !slices.Contains(got, OutcomeText(j, at)+".") || got[0] != "Added to the list." || got[1] != "The server opened a session." || got[2] != "You cancelled the upload." {
			t.Errorf("%s: %q", o, got)
		}
	}
}

func TestTimelineOfTrouble(t *testing.T) {
	at := time.Date(2026, 4, 17, 14, 0, 0, 0, time.UTC)
	j := &transfer.Job{
		Added: at, RetryAt: at.Add(time.Minute), Target: transfer.Target{URL: "https://files.example.com/x"},
		Fault: &transfer.Fault{Kind: transfer.KindBusy, HTTP: 503, At: at.Add(time.Second)},
	}
	story := TimelineOf(j, nil, at)
	if len(story) != 3 || story[1].Tone != ToneOdd || story[2].Text != nextTryText(j.RetryAt, at) {
		t.Errorf("%+v", story)
	}
	j.Fault.Final = true
	if story = TimelineOf(j, nil, at); len(story) != 2 || story[1].Tone != ToneBad {
		t.Errorf("%+v", story)
	}
	j.Fault, j.Phase = nil, transfer.Opening
	story = TimelineOf(j, []bits.Note{{At: at, Kind: bits.NoteSent, Packet: bits.Ping}}, at)
	if len(story) != 2 || story[1].Text != "Waiting for the server: asking whether the server is there." {
		t.Errorf("%+v", story)
	}
}
