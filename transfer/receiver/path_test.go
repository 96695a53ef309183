package receiver

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"

	"sendoff/transfer/bits"
)

func TestTargetName(t *testing.T) {
	for escaped, want := range map[string]string{
		"/a.bin":                       "a.bin",
		"/dir/sub/a%20b.bin":           "dir/sub/a b.bin",
		"/%252e%252e/x":                "%2e%2e/x",
		"/...a":                        "...a",
		"/console.txt":                 "console.txt",
		"/COM10":                       "COM10",
		"/{A}":                         "{A}",
		"/%F0%9F%93%A6":                "📦",
		"/12:30":                       "12:30",
		"":                             "",
		"/":                            "",
		"a.bin":                        "",
		"*":                            "",
		"/dir/":                        "",
		"//a":                          "",
		"/a//b":                        "",
		"/..":                          "",
		"/../a":                        "",
		"/a/../b":                      "",
		"/./a":                         "",
		"/%2e%2e/a":                    "",
		"/%2E%2E%2Fa":                  "",
		"/a%2Fb":                       "",
		"/a%5Cb":                       "",
		"/..%5Ca":                      "",
		"/%5C%5Chost%5Cshare":          "",
		"/a%00b":                       "",
		"/a%0Ab":                       "",
		"/a%7F":                        "",
		"/C:/a":                        "",
		"/c%3A%5Ca":                    "",
		"/C:":                          "",
		"/a.":                          "",
		"/a%20":                        "",
		"/dir%20/a":                    "",
		"/NUL":                         "",
		"/nul.txt":                     "",
		"/com1":                        "",
		"/LPT%C2%B2.log":               "",
		"/aux%20.c":                    "",
		"/conin$":                      "",
		"/%FF":                         "",
		"/a%C2%85b":                    "", // C1
		"/a%C2%9Bb":                    "",
		"/a%E2%80%AEgpj.exe":           "", // right to left
		"/a%E2%81%A6b":                 "",
		"/a%E2%80%8Bb":                 "", // no width
		"/a%EF%BB%BFb":                 "",
		"/a%C2%ADb":                    "",
		"/a%F3%A0%81%81b":              "", // a tag
		"/%E3%85%A4":                   "", // a filler
		"/a%CD%8Fb":                    "",
		"/%E2%9D%A4%EF%B8%8F":          "❤\ufe0f", // a heart in colour
		"/%D8%80%D9%A1":                "\u0600\u0661",
		"/%D9%85%DB%8C%E2%80%8C%D8%AE": "\u0645\u06cc\u200c\u062e", // Persian needs this one
		"/.hidden":                     ".hidden",
		"/%zz":                         "",
		"/" + longName(256):            "",
		"/" + longName(255):            longName(255),
		strings.Repeat("/a", 2049):     "",
	} {
		if os.PathSeparator == '\\' && strings.Contains(want, ":") {
			want = ""
		}
		got, err := (&Options{}).targetName(escaped)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q, error %v, want %q", escaped, got, err, want)
		}
	}
}

func longName(n int) string { return strings.Repeat("n", n) }

