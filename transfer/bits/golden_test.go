package bits

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// iis reads one of the recorded exchanges of Windows and IIS ([MC-BUP] section 4): raw messages without bodies,
// separated by an empty line.
func iis(t *testing.T, name string) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	messages := strings.Split(strings.TrimSpace(string(data)), "\n\n")
	for i, m := range messages {
		messages[i] = strings.ReplaceAll(m, "\n", "\r\n") + "\r\n\r\n"
	}
	return messages
}

func parse(raw string) message {
	lines := strings.Split(strings.TrimSpace(raw), "\r\n")
	m := message{line: lines[0]}
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ":")
		m.fields = append(m.fields, field{name, strings.TrimSpace(value)})
	}
	return m
}

// Indexes of the exchanges in the files.
const (
	create1 = iota
	fragment1
	ping1
	close1
	create2
	ping2
	fragment2
	get2
	close2
)

// differs lists header lines of Windows that ours need not equal, and why.
var differs = map[string]string{
	"User-Agent": "Sendoff says who it is",
	"Host":       "the loopback server has another name",
	"Range":      "Windows reads a reply in blocks, Sendoff from an offset to its end",
}

// compare compares one of our requests with Windows' one.
func compare(t *testing.T, got message, raw string, differs map[string]string) {
	t.Helper()
	want := parse(raw)
	if got.line != want.line {
		t.Errorf("request line %q, want %q", got.line, want.line)
	}
	for _, w := range want.fields {
		if differs[w.name] != "" {
			continue
		}
		if !slices.Contains(got.fields, w) {
			t.Errorf("%s: header %s: %s is missing or differs; got %v", want.line, w.name, w.value, got.fields)
		}
	}
	seen := map[string]bool{}
	for _, g := range got.fields {
		if seen[g.name] {
			t.Errorf("%s: header %s twice", want.line, g.name)
		}
		seen[g.name] = true
		if !slices.ContainsFunc(want.fields, func(w field) bool { return w.name == g.name }) {
			t.Errorf("%s: header %s: %s is none of Windows", want.line, g.name, g.value)
		}
	}
}

const iisSize = 4892 // bytes of the file that Windows uploads in the transcript

// TestGoldenUpload plays section 4.1: a simple upload.
func TestGoldenUpload(t *testing.T) {
	requests, answers := iis(t, "iis-requests.txt"), iis(t, "iis-answers.txt")
	s := script(t, answers[create1], answers[fragment1], answers[ping1], answers[close1])
	c := newClient(t, s, Options{})
	c.Name = "rfc2119.txt"
	c.URL = &url.URL{Scheme: "http", Host: s.url.Host, Path: "/upload/2000mb-rfc2119.txt"}
	var lines transcript
	c.Note = lines.add
	path, open := source(t, iisSize)

	session, err := c.Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := (Session{ID: "{A0FF5911-4144-45B3-BF27-27AFC8EC8A67}"}); session != want {
		t.Errorf("session %+v, want %+v", session, want)
	}
	r, err := c.Send(t.Context(), session, whole(iisSize, open))
	if err != nil {
		t.Fatal(err)
	}
	if want := (Receipt{Received: iisSize}); r != want {
		t.Errorf("receipt %+v, want %+v", r, want)
	}
	said := lines.notes[len(lines.notes)-1]
	if said.At, said.Took = (time.Time{}), 0; said != (Note{Kind: NoteReceived, Packet: Fragment, Status: 200, Ack: true, Received: iisSize}) {
		t.Errorf("the transcript ends with %+v", said)
	}
	if err := c.Ping(t.Context(), session); err != nil {
		t.Error(err)
	}
	if err := c.Close(t.Context(), session); err != nil {
		t.Error(err)
	}

	got := s.requests()
	if len(got) != 4 {
		t.Fatalf("%d requests, want 4", len(got))
	}
	for i, m := range got {
		compare(t, m, requests[i], differs)
		if m.conn != 1 {
			t.Errorf("request %d came on connection %d", i, m.conn)
		}
	}
	if data, _ := os.ReadFile(path); !bytes.Equal(got[fragment1].body, data) {
		t.Error("the body of the fragment is not the file")
	}
}

