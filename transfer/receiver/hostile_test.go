package receiver

import (
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestNothingOutsideTheFolder: hundreds of hostile paths, session ids and headers, as raw bytes. Whatever they are answered
// with, nothing outside the folder changes, and in it nothing appears but uploads under plain names and the receiver's
// own files.
func TestNothingOutsideTheFolder(t *testing.T) {
	base := t.TempDir()
	dir, outside := filepath.Join(base, "drop"), filepath.Join(base, "outside")
	for _, d := range []string{dir, outside, filepath.Join(dir, "sub")} {
		if err := os.Mkdir(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(outside, "file"), []byte("untouched"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"rel": "../outside", "abs": outside, "file": "../outside/file", "state": stateDir} {
		symlink(t, to, filepath.Join(dir, name))
	}
	before := elsewhere(t, base, dir)
	g := start(t, Options{Dir: dir, Overwrite: true, MakeFolders: true})
	requests := 0
	for _, r := range hostileRequests(outside) {
		requests++
		g.whatever(r)
	}
	g.stop()
	if after := elsewhere(t, base, dir); after != before {
		t.Errorf("S36: outside the folder something has changed:\n%s\nwas\n%s", after, before)
	}
	own := regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(json|data)$|^lock$`)
	list, err := os.ReadDir(filepath.Join(dir, stateDir))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if !own.MatchString(e.Name()) || !e.Type().IsRegular() {
			t.Errorf("%s has the file %q", stateDir, e.Name())
		}
	}
	for _, path := range tree(t, dir) {
		name := strings.TrimPrefix(strings.TrimPrefix(path, dir), string(filepath.Separator))
		for segment := range strings.SplitSeq(filepath.ToSlash(name), "/") {
			if name != "" && !plainName(segment) {
				t.Errorf("a file has the name %q", name)
			}
		}
	}
	if requests < 300 {
		t.Errorf("%d hostile requests only", requests)
	}
	t.Logf("%d hostile requests", requests)
	g.open()
	g.run(step{packet: "Create-Session", path: "/sub/ok", status: 200}, step{packet: "Fragment", path: "/sub/ok", rng: "0-1/2", body: "ab", status: 200, received: "2"})
}

// hostileRequests are a whole upload by each hostile path, and single packets with each hostile id and header.
func hostileRequests(outside string) (list []string) {
	head := func(packet, path, fields string) string {
		return "BITS_POST " + path + " HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: " + packet + "\r\n" + fields + "\r\n"
	}
	const protocols = "BITS-Supported-Protocols: {7df0354d-249b-430f-820d-3d2a9bef4931}\r\n"
	for _, path := range hostilePaths(outside) {
		list = append(list, head("Create-Session", path, protocols))
		list = append(list, head("Fragment", path, "BITS-Session-Id: @\r\nContent-Range: bytes 0-2/3\r\nContent-Length: 3\r\n")+"bad")
	}
	for _, id := range hostileIDs(outside) {
		for _, packet := range []string{"Fragment", "Cancel-Session", "Close-Session"} {
			fields := "BITS-Session-Id: " + id + "\r\n"
			if packet == "Fragment" {
				fields += "Content-Range: bytes 0-2/3\r\nContent-Length: 3\r\n"
			}
			list = append(list, head(packet, "/a.bin", fields)+map[bool]string{true: "bad"}[packet == "Fragment"])
		}
	}
	for _, field := range hostileHeaders {
		list = append(list, head("Create-Session", "/h.bin", protocols+field+"\r\n"), head("Fragment", "/h.bin", field+"\r\n"))
	}
	return list
}

// hostilePaths are ways out of the folder, in each encoding.
func hostilePaths(outside string) (list []string) {
	ups := []string{
		"..", "%2e%2e", ".%2e", "%2E.", "%252e%252e", "%c0%ae%c0%ae", "%e0%80%ae%e0%80%ae", "..%00", "..%20", "...", "..;", "%u002e%u002e", "..%0d%0a",
		"\uff0e\uff0e", "%ef%bc%8e%ef%bc%8e",
	}
	slashes := []string{"/", "%2f", "%5c", `\`, "%252f", "%c0%af", "//", "/./", "%e2%88%95"}
	for _, up := range ups {
		for _, slash := range slashes {
			list = append(list, "/"+up+slash+"outside"+slash+"x", "/sub"+slash+up+slash+up+slash+"outside"+slash+"file")
		}
	}
	for _, name := range []string{
		"rel/x", "abs/x", "file", "state/x", ".bits-sessions/x", ".bits-sessions", ".BITS-SESSIONS/x", ".bits-sessions%2fx", ".bits-sessions./x",
		"C:/x", "C:%5cx", "c:x", "%5c%5chost%5cshare", "/host/share/x", "NUL", "sub/con.txt", "COM1", "aux.c", "a:b", "a%3a$DATA", "sub/", "", "%2f" + outside + "/file",
		"x%00.txt", "%0a", "%1b[31m", "%7f", "x%e2%80%aey", "x%e2%80%8by", "%ff", "x%", "x%2", "x%zz", "~", "~root/x", "$HOME", "`id`", "|id", "-rf", "*", "?x", "#x", "x?y=../../x",
		strings.Repeat("n", 256), strings.Repeat("a/", 70) + "x", strings.Repeat("%41", 2000), strings.Repeat("../", 900) + "x",
	} {
		list = append(list, "/"+name)
	}
	return append(list, "x", "*", "http://h/../outside/x", "http://h/%2e%2e/outside/x", "file:///etc/passwd", "//outside/x", "///x")
}

// hostileIDs are session ids that would lead elsewhere as names of files.
func hostileIDs(outside string) []string {
	const good = "2B5CF1C5-6E3D-4A77-9E70-2D8A1D6E0001"
	return []string{
		"../../outside/file", "{../../outside/file}", "..", ".", "/", outside + "/file", "{" + good + "}/../x", "{" + good + "}\x00", good + "\t..",
		"{" + strings.Repeat("A", 4000) + "}", strings.Repeat("{", 3000), "%2e%2e", "{" + good + "}, {" + good + "}", "*", "", "\"\"", "con", "{" + good + ".data}",
	}
}

// hostileHeaders are fields of a packet that would mean something elsewhere, or are no fields.
var hostileHeaders = []string{
	"X-Original-URL: /../outside/x", "X-Rewrite-URL: /../outside/x", "X-HTTP-Method-Override: PUT", "Destination: /../outside/x", "Content-Location: ../outside/x",
	"Content-Disposition: attachment; filename=\"../../outside/x\"", "Content-Range: bytes 0-9223372036854775807/9223372036854775807", "Content-Range: bytes -1-2/3",
	"Content-Range: bytes 2-1/3", "Content-Range: bytes 0-2/-1", "Content-Range: bytes 0-2/*", "Content-Range: bytes 99999999999999999999-99999999999999999999/1",
	"Content-Length: -1", "Content-Length: 99999999999999999999", "Content-Length: 3, 4", "Content-Length: 0x3", "Content-Length: +3", "Transfer-Encoding: chunked",
	"Transfer-Encoding: chunked\r\nContent-Length: 3", "Transfer-Encoding: identity, chunked", "Transfer-Encoding: x", "Content-Encoding: gzip", "Expect: 100-continue", "Expect: 200-ok",
	"BITS-Packet-Type: Fragment", "BITS-Packet-Type: Ack", "BITS-Session-Id: {A}\r\nBITS-Session-Id: {B}", "Host: other", "Upgrade: h2c\r\nConnection: Upgrade", "Range: bytes=0-1", " folded: x", "No-Colon",
	"Bad Name: x", "X: a\x00b", "X: \x7f", strings.Repeat("Y", 5000) + ": z", "Z: " + strings.Repeat("z", 5000), "Authorization: Basic ====", "Authorization: Basic " + strings.Repeat("QQ", 3000),
}

var answeredID = regexp.MustCompile(`BITS-Session-Id: (\S+)`)

// whatever sends a request and waits for what comes back, which need be nothing. "@" in it stands for the id of the last
// session.
func (g *rig) whatever(request string) {
	g.t.Helper()
	c, err := net.Dial("tcp", g.srv.Listener.Addr().String())
	if err != nil {
		g.t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	_, _ = io.WriteString(c, strings.Replace(request, "Session-Id: @", "Session-Id: "+g.id, 1))
	_ = c.(*net.TCPConn).CloseWrite()
	answer, err := io.ReadAll(c)
	if err != nil && len(answer) == 0 && !strings.Contains(err.Error(), "reset") {
		g.t.Errorf("%.80q: %v", request, err)
	}
	if found := answeredID.FindSubmatch(answer); found != nil {
		g.id = string(found[1])
	}
}

// elsewhere describes all below base but what is in dir.
func elsewhere(t *testing.T, base, dir string) string {
	t.Helper()
	var text strings.Builder
	err := filepath.WalkDir(base, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if path == dir {
			return fs.SkipDir
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		fmt.Fprintf(&text, "%s %s %s", path, info.Mode(), info.ModTime())
		if d.Type().IsRegular() {
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			fmt.Fprintf(&text, " %x", sha256.Sum256(content))
		}
		text.WriteString("\n")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return text.String()
}
