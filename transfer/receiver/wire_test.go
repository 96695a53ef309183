package receiver

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
)

// TestReplay sends what BITS 6.7 sent to IIS 6 ([MC-BUP] section 4), byte for byte except the session id, which the
// server chooses.
func TestReplay(t *testing.T) {
	text, err := os.ReadFile("testdata/iis-requests.txt")
	if err != nil {
		t.Fatal(err)
	}
	g := start(t, Options{HostID: "FRANKCAO8"})
	g.put(map[string]string{"upload/x": "", "upload-ref-isapi-WebFarm/x": ""})
	c := g.dial()
	b := bufio.NewReader(c)
	entity := strings.Repeat("R", 4892)
	var id string
	requests := bytes.SplitAfter(text, []byte("\r\n\r\n"))
	for _, request := range requests[:len(requests)-1] {
		sent := replaceID(string(request), id)
		if strings.Contains(sent, "Content-Length: 4892") {
			sent += entity
		}
		if _, err := io.WriteString(c, sent); err != nil {
			t.Fatal(err)
		}
		status, head := readHead(t, b)
		if status != 200 || !strings.Contains(head, "\r\nBITS-Packet-Type: Ack\r\n") || !strings.Contains(head, "\r\nContent-Length: 0\r\n") {
			t.Errorf("S51: %.120s\nanswered with\n%s", sent, head)
		}
		if _, rest, ok := strings.Cut(head, "BITS-Session-Id: "); ok && strings.Contains(sent, "Create-Session") {
			id, _, _ = strings.Cut(rest, "\r\n")
		}
	}
	if len(requests) != 9 {
		t.Errorf("%d requests, want 8", len(requests)-1)
	}
	g.wantFile("upload/2000mb-rfc2119.txt", entity)
	g.wantFile("upload-ref-isapi-WebFarm/2100mb-rfc2119.txt", entity)
}

func replaceID(request, id string) string {
	before, rest, ok := strings.Cut(request, "BITS-Session-Id: ")
	if !ok {
		return request
	}
	_, after, _ := strings.Cut(rest, "\r\n")
	return before + "BITS-Session-Id: " + id + "\r\n" + after
}

// TestSpelling checks raw bytes, because net/http hides the spelling of names.
func TestSpelling(t *testing.T) {
	g := start(t, Options{HostID: "h", HostIDFallback: 1})
	_, head := g.raw("BITS_POST /a HTTP/1.1\r\nHost: h\r\nbits-packet-type: create-session\r\n" +
		"bits-supported-protocols: {7df0354d-249b-430f-820d-3d2a9bef4931}\r\n\r\n")
	for _, want := range []string{
		"HTTP/1.1 200 OK\r\n", "\r\nBITS-Packet-Type: Ack\r\n", "\r\nBITS-Protocol: {7df0354d-", "\r\nBITS-Session-Id: {",
		"\r\nBITS-Host-Id: h\r\n", "\r\nBITS-Host-Id-Fallback-Timeout: 1\r\n", "\r\nAccept-Encoding: identity\r\n",
		"\r\nContent-Length: 0\r\n", "\r\nPragma: no-cache\r\n",
	} {
		if !strings.Contains(head, want) {
			t.Errorf("no %q in\n%s", want, head)
		}
	}
	_, head = g.raw("BITS_POST /a HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: Cancel-Session\r\nBITS-Session-Id: x\r\nContent-Length: 0\r\n\r\n")
	for _, want := range []string{
		"\r\nBITS-Error-Code: 0x8020001F\r\n", "\r\nBITS-Error: 0x8020001F\r\n", "\r\nBITS-Error-Context: 0x5\r\n",
	} {
		if !strings.Contains(head, want) {
			t.Errorf("no %q in\n%s", want, head)
		}
	}
}

