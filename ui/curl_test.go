package ui

import (
	"testing"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

func TestCurl(t *testing.T) {
	j := &transfer.Job{
		Source:  transfer.Source{Path: "/data/it's.bin", Size: 100},
		Target:  transfer.Target{URL: "https://files.example.com:8443/drop/it%27s.bin"},
		Session: bits.Session{ID: "{AB}", Host: "node7"},
	}
	sent := func(p bits.PacketType, text string) bits.Note {
		return bits.Note{Kind: bits.NoteSent, Packet: p, Text: text}
	}
	for _, tt := range []struct {
		note bits.Note
		want string
	}{
		{sent(bits.CreateSession, "https://x"), `curl -i --http1.1 -X BITS_POST -H 'BITS-Packet-Type: Create-Session' -H 'BITS-Supported-Protocols: {7df0354d-249b-430f-820d-3d2a9bef4931}' -H 'Content-Length: 0' 'https://files.example.com:8443/drop/it%27s.bin'`},
		{sent(bits.Ping, "https://x"), `curl -i --http1.1 -X BITS_POST -H 'BITS-Packet-Type: Ping' -H 'Content-Length: 0' 'https://node7:8443/drop/it%27s.bin'`},
		{sent(bits.Fragment, "bytes 10-29/100"), `tail -c +11 '/data/it'\''s.bin' | head -c 20 | curl -i --http1.1 -X BITS_POST -H 'BITS-Packet-Type: Fragment' -H 'BITS-Session-Id: {AB}' -H 'Content-Range: bytes 10-29/100' -H 'Content-Type:' -H 'Expect:' --data-binary @- 'https://node7:8443/drop/it%27s.bin'`},
		{sent(bits.Fragment, "bytes */0"), `curl -i --http1.1 -X BITS_POST -H 'BITS-Packet-Type: Fragment' -H 'BITS-Session-Id: {AB}' -H 'Content-Range: bytes */0' -H 'Content-Length: 0' 'https://node7:8443/drop/it%27s.bin'`},
		{sent(bits.CancelSession, "session {OLD}"), `curl -i --http1.1 -X BITS_POST -H 'BITS-Packet-Type: Cancel-Session' -H 'BITS-Session-Id: {OLD}' -H 'Content-Length: 0' 'https://node7:8443/drop/it%27s.bin'`},
		{sent(bits.GetReply, "https://files.example.com/r/1"), `curl -i --http1.1 'https://files.example.com/r/1'`},
		{bits.Note{Kind: bits.NoteReceived, Packet: bits.Ping, Text: "200 Ack"}, ""},
		{bits.Note{Kind: bits.NoteEvent, Text: "lost"}, ""},
	} {
		if got := curlOf(j, tt.note); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.note.Packet, got, tt.want)
		}
	}
	j.Target.Override, j.Session.Host = true, "fe80::1"
	j.Target.URL = "https://files.example.com/a"
	want := `curl -i --http1.1 -X POST -H 'X-Http-Method-Override: BITS_POST' -H 'BITS-Packet-Type: Ping' -H 'Content-Length: 0' 'https://[fe80::1]/a'`
	if got := curlOf(j, sent(bits.Ping, "")); got != want {
		t.Errorf("got %s", got)
	}
	if n, ok := lastRequest([]bits.Note{sent(bits.Ping, "x"), {Kind: bits.NoteReceived, Packet: bits.Ping}}); !ok || n.Text != "x" {
		t.Errorf("last request: %+v", n)
	}
	if _, ok := lastRequest(nil); ok {
		t.Error("nothing has a last request")
	}
}
