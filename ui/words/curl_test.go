package words

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
	"sendoff/ui/words/wordstest"
)

func TestCurl(t *testing.T) {
	j := &transfer.Job{
		Source:  source.File{Path: "/data/it's.bin", Size: 100},
		Target:  transfer.Target{URL: "https://files.example.com:8443/drop/it%27s.bin"},
		Session: bits.Session{ID: "{AB}", Host: "node7"},
	}
	sent := func(p bits.PacketType) bits.Note { return bits.Note{Kind: bits.NoteSent, Packet: p} }
	part := func(first, last, total int64) bits.Note {
		return bits.Note{Kind: bits.NoteSent, Packet: bits.Fragment, Range: bits.Range{First: first, Last: last, Total: total}}
	}
	for _, tt := range []struct {
		note bits.Note
		want string
	}{
		{sent(bits.CreateSession), `curl -i --http1.1 -X BITS_POST -H 'Accept: */*' -H 'BITS-Packet-Type: Create-Session' -H 'BITS-Supported-Protocols: {7df0354d-249b-430f-820d-3d2a9bef4931}' -H 'Connection: Keep-Alive' -H 'Content-Length: 0' -H 'Content-Name: it'\''s.bin' 'https://files.example.com:8443/drop/it%27s.bin'`},
		{sent(bits.Ping), `curl -i --http1.1 -X BITS_POST -H 'Accept: */*' -H 'BITS-Packet-Type: Ping' -H 'Connection: Keep-Alive' -H 'Content-Length: 0' 'https://node7:8443/drop/it%27s.bin'`},
		{part(10, 29, 100), `tail -c +11 '/data/it'\''s.bin' | head -c 20 | curl -i --http1.1 -X BITS_POST -H 'Accept: */*' -H 'BITS-Packet-Type: Fragment' -H 'BITS-Session-Id: {AB}' -H 'Connection: Keep-Alive' -H 'Content-Name: it'\''s.bin' -H 'Content-Range: bytes 10-29/100' -H 'Content-Type:' -H 'Expect:' --data-binary @- 'https://node7:8443/drop/it%27s.bin'`},
		{part(0, -1, 0), `curl -i --http1.1 -X BITS_POST -H 'Accept: */*' -H 'BITS-Packet-Type: Fragment' -H 'BITS-Session-Id: {AB}' -H 'Connection: Keep-Alive' -H 'Content-Length: 0' -H 'Content-Name: it'\''s.bin' -H 'Content-Range: bytes */0' 'https://node7:8443/drop/it%27s.bin'`},
		{bits.Note{Kind: bits.NoteSent, Packet: bits.CancelSession, Session: "{OLD}", Host: "node1"}, `curl -i --http1.1 -X BITS_POST -H 'Accept: */*' -H 'BITS-Packet-Type: Cancel-Session' -H 'BITS-Session-Id: {OLD}' -H 'Connection: Keep-Alive' -H 'Content-Length: 0' 'https://node1:8443/drop/it%27s.bin'`},
		{bits.Note{Kind: bits.NoteSent, Packet: bits.GetReply, Address: "https://files.example.com/r/1", Offset: 7}, `curl -i --http1.1 -H 'Accept: */*' -H 'Accept-Encoding: identity' -H 'Connection: Keep-Alive' -H 'Range: bytes=7-' 'https://files.example.com/r/1'`},
		{bits.Note{Kind: bits.NoteReceived, Packet: bits.Ping, Status: 200, Ack: true}, ""},
		{bits.Note{Kind: bits.NoteEvent, Event: bits.EventBack}, ""},
	} {
		if got := Curl(j, tt.note); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.note.Packet, got, tt.want)
		}
	}
	j.Target.Override, j.Session.Host = true, "fe80::1"
	j.Target.URL = "https://files.example.com/a"
	want := `curl -i --http1.1 -X POST -H 'Accept: */*' -H 'BITS-Packet-Type: Ping' -H 'Connection: Keep-Alive' -H 'Content-Length: 0' -H 'X-Http-Method-Override: BITS_POST' 'https://[fe80::1]/a'`
	if got := Curl(j, sent(bits.Ping)); got != want {
		t.Errorf("got %s", got)
	}
	j.Target.Override, j.Target.Headers = false, "shown X-Team: it's red\nX-Api-Key: hunter2"
	want = `curl -i --http1.1 -X BITS_POST -H 'Accept: */*' -H 'BITS-Packet-Type: Ping' -H 'Connection: Keep-Alive' -H 'Content-Length: 0' -H 'X-Team: it'\''s red' 'https://[fe80::1]/a'`
	if got := Curl(j, sent(bits.Ping)); got != want { // the secret one is not sent to the other host
		t.Errorf("with headers of the user's own: got %s", got)
	}
	j.Session.Host = ""
	want = `curl -i --http1.1 -X BITS_POST -H 'Accept: */*' -H 'BITS-Packet-Type: Ping' -H 'Connection: Keep-Alive' -H 'Content-Length: 0' -H 'X-Api-Key: ...' -H 'X-Team: it'\''s red' 'https://files.example.com/a'`
	if got := Curl(j, sent(bits.Ping)); got != want {
		t.Errorf("with headers of the user's own: got %s", got)
	}
	if n, ok := LastRequest([]bits.Note{sent(bits.Ping), {Kind: bits.NoteReceived, Packet: bits.Ping}}); !ok || n != sent(bits.Ping) {
		t.Errorf("last request: %+v", n)
	}
	if _, ok := LastRequest(nil); ok {
		t.Error("nothing has a last request")
	}
}