// fragmentHead is the head of a Fragment for a.bin.
func (g *rig) fragmentHead(first, last, total int, extra string) string {
	return fmt.Sprintf("BITS_POST /a.bin HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: Fragment\r\nBITS-Session-Id: %s\r\n"+
		"Content-Range: bytes %d-%d/%d\r\n%s\r\n", g.id, first, last, total, extra)
}

func TestUnknownLength(t *testing.T) {
	for name, extra := range map[string]string{
		"chunked":             "Transfer-Encoding: chunked\r\n",
		"chunked with length": "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
	} {
		t.Run("S16 "+name, func(t *testing.T) {
			g := start(t, Options{})
			g.do(create)
			status, head := g.raw(g.fragmentHead(0, 3, 4, extra) + "4\r\n0123\r\n0\r\n\r\n")
			if status != 400 || !strings.Contains(head, "BITS-Error-Code: 0x80070057") {
				t.Errorf("%s", head)
			}
			g.run(part("0-3/4", "abcd", "4"))
			g.wantFile("a.bin", "abcd")
		})
	}
	g := start(t, Options{})
	g.do(create)
	if status, head := g.raw(g.fragmentHead(0, 3, 4, "")); status != 400 {
		t.Errorf("S16 no length: %s", head)
	}
	if status, head := g.raw("BITS_POST /a HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: Ping\r\n\r\n"); status != 200 {
		t.Errorf("control packet without length: %s", head)
	}
}

func TestBodyCutShort(t *testing.T) {
	g := start(t, Options{})
	g.run(create, part("0-3/10", "0123", "4"))
	c := g.dial()
	if _, err := io.WriteString(c, g.fragmentHead(4, 9, 10, "Content-Length: 6\r\n")+"456"); err != nil {
		t.Fatal(err)
	}
	if err := c.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if answer, err := io.ReadAll(c); len(answer) > 0 {
		t.Errorf("S17: answered %q, error %v", answer, err)
	}
	g.run(step{packet: "Fragment", rng: "9-9/10", body: "9", status: 416, received: "7"}, part("7-9/10", "789", "10"))
	g.wantFile("a.bin", "0123456789")
}

// TestDrain: a client that reads only after sending everything, such as WinHTTP, still gets an early answer.
func TestDrain(t *testing.T) {
	const size = 40 << 20 // Windows sends 13, others more
	body := bytes.Repeat([]byte("x"), size)
	for name, tt := range map[string]struct {
		o      Options
		first  int
		id     string
		status int
	}{
		"unknown session": {id: "nobody", status: 500},
		"gap":             {first: 1, status: 416},
		"fragment limit":  {o: Options{MaxFragment: 1 << 20}, status: 413},
		"size limit":      {o: Options{MaxSize: 1 << 20}, status: 500},
	} {
		t.Run("S21 "+name, func(t *testing.T) {
			g := start(t, tt.o)
			g.do(create)
			if tt.id != "" {
				g.id = tt.id
			}
			c := g.dial()
			head := g.fragmentHead(tt.first, tt.first+size-1, size+1, fmt.Sprintf("Content-Length: %d\r\n", size))
			if _, err := c.Write(append([]byte(head), body...)); err != nil {
				t.Fatal(err)
			}
			b := bufio.NewReader(c)
			if status, head := readHead(t, b); status != tt.status || strings.Contains(head, "Connection: close") {
				t.Errorf("status %d, want %d, on a connection that is kept:\n%s", status, tt.status, head)
			}
			if _, err := io.WriteString(c, "BITS_POST /a HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: Ping\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			if status, head := readHead(t, b); status != 200 {
				t.Errorf("next packet: %s", head)
			}
		})
	}
}

