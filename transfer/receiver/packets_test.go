package receiver

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

func (g *rig) put(files map[string]string) {
	g.t.Helper()
	for name, text := range files {
		path := filepath.Join(g.o.Dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			g.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			g.t.Fatal(err)
		}
	}
}

// wantFiles checks that the folder holds exactly these files.
func (g *rig) wantFiles(want map[string]string) {
	g.t.Helper()
	n := 0
	for _, path := range tree(g.t, g.o.Dir) {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			n++
		}
	}
	if n != len(want) {
		g.t.Errorf("%d files, want %d", n, len(want))
	}
	for name, text := range want {
		g.wantFile(name, text)
	}
}

func TestCreateAck(t *testing.T) {
	guid := regexp.MustCompile(`^\{[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}\}$`)
	g := start(t, Options{HostID: "node7.example.test", HostIDFallback: 1500 * time.Millisecond})
	seen := map[string]bool{}
	var ack http.Header
	for range 20 {
		ack = g.do(create)
		if id := ack.Get("BITS-Session-Id"); !guid.MatchString(id) || seen[id] {
			t.Errorf("S5: session id %q", id)
		}
		seen[g.id] = true
	}
	for name, want := range map[string]string{
		"BITS-Protocol": "{7df0354d-249b-430f-820d-3d2a9bef4931}", "Accept-Encoding": "identity",
		"BITS-Host-Id": "node7.example.test", "BITS-Host-Id-Fallback-Timeout": "2",
	} {
		if got := ack.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	ack = g.do(step{packet: "Create-Session", path: "/none/x", session: "none", status: 404})
	wantAbsent(t, ack, "BITS-Protocol", "BITS-Session-Id", "Accept-Encoding", "BITS-Host-Id", "BITS-Host-Id-Fallback-Timeout")
}

func TestCreateAckWithoutHostID(t *testing.T) {
	g := start(t, Options{HostIDFallback: time.Minute}) // S6
	wantAbsent(t, g.do(create), "BITS-Host-Id", "BITS-Host-Id-Fallback-Timeout")
}

func wantAbsent(t *testing.T, h http.Header, names ...string) {
	t.Helper()
	for _, name := range names {
		if v, ok := h[http.CanonicalHeaderKey(name)]; ok {
			t.Errorf("%s is there: %q", name, v)
		}
	}
}

func TestSessionIDIsEchoedAsSent(t *testing.T) {
	g := start(t, Options{})
	g.do(create)
	lower := strings.ToLower(g.id)
	for _, s := range []step{
		{packet: "Fragment", rng: "2-3/4", body: "cd", session: lower, status: 416, received: "0"},
		{packet: "Fragment", rng: "0-1/4", body: "ab", session: lower, status: 200, received: "2"},
		{packet: "Ping", session: "no such id", status: 200},
		{packet: "Close-Session", session: lower, status: 200},
	} {
		if got := g.do(s).Get("BITS-Session-Id"); got != s.session {
			t.Errorf("%s: echoed %q, want %q", s.packet, got, s.session)
		}
	}
}

func TestOtherMethods(t *testing.T) {
	g := start(t, Options{})
	for _, method := range []string{"GET", "HEAD", "POST", "PUT", "OPTIONS", "bits_post"} {
		req := g.request(step{packet: "Ping"})
		req.Method = method
		res, err := g.srv.Client().Transport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != 405 || res.Header.Get("Allow") != "BITS_POST" || res.ContentLength != 0 || res.Header.Get("BITS-Packet-Type") != "Ack" { // S3
			t.Errorf("%s: %d, Allow %q, length %d", method, res.StatusCode, res.Header.Get("Allow"), res.ContentLength)
		}
	}
	status, head := g.raw("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n")
	if status != 405 || !strings.Contains(head, "Allow: BITS_POST\r\n") || !strings.Contains(head, "BITS-Packet-Type: Ack\r\n") {
		t.Errorf("OPTIONS *: %s", head)
	}
	req := g.request(step{packet: "Ping"})
	req.Method = "POST"
	req.Header.Set("X-Http-Method-Override", "BITS_POST")
	res, err := g.srv.Client().Transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != 200 || res.Header.Get("BITS-Packet-Type") != "Ack" {
		t.Errorf("overridden POST: %d %v", res.StatusCode, res.Header)
	}
}

func TestDataIsGoneBeforeTheAnswer(t *testing.T) {
	for _, end := range []step{cancel, closing} {
		g := start(t, Options{})
		g.run(create, part("0-3/8", "0123", "4"))
		if n := len(g.partial()); n != 1 {
			t.Fatalf("%d partial files, want 1", n)
		}
		g.do(end)
		if list := g.partial(); len(list) > 0 {
			t.Errorf("S28 %s: left %v", end.packet, list)
		}
		if list := g.r.Sessions(); len(list) > 0 {
			t.Errorf("%s: sessions %v", end.packet, list)
		}
	}
}

func TestPublishedFileHasNoSecondName(t *testing.T) {
	g := start(t, Options{})
	g.run(create, part("0-1/2", "ab", "2"))
	if list := g.partial(); len(list) > 0 {
		t.Errorf("left %v", list)
	}
	list := g.r.Sessions()
	if len(list) != 1 || list[0].ID != g.id || list[0].Path != "a.bin" || list[0].Received != 2 || list[0].Total != 2 {
		t.Errorf("sessions %+v", list)
	}
}

// TestNobodySeesAPart: whoever looks at a name while a file is uploaded to it sees what was there before, or all of the
// new file (S22). Windows replaces no file that somebody reads: the upload is refused as in use before it begins.
func TestNobodySeesAPart(t *testing.T) {
	there := []string{"", "what was there before"}
	if runtime.GOOS == "windows" {
		there = there[:1]
	}
	for _, before := range there {
		g := start(t, Options{Overwrite: true})
		path := filepath.Join(g.o.Dir, "a.bin")
		if before != "" {
			g.put(map[string]string{"a.bin": before})
		}
		whole := strings.Repeat("0123456789", 40_000)
		ended, looked := make(chan struct{}), make(chan string, 1)
		go func() { // ends with the upload
			for seen := 0; ; seen++ {
				text, err := os.ReadFile(path)
				if got := string(text); got != before && got != whole || err != nil && before != "" {
					looked <- fmt.Sprintf("a look has seen %d bytes, %v", len(text), err)
					return
				}
				select {
				case <-ended:
					if seen > 0 {
						looked <- ""
						return
					}
				default:
				}
			}
		}()
		g.run(create)
		for at := 0; at < len(whole); at += 8000 {
			g.run(part(fmt.Sprintf("%d-%d/%d", at, at+7999, len(whole)), whole[at:at+8000], strconv.Itoa(at+8000)))
			if text, there := g.file("a.bin"); at+8000 < len(whole) && (text != before || there != (before != "")) {
				t.Fatalf("after %d bytes the file has %d", at+8000, len(text))
			}
		}
		g.wantFile("a.bin", whole)
		close(ended)
		if said := <-looked; said != "" {
			t.Error(said)
		}
	}
}

func TestLoserOfARace(t *testing.T) {
	g := start(t, Options{})
	g.do(create)
	first := g.id
	g.do(create)
	second := g.id
	g.id = first
	g.run(part("0-4/5", "first", "5"))
	g.id = second
	g.run(part("0-2/6", "sec", "3"))
	lost := step{packet: "Fragment", rng: "3-5/6", body: "ond", status: 403, code: noAccess}
	g.run(lost, lost)
	g.wantFile("a.bin", "first") // S23
	if err := os.Remove(filepath.Join(g.o.Dir, "a.bin")); err != nil {
		t.Fatal(err)
	}
	g.run(part("3-5/6", "ond", "6"), closing)
	g.wantFile("a.bin", "second")
}

// TestNameTakenAtTheLastMoment: the name was free when it was checked, and is not when the file is moved. This race
// cannot be staged from outside.
func TestNameTakenAtTheLastMoment(t *testing.T) {
	g := start(t, Options{})
	rec := record{ID: "mine", Path: "a.bin"}
	g.put(map[string]string{"a.bin": "theirs", filepath.ToSlash(partial(rec)): "mine"})
	err := g.r.disk.linkOrReplace(rec, false, func() error { return nil })
	var no *refusal
	if !errors.As(err, &no) || no.status != 403 {
		t.Errorf("error %v", err)
	}
	g.wantFile("a.bin", "theirs")
	g.wantFile(partial(rec), "mine")
}

// TestUnknownSessionIsNotEchoed: the answer for an unknown session names none, as Windows' does.
func TestUnknownSessionIsNotEchoed(t *testing.T) {
	g := start(t, Options{})
	for _, packet := range []string{"Fragment", "Close-Session", "Cancel-Session"} {
		s := step{packet: packet, session: "{A0FF5911-4144-45B3-BF27-27AFC8EC8A67}", status: 500, code: unknown}
		if packet == "Fragment" {
			s.rng, s.body = "0-1/2", "ab"
		}
		wantAbsent(t, g.do(s), "BITS-Session-Id")
	}
}

// TestMissingFolderIsAMatterOfTheFile: 404 has no code, but says where the error arose.
func TestMissingFolderIsAMatterOfTheFile(t *testing.T) {
	g := start(t, Options{})
	h := g.do(step{packet: "Create-Session", path: "/nowhere/a.bin", status: 404})
	if got := h.Get("BITS-Error-Context"); got != "0x5" {
		t.Errorf("context %q", got)
	}
	h = g.do(create)
	wantAbsent(t, h, "BITS-Error-Context")
}

// TestLinkToAFolderIsAFolder: the link's target decides, with and without Overwrite.
func TestLinkToAFolderIsAFolder(t *testing.T) {
	for _, overwrite := range []bool{false, true} {
		g := start(t, Options{Overwrite: overwrite})
		g.put(map[string]string{"real/file": "f"})
		symlink(t, "real", filepath.Join(g.o.Dir, "folder"))
		symlink(t, "real/file", filepath.Join(g.o.Dir, "link"))
		symlink(t, "nowhere", filepath.Join(g.o.Dir, "dead"))
		g.run(
			step{packet: "Create-Session", path: "/folder", status: 400, code: invalid},
			step{packet: "Create-Session", path: "/link", status: 403, code: noAccess},
			step{packet: "Create-Session", path: "/dead", status: 403, code: noAccess},
		)
		g.wantFile("real/file", "f")
	}
}