// TestGoldenReply replays section 4.2, an upload-reply with a host id. It goes through a proxy so that the host names
// equal the transcript's.
func TestGoldenReply(t *testing.T) {
	requests, answers := iis(t, "iis-requests.txt"), iis(t, "iis-answers.txt")
	reply := strings.Repeat("r", 9977)
	s := script(t, answers[create2], answers[ping2], answers[fragment2], answers[get2]+reply, answers[close2])
	proxy := &url.URL{Scheme: "http", Host: s.url.Host}
	c := newClient(t, s, Options{Proxy: http.ProxyURL(proxy)})
	c.Name = "rfc2119.txt"
	c.URL = &url.URL{Scheme: "http", Host: "frankcao8", Path: "/upload-ref-isapi-WebFarm/2100mb-rfc2119.txt"}
	_, open := source(t, iisSize)

	session, err := c.Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := Session{ID: "{C85B4E0A-9EB9-4114-BFA4-8A43B4710091}", Host: "FRANKCAO8", Fallback: 110 * time.Second}
	if session != want {
		t.Errorf("session %+v, want %+v", session, want)
	}
	if err := c.Ping(t.Context(), session); err != nil {
		t.Error(err)
	}
	r, err := c.Send(t.Context(), session, whole(iisSize, open))
	if err != nil {
		t.Fatal(err)
	}
	address := "http://frankcao8" + strings.Fields(requests[get2])[1]
	if want := (Receipt{Received: iisSize, ReplyURL: address}); r != want {
		t.Errorf("receipt %+v, want %+v", r, want)
	}
	readGoldenReply(t, c, r.ReplyURL, reply)
	if err := c.Close(t.Context(), session); err != nil {
		t.Error(err)
	}

	same := map[string]string{"User-Agent": differs["User-Agent"], "Range": differs["Range"]}
	for i, m := range s.requests() {
		// A proxy gets the whole URL; its host must equal the Host header.
		m.line = strings.Replace(m.line, "http://"+m.get("Host"), "", 1)
		compare(t, m, requests[create2+i], same)
	}
}

func readGoldenReply(t *testing.T, c *Client, address, want string) {
	t.Helper()
	part, err := c.Reply(t.Context(), address, 0)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(part.Body)
	if err != nil || string(data) != want {
		t.Errorf("%d bytes of reply, error %v", len(data), err)
	}
	if part.Offset != 0 || part.Total != 10240 || !strings.Contains(part.Version, `"f84d5b50edb1c71:2488"`) {
		t.Errorf("reply part %+v", part)
	}
	if err := part.Body.Close(); err != nil {
		t.Error(err)
	}
}

// TestCancelPacket checks Cancel-Session, which the transcript lacks, against [MC-BUP] 2.2.10.
func TestCancelPacket(t *testing.T) {
	s := script(t, clean())
	c := newClient(t, s, Options{})
	if err := c.Cancel(t.Context(), someSession); err != nil {
		t.Fatal(err)
	}
	compare(t, s.requests()[0], strings.Join([]string{
		"BITS_POST /drop/a.bin HTTP/1.1",
		"Accept: */*",
		"BITS-Packet-Type: Cancel-Session",
		"BITS-Session-Id: " + someSession.ID,
		"User-Agent: Sendoff/test",
		"Host: " + s.url.Host,
		"Content-Length: 0",
		"Connection: Keep-Alive",
	}, "\r\n"), nil)
}

// TestEmptyFragment: [MC-BUP] has no range for an empty file; the packet is sent all the same.
func TestEmptyFragment(t *testing.T) {
	s := script(t, clean("BITS-Received-Content-Range: 0"))
	c := newClient(t, s, Options{})
	r, err := c.Send(t.Context(), someSession, Part{Range: Range{0, -1, 0}, Expect: true})
	if err != nil || r.Received != 0 {
		t.Fatal(r, err)
	}
	m := s.requests()[0]
	if m.get("Content-Range") != "bytes */0" || m.get("Content-Length") != "0" || m.has("Expect") {
		t.Errorf("fields %v", m.fields)
	}
}

// TestOverride: some networks pass only known methods.
func TestOverride(t *testing.T) {
	s := script(t, clean())
	c := newClient(t, s, Options{})
	c.Override, c.UserAgent = true, ""
	if err := c.Close(t.Context(), someSession); err != nil {
		t.Fatal(err)
	}
	m := s.requests()[0]
	if m.line != "POST /drop/a.bin HTTP/1.1" || m.get("X-Http-Method-Override") != "BITS_POST" || m.get("Content-Length") != "0" {
		t.Errorf("%s %v", m.line, m.fields)
	}
	if m.has("User-Agent") {
		t.Errorf("user agent %q though none was set", m.get("User-Agent"))
	}
}