// TestRepeatedFragmentIsDrained: the repeated Ack must not be lost again.
func TestRepeatedFragmentIsDrained(t *testing.T) {
	const size = maxDrain + 1<<20
	g := start(t, Options{})
	body := strings.Repeat("x", size)
	for range 2 {
		if g.id == "" {
			g.do(create)
		}
		c := g.dial()
		head := g.fragmentHead(0, size-1, size+1, fmt.Sprintf("Content-Length: %d\r\n", size))
		if _, err := io.WriteString(c, head+body); err != nil {
			t.Fatal(err)
		}
		if status, head := readHead(t, bufio.NewReader(c)); status != 200 || strings.Contains(head, "close") {
			t.Errorf("%s", head)
		}
	}
}

func TestDrainIsBounded(t *testing.T) {
	g := start(t, Options{})
	g.id = "nobody"
	c := g.dial()
	if _, err := io.WriteString(c, g.fragmentHead(0, 1<<40-1, 1<<40, fmt.Sprintf("Content-Length: %d\r\n", 1<<40))); err != nil {
		t.Fatal(err)
	}
	chunk := make([]byte, 1<<20)
	for range maxDrain>>20 + 1 {
		if _, err := c.Write(chunk); err != nil {
			t.Fatal(err)
		}
	}
	status, head := readHead(t, bufio.NewReader(c))
	if status != 500 || !strings.Contains(head, "\r\nConnection: close\r\n") {
		t.Errorf("%s", head)
	}
}

// TestContinue: a client that sends Expect is not told to send what will be refused.
func TestContinue(t *testing.T) {
	g := start(t, Options{MaxFragment: 4})
	g.do(create)
	status, head := g.raw(g.fragmentHead(0, 9, 10, "Content-Length: 10\r\nExpect: 100-continue\r\n"))
	if status != 413 || !strings.Contains(head, "\r\nConnection: close\r\n") {
		t.Errorf("too large: %s", head)
	}
	c := g.dial()
	b := bufio.NewReader(c)
	if _, err := io.WriteString(c, g.fragmentHead(0, 3, 4, "Content-Length: 4\r\nExpect: 100-continue\r\n")); err != nil {
		t.Fatal(err)
	}
	if status, head := readHead(t, b); status != 100 {
		t.Fatalf("not invited: %s", head)
	}
	if _, err := io.WriteString(c, "abcd"); err != nil {
		t.Fatal(err)
	}
	if status, head := readHead(t, b); status != 200 || strings.Contains(head, "close") {
		t.Errorf("%s", head)
	}
	g.wantFile("a.bin", "abcd")
}

func TestHTTP10(t *testing.T) {
	g := start(t, Options{}) // S44: nginx speaks it to what is behind
	g.do(create)
	status, head := g.raw(strings.Replace(g.fragmentHead(0, 3, 4, "Content-Length: 4\r\n"), "HTTP/1.1", "HTTP/1.0", 1) + "abcd")
	if status != 200 {
		t.Errorf("%s", head)
	}
	g.wantFile("a.bin", "abcd")
}

func TestAbsoluteTarget(t *testing.T) {
	g := start(t, Options{})
	g.do(create)
	head := strings.Replace(g.fragmentHead(0, 3, 4, "Content-Length: 4\r\n"), " /a.bin", " http://other.example.test/a.bin", 1)
	if status, head := g.raw(head + "abcd"); status != 200 {
		t.Errorf("%s", head)
	}
	if status, head := g.raw("BITS_POST * HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: Create-Session\r\n" +
		"BITS-Supported-Protocols: {7df0354d-249b-430f-820d-3d2a9bef4931}\r\n\r\n"); status != 400 {
		t.Errorf("%s", head)
	}
}

// TestNoHTTP2 sends the preface of HTTP/2 with prior knowledge.
func TestNoHTTP2(t *testing.T) {
	g := start(t, Options{})
	c := g.dial()
	if _, err := io.WriteString(c, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"); err != nil {
		t.Fatal(err)
	}
	answer, _ := io.ReadAll(c)
	if !bytes.HasPrefix(answer, []byte("HTTP/1.1 ")) {
		t.Errorf("answered %q", answer)
	}
}
