package bits

import (
	"slices"
	"testing"
	"time"
)

// TestTranscriptOfAConversation: every request and answer is in it, with all that it said, and nothing else.
func TestTranscriptOfAConversation(t *testing.T) {
	id := someSession.ID
	s := script(t,
		clean("BITS-Session-Id: "+id, "BITS-Host-Id: 127.0.0.1"), clean(), ack("200 OK"),
		clean("BITS-Received-Content-Range: 4", "BITS-Reply-URL: http://127.0.0.1/r"),
		ack("416 No", "BITS-Received-Content-Range: 6"), ack("500 No", "BITS-Packet-Type: Ack", "BITS-Error-Code: 0x80070005", "BITS-Error-Context: 0x7"),
		clean("BITS-Error-Context: 0x7"), clean(), ack("404 No"))
	c := newClient(t, s, Options{})
	var lines transcript
	c.Note = lines.add
	_, open := source(t, 10)
	session, err := c.Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	part := func(first, last int64) Part { return Part{Range: Range{first, last, 10}, Open: open} }
	alive, err := c.Alive(t.Context(), session)
	_, answered := c.Alive(t.Context(), session)
	_, sent := c.Send(t.Context(), session, part(0, 3))
	_, gap := c.Send(t.Context(), session, part(8, 9))
	_, refused := c.Send(t.Context(), session, part(6, 9))
	if !alive || err != nil || answered != nil || sent != nil || gap != nil || refused == nil {
		t.Fatal(alive, err, answered, sent, gap, refused)
	}
	closed, cancelled, gone := c.Close(t.Context(), session), c.Cancel(t.Context(), session), c.Cancel(t.Context(), session)
	if closed != nil || cancelled != nil || gone == nil {
		t.Fatal(closed, cancelled, gone)
	}
	address, host := "http://"+s.url.Host+"/drop/a.bin", "127.0.0.1"
	want := []Note{
		{Kind: NoteSent, Packet: CreateSession, Address: address},
		{Kind: NoteReceived, Packet: CreateSession, Status: 200, Ack: true, Session: id, Host: host},
		{Kind: NoteSent, Packet: Ping, Address: address, Host: host},
		{Kind: NoteReceived, Packet: Ping, Status: 200, Ack: true},
		{Kind: NoteSent, Packet: Ping, Address: address, Host: host},
		{Kind: NoteEvent, Event: EventAnswered, Packet: Ping, Status: 200},
		{Kind: NoteSent, Packet: Fragment, Range: Range{0, 3, 10}, Session: id, Host: host},
		{Kind: NoteReceived, Packet: Fragment, Status: 200, Ack: true, Received: 4, Reply: true},
		{Kind: NoteSent, Packet: Fragment, Range: Range{8, 9, 10}, Session: id, Host: host},
		{Kind: NoteEvent, Event: EventRewound, Packet: Fragment, Status: 416, Received: 6},
		{Kind: NoteSent, Packet: Fragment, Range: Range{6, 9, 10}, Session: id, Host: host},
		{Kind: NoteEvent, Event: EventRefused, Packet: Fragment, Status: 500, Ack: true, Code: CodeAccessDenied, Context: 7},
		{Kind: NoteSent, Packet: CloseSession, Session: id, Host: host},
		{Kind: NoteReceived, Packet: CloseSession, Status: 200, Ack: true},
		{Kind: NoteSent, Packet: CancelSession, Session: id, Host: host},
		{Kind: NoteReceived, Packet: CancelSession, Status: 200, Ack: true},
		{Kind: NoteSent, Packet: CancelSession, Session: id, Host: host},
		{Kind: NoteEvent, Event: EventRefused, Packet: CancelSession, Status: 404},
	}
	for i, n := range lines.notes {
		if n.At.IsZero() || (n.Took > 0) != (n.Kind != NoteSent) {
			t.Errorf("%s of %s at %v took %v", n.Kind, n.Packet, n.At, n.Took)
		}
		lines.notes[i].At, lines.notes[i].Took = time.Time{}, 0
	}
	if !slices.Equal(lines.notes, want) {
		for i := range max(len(want), len(lines.notes)) {
			if i >= len(want) || i >= len(lines.notes) || want[i] != lines.notes[i] {
				t.Errorf("note %d of %d differs from the %d wanted", i, len(lines.notes), len(want))
			}
		}
		t.Errorf("%s", lines.String())
	}
}
