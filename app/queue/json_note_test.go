package queue

import (
	"encoding/json"
	"testing"
	"time"

	"sendoff/transfer/bits"
)

// TestTranscriptAsJSON checks the names that scripts read, for each kind of line.
func TestTranscriptAsJSON(t *testing.T) {
	at := time.Date(2026, 11, 27, 16, 0, 0, 5_000_000, time.UTC)
	for _, c := range []struct {
		note bits.Note
		want string
	}{
		{
			bits.Note{Kind: bits.NoteSent, Packet: bits.CreateSession, Address: "http://h/x?...", Headers: "X-Key: ...\nX-Team: blue"},
			`"kind":"sent","packet":"Create-Session","text":"http://h/x?... with X-Key: ..., X-Team: blue","address":"http://h/x?...","headers":["X-Key: ...","X-Team: blue"]`,
		},
		{
			bits.Note{Kind: bits.NoteReceived, Packet: bits.CreateSession, Status: 200, Ack: true, Session: "{A}", Host: "node7", Took: time.Millisecond},
			`"kind":"received","packet":"Create-Session","text":"200 Ack session {A} on host node7","status":200,"ack":true,"session":"{A}","host_id":"node7","took":1000000`,
		},
		{
			bits.Note{Kind: bits.NoteSent, Packet: bits.Fragment, Session: "{A}", Range: bits.Range{First: 10, Last: 19, Total: 20}, Count: 7},
			`"kind":"sent","packet":"Fragment","text":"bytes 10-19/20","range":{"first":10,"last":19,"total":20},"session":"{A}","count":7`,
		},
		{
			bits.Note{Kind: bits.NoteReceived, Packet: bits.Fragment, Status: 200, Ack: true},
			`"kind":"received","packet":"Fragment","text":"200 Ack received up to 0","status":200,"ack":true,"received":0`,
		},
		{
			bits.Note{Kind: bits.NoteReceived, Packet: bits.GetReply, Status: 200, Length: 7},
			`"kind":"received","packet":"Get-Reply","text":"200 7 bytes from 0","status":200,"ack":false,"offset":0,"length":7`,
		},
		{
			bits.Note{Kind: bits.NoteReceived, Packet: bits.GetReply, Status: 200, Length: -1},
			`"kind":"received","packet":"Get-Reply","text":"200 bytes from 0 on","status":200,"ack":false,"offset":0`,
		},
		{
			bits.Note{Kind: bits.NoteEvent, Event: bits.EventRewound, Packet: bits.Fragment, Status: 416, Ack: true, Received: 5},
			`"kind":"event","event":"rewound","packet":"Fragment","text":"416 Ack out of step: the server has 5, going on from there","status":416,"ack":true,"received":5`,
		},
		{
			bits.Note{Kind: bits.NoteEvent, Event: bits.EventRefused, Packet: bits.Fragment, Status: 500, Ack: true, Code: bits.CodeSessionNotFound, Context: 5},
			`"kind":"event","event":"refused","packet":"Fragment","text":"500 Internal Server Error 0x8020001F context 0x5","status":500,"ack":true,"code":"0x8020001F","context":"0x5"`,
		},
		{
			bits.Note{Kind: bits.NoteEvent, Event: bits.EventRefused, Packet: bits.CreateSession, Status: 200, Ack: true, Code: bits.CodeInvalidServerResponse, Flaw: bits.FlawSession},
			`"kind":"event","event":"refused","packet":"Create-Session","text":"200 OK 0x8020001B context 0x0 no usable session id","status":200,"ack":true,"code":"0x8020001B","context":"0x0","flaw":"session"`,
		},
		{
			bits.Note{Kind: bits.NoteEvent, Event: bits.EventLost, Packet: bits.Ping, Failure: bits.FailedRefused, Text: "dial tcp: connection refused"},
			`"kind":"event","event":"lost","packet":"Ping","text":"dial tcp: connection refused","failure":"refused","said":"dial tcp: connection refused"`,
		},
		{
			bits.Note{Kind: bits.NoteEvent, Event: bits.EventAlreadyClosed},
			`"kind":"event","event":"already_closed","text":"The server had already closed the session."`,
		},
	} {
		c.note.At = at
		got, err := json.Marshal(noteJSON(c.note))
		if want := `{"at":"2026-11-27T16:00:00.005Z",` + c.want + `}`; err != nil || string(got) != want {
			t.Errorf("%v\n got %s\nwant %s", err, got, want)
		}
	}
}