// TestCurlUploads runs the commands in a shell, which uploads a file with them.
func TestCurlUploads(t *testing.T) {
	for _, program := range []string{"curl", "sh", "tail", "head"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	dir, there := t.TempDir(), t.TempDir()
	r, err := receiver.Open(receiver.Options{Dir: there})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	path := filepath.Join(dir, "it's one.bin")
	if err := os.WriteFile(path, []byte("hello, world"), 0o600); err != nil {
		t.Fatal(err)
	}
	j := &transfer.Job{Source: source.File{Path: path, Size: 12}, Target: transfer.Target{URL: server.URL + "/it%27s%20one.bin"}}
	send := func(p bits.PacketType, r bits.Range) string {
		t.Helper()
		c := exec.CommandContext(t.Context(), "sh", "-c", Curl(j, bits.Note{Kind: bits.NoteSent, Packet: p, Range: r}))
		c.Env = append(os.Environ(), "no_proxy=127.0.0.1", "http_proxy=")
		out, err := c.Output()
		if err != nil || !strings.HasPrefix(string(out), "HTTP/1.1 200") {
			t.Fatalf("%s: %v\n%s", p, err, out)
		}
		return string(out)
	}
	answer := send(bits.CreateSession, bits.Range{})
	_, id, _ := strings.Cut(answer, bits.HeaderSessionID+": ")
	j.Session.ID, _, _ = strings.Cut(id, "\r\n")
	send(bits.Fragment, bits.Range{First: 0, Last: 4, Total: 12})
	send(bits.Fragment, bits.Range{First: 5, Last: 11, Total: 12})
	send(bits.CloseSession, bits.Range{})
	if got, err := os.ReadFile(filepath.Join(there, "it's one.bin")); err != nil || string(got) != "hello, world" {
		t.Errorf("the server has %q: %v", got, err)
	}
}

// TestQuotedForAShell: bash reads back the exact bytes, and the pasted text has nothing that a terminal acts on.
func TestQuotedForAShell(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	for _, name := range []string{"plain.txt", "it's", "caf\xe9'1.txt", `a\b` + "\xff7", wordstest.Evil, "\ufffd\n", "\xed\xa0\x80"} {
		word := quoted(name)
		if strings.ContainsFunc(word, Hostile) || !utf8.ValidString(word) {
			t.Errorf("%q is copied as %q", name, word)
		}
		out, err := exec.CommandContext(t.Context(), bash, "-c", "printf %s "+word).Output()
		if err != nil || string(out) != name {
			t.Errorf("%q is read as %q, %v", name, out, err)
		}
	}
}