// TestTraversal requests names outside the folder as raw bytes, which no client library may clean up (S36).
func TestTraversal(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "drop")
	outside := filepath.Join(base, "outside")
	for _, d := range []string{dir, outside, filepath.Join(dir, "sub")} {
		if err := os.Mkdir(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	links := map[string]string{
		"rel": "../outside", "abs": outside, "file": "../outside/new", "state": stateDir, "loop": "loop", "in": "sub",
	}
	for name, to := range links {
		symlink(t, to, filepath.Join(dir, name))
	}
	g := start(t, Options{Dir: dir, Overwrite: true})
	before := len(tree(t, base))
	stateBefore := stateFiles(t, dir)
	for _, path := range []string{
		"/../outside/x", "/%2e%2e/outside/x", "/%2e%2e%2foutside%2fx", "/..%2foutside/x", "/..%5coutside%5cx", `/..\outside\x`,
		"/sub/../../outside/x", "/sub/%2e./../outside/x", "/%252e%252e/outside/x", "/%c0%ae%c0%ae/outside/x", "/..%00/x",
		"/rel/x", "/abs/x", "/file", "/loop", "/loop/x", "/state/x", "/.bits-sessions/x", "/.bits-sessions", "/.bits-sessions/",
		"/sub/../.bits-sessions/x", "//outside/x", "/C:/x", "/C:%5cx", "/%5c%5chost%5cshare%5cx", "//host/share/x", "/NUL", "/sub/con.txt",
		"/.BITS-SESSIONS/x", "/rel", "/abs", "/%2f" + outside + "/x", "/sub", "/in",
		"/" + longName(250) + "/x",
	} {
		status, head := g.raw("BITS_POST " + path + " HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: Create-Session\r\n" +
			"BITS-Supported-Protocols: {7df0354d-249b-430f-820d-3d2a9bef4931}\r\n\r\n")
		if status < 400 || status > 404 {
			t.Errorf("S36 %s: %s", path, head)
		}
	}
	if got := stateFiles(t, dir); got != stateBefore {
		t.Errorf("S36: %d files in %s, want %d", got, stateDir, stateBefore)
	}
	if after := len(tree(t, base)); after != before {
		t.Errorf("S36: %d paths, want %d", after, before)
	}
	in := step{packet: "Fragment", path: "/in/ok", rng: "0-1/2", body: "ab", status: 200, received: "2"}
	g.run(step{packet: "Create-Session", path: "/in/ok", status: 200}, in)
	g.wantFile("sub/ok", "ab")
}

// symlink skips the test where the user may not make links, as on Windows, or where links are only simulated, as in
// Wine.
func symlink(t *testing.T, to, name string) {
	t.Helper()
	if err := os.Symlink(to, name); err != nil {
		t.Skip(err)
	}
	if _, err := os.Lstat(name); err != nil {
		t.Skip(err)
	}
}

func stateFiles(t *testing.T, dir string) int {
	t.Helper()
	list, err := os.ReadDir(filepath.Join(dir, stateDir))
	if err != nil {
		t.Fatal(err)
	}
	list = slices.DeleteFunc(list, func(e os.DirEntry) bool { return e.Name() == lockName })
	return len(list)
}

// TestLinkMadeDuringTheUpload: a folder that was harmless at Create-Session leads outside when the file is published.
func TestLinkMadeDuringTheUpload(t *testing.T) {
	base := t.TempDir()
	dir, outside := filepath.Join(base, "drop"), filepath.Join(base, "outside")
	for _, d := range []string{dir, outside, filepath.Join(dir, "sub")} {
		if err := os.Mkdir(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	g := start(t, Options{Dir: dir, Overwrite: true})
	g.do(step{packet: "Create-Session", path: "/sub/x", status: 200})
	if err := os.Remove(filepath.Join(dir, "sub")); err != nil {
		t.Fatal(err)
	}
	fragment := step{packet: "Fragment", path: "/sub/x", rng: "0-1/2", body: "ab", status: 404}
	g.run(fragment)
	symlink(t, "../outside", filepath.Join(dir, "sub"))
	fragment.status, fragment.code = 403, noAccess
	g.run(fragment)
	if list := tree(t, outside); len(list) != 1 {
		t.Errorf("outside: %v", list)
	}
}

// TestStateFolderIsNoLink: partial files do not follow a link, not even inside the folder.
func TestStateFolderIsNoLink(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "theirs"), 0o700); err != nil {
		t.Fatal(err)
	}
	symlink(t, "theirs", filepath.Join(dir, stateDir))
	if r, err := Open(Options{Dir: dir}); err == nil {
		t.Errorf("it serves: %v", r.Close())
	}
}

// TestNameTakenOnAFileSystemWithoutLinks: a file that took the name after the check stays.
func TestNameTakenOnAFileSystemWithoutLinks(t *testing.T) {
	g := start(t, Options{})
	t.Cleanup(func() { link = (*os.Root).Link })
	link = func(_ *os.Root, from, to string) error {
		g.put(map[string]string{"a.bin": "theirs"})
		return &os.LinkError{Op: "link", Old: from, New: to, Err: syscall.Errno(1)}
	}
	g.run(create, step{packet: "Fragment", rng: "0-3/4", body: "0123", status: 403, code: noAccess}, cancel)
	g.wantFile("a.bin", "theirs")
	link = func(_ *os.Root, from, to string) error {
		return &os.LinkError{Op: "link", Old: from, New: to, Err: syscall.Errno(1)}
	}
	free := func(s step) step { s.path = "/b.bin"; return s }
	g.run(free(create), free(part("0-3/4", "0123", "4")), free(closing))
	g.wantFiles(map[string]string{"a.bin": "theirs", "b.bin": "0123"})
}

// TestOverwriteReplacesFilesOnly: only files are replaced, and links are not followed.
func TestOverwriteReplacesFilesOnly(t *testing.T) {
	g := start(t, Options{Overwrite: true})
	g.put(map[string]string{"real": "r"})
	symlink(t, "real", filepath.Join(g.o.Dir, "link"))
	g.run(step{packet: "Create-Session", path: "/link", status: 403, code: noAccess})
	g.wantFile("real", "r")
}

func FuzzPath(f *testing.F) {
	for _, s := range []string{"/a", "/%2e%2e/x", "/a%2Fb", "/C:x", "//", "/a/%00", "/nul .x", "/\xff", "/%c0%ae", "/%E2%80%AE"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, escaped string) {
		name, err := (&Options{}).targetName(escaped)
		if err != nil {
			if name != "" {
				t.Errorf("%q: name %q with an error", escaped, name)
			}
			return
		}
		if !filepath.IsLocal(name) || filepath.ToSlash(filepath.Clean(name)) != name || !utf8.ValidString(name) {
			t.Errorf("%q: %q is no clean local name", escaped, name)
		}
		if strings.ContainsAny(name, "\\\x00\n\r") || strings.Contains(name, "..") && strings.Contains("/"+name+"/", "/../") {
			t.Errorf("%q: %q", escaped, name)
		}
	})
}

// FuzzFragmentHeaders sends one strange Fragment into a session with 4 of 8 bytes. It is answered or cut off, and the
// upload can still be finished.
func FuzzFragmentHeaders(f *testing.F) {
	f.Add("bytes 4-7/8", "", "", []byte("4567"))
	f.Add("bytes 2-5/8", "identity", "x", []byte("2345"))
	f.Add("bytes 4-9223372036854775806/9223372036854775807", "", "", []byte("4567"))
	f.Add("bytes -1--1/0", "gzip", "{}", []byte(""))
	f.Add("bytes */0", "", "", []byte(""))
	r, err := Open(Options{Dir: f.TempDir(), Overwrite: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = r.Close() })
	f.Fuzz(func(t *testing.T, rng, coding, id string, body []byte) {
		created := handle(r, bits.CreateSession, nil, map[string]string{"BITS-Supported-Protocols": bits.Protocol})
		own := sessionOf(created)
		handle(r, bits.Fragment, []byte("0123"), map[string]string{"BITS-Session-Id": own, "Content-Range": "bytes 0-3/8"})
		if id == "" {
			id = own
		}
		got := handle(r, bits.Fragment, body, map[string]string{
			"BITS-Session-Id": id, "Content-Range": rng, "Content-Encoding": coding,
		})
		switch got.Code {
		case 200, 400, 416, 500:
		default:
			t.Errorf("status %d", got.Code)
		}
		last := handle(r, bits.Fragment, []byte("01234567"), map[string]string{"BITS-Session-Id": own, "Content-Range": "bytes 0-7/8"})
		if last.Code != 200 {
			t.Errorf("session is unusable: %d", last.Code)
		}
		handle(r, bits.CancelSession, nil, map[string]string{"BITS-Session-Id": own})
	})
}

// sessionOf returns the id in a Create-Session's answer; a recorder keeps the spelling of header names.
func sessionOf(w *httptest.ResponseRecorder) string {
	for name, values := range w.Header() {
		if name == bits.HeaderSessionID {
			return values[0]
		}
	}
	return ""
}

// handle calls the Receiver without a network.
func handle(r *Receiver, packet bits.PacketType, body []byte, header map[string]string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(bits.Method, "/fuzz.bin", bytes.NewReader(body))
	req.Header.Set(bits.HeaderPacketType, string(packet))
	for name, value := range header {
		req.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	return w
}

// FuzzRequest sends raw bytes. The server must answer or hang up, and serve the next client.
func FuzzRequest(f *testing.F) {
	f.Add("BITS_POST /a HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: Ping\r\nContent-Length: 0\r\n\r\n")
	f.Add("BITS_POST /a HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: Fragment\r\nBITS-Session-Id: {}\r\nContent-Range: bytes 0-1/2\r\nContent-Length: 2\r\n\r\nab")
	f.Add("BITS_POST http:a HTTP/1.0\r\nBITS-Packet-Type: Create-Session\r\nBITS-Supported-Protocols: ,,\r\n\r\n")
	r, err := Open(Options{Dir: f.TempDir()})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = r.Close() })
	f.Fuzz(func(t *testing.T, text string) {
		req, err := http.ReadRequest(bufio.NewReader(strings.NewReader(text)))
		if err != nil {
			return
		}
		defer func() {
			p := recover()
			if err, ok := p.(error); p != nil && (!ok || !errors.Is(err, http.ErrAbortHandler)) {
				panic(fmt.Sprint(p))
			}
		}()
		w := httptest.NewRecorder()
		r.ServeHTTP(w, req.WithContext(t.Context()))
		if n, _ := io.Copy(io.Discard, w.Body); n > 0 || w.Code >= 300 && w.Code < 400 {
			t.Errorf("status %d with %d bytes", w.Code, n)
		}
	})
}
