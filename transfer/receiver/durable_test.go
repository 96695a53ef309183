package receiver

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestRestart(t *testing.T) {
	g := start(t, Options{})
	g.run(create, part("0-3/8", "0123", "4"))
	g.restart()
	g.run(part("4-5/8", "45", "6")) // S33
	g.restart()
	g.run(bad("6-8/9", "678", ""), part("0-7/8", "xxxxxx67", "8"))
	g.restart()
	g.run(part("6-7/8", "67", "8")) // S24
	g.wantFile("a.bin", "01234567")
	if list := g.r.Sessions(); len(list) != 1 || list[0].Received != 8 || list[0].Total != 8 {
		t.Errorf("sessions %+v", list)
	}
	g.run(closing)
	g.restart()
	g.run(closing, cancel) // S27
	if list := g.r.Sessions(); len(list) != 0 {
		t.Errorf("sessions %+v", list)
	}
}

// stem is the path of a session's files without suffix.
func (g *rig) stem() string { return filepath.Join(g.o.Dir, stateDir, fileName(g.id)) }

// interruption is the state after an interruption at one step, made by hand.
type interruption struct {
	name    string
	o       Options
	before  []step
	happens func(g *rig) error
	after   []step
	want    map[string]string
}

func TestFoundAfterAccident(t *testing.T) {
	for _, tt := range accidents {
		t.Run(tt.name, func(t *testing.T) {
			g := start(t, tt.o)
			g.run(create)
			g.run(tt.before...)
			g.stop()
			if err := tt.happens(g); err != nil {
				t.Fatal(err)
			}
			g.open()
			g.run(tt.after...)
			g.restart()
			g.wantFiles(tt.want)
			if list := g.partial(); len(list) > 0 {
				t.Errorf("left %v", list)
			}
		})
	}
}

var accidents = []interruption{
	{
		"bytes beyond the acknowledged ones",
		Options{},
		[]step{part("0-3/8", "0123", "4")},
		func(g *rig) error { return appendTo(g.stem()+dataSuffix, "garbage") },
		[]step{{packet: "Fragment", rng: "5-7/8", body: "xxx", status: 416, received: "4"}, part("4-7/8", "4567", "8")},
		map[string]string{"a.bin": "01234567"},
	},
	{
		"data lost",
		Options{},
		[]step{part("0-3/8", "0123", "4")},
		func(g *rig) error { return os.Truncate(g.stem()+dataSuffix, 1) },
		[]step{{packet: "Fragment", rng: "4-7/8", body: "xxxx", status: 416, received: "1"}, part("1-7/8", "1234567", "8")},
		map[string]string{"a.bin": "01234567"},
	},
	{
		"line of the record half written",
		Options{},
		[]step{part("0-3/8", "0123", "4")},
		func(g *rig) error { return appendTo(g.stem()+recordSuffix, "\n"+`{"state":"ended","recei`) },
		[]step{part("4-5/8", "45", "6"), part("6-7/8", "67", "8")},
		map[string]string{"a.bin": "01234567"},
	},
	{
		"linked, not recorded",
		Options{},
		[]step{part("0-3/4", "0123", "4")},
		func(g *rig) error {
			return errors.Join(os.Link(filepath.Join(g.o.Dir, "a.bin"), g.stem()+dataSuffix), forgetLastLine(g.stem()+recordSuffix))
		},
		[]step{part("0-3/4", "xxxx", "4"), cancel},
		map[string]string{"a.bin": "0123"},
	},
	{
		"renamed, not recorded",
		Options{Overwrite: true},
		[]step{part("0-3/4", "0123", "4")},
		func(g *rig) error { return forgetLastLine(g.stem() + recordSuffix) },
		[]step{part("2-3/4", "xx", "4"), closing},
		map[string]string{"a.bin": "0123"},
	},
	{
		"complete, not published",
		Options{},
		[]step{part("0-3/4", "0123", "4")},
		func(g *rig) error {
			return errors.Join(os.Rename(filepath.Join(g.o.Dir, "a.bin"), g.stem()+dataSuffix), forgetLastLine(g.stem()+recordSuffix))
		},
		[]step{part("2-3/4", "xx", "4"), closing},
		map[string]string{"a.bin": "0123"},
	},
	{
		"cancelled, data still there",
		Options{},
		[]step{part("0-3/8", "0123", "4"), cancel},
		func(g *rig) error { return os.WriteFile(g.stem()+dataSuffix, []byte("0123"), 0o600) },
		[]step{{packet: "Ping", status: 200}},
		nil,
	},
}

func appendTo(name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

func forgetLastLine(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return os.WriteFile(name, text[:strings.LastIndexByte(string(text), '\n')], 0o600)
}

func TestDamagedRecord(t *testing.T) {
	g := start(t, Options{SessionTimeout: time.Hour})
	g.run(create, part("0-3/8", "0123", "4"))
	g.stop()
	if err := os.WriteFile(g.stem()+recordSuffix, []byte("{\x00\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	g.open()
	g.run(step{packet: "Fragment", rng: "4-7/8", body: "4567", status: 500, code: unknown})
	if list := g.partial(); len(list) != 1 {
		t.Errorf("data of a damaged record is %v; it goes when it is old", list)
	}
	old := time.Now().Add(-2 * time.Hour)
	for _, suffix := range []string{dataSuffix, recordSuffix} {
		if err := os.Chtimes(g.stem()+suffix, old, old); err != nil {
			t.Fatal(err)
		}
	}
	g.restart() // S32
	if n := stateFiles(t, g.o.Dir); n > 0 {
		t.Errorf("left %d", n)
	}
}

// TestDataLostWhileItServes: bytes that were cut off the partial file are requested again, not filled with zeros.
func TestDataLostWhileItServes(t *testing.T) {
	g := start(t, Options{})
	g.run(create, part("0-3/8", "0123", "4"))
	if err := os.Truncate(g.stem()+dataSuffix, 1); err != nil {
		t.Fatal(err)
	}
	g.run(step{packet: "Fragment", rng: "4-7/8", body: "4567", status: 416, received: "1"}, part("1-7/8", "1234567", "8"))
	g.wantFile("a.bin", "01234567")
}

// TestCopiedRecordIsIgnored: a copied record is out of date, and ignored under another name.
func TestCopiedRecordIsIgnored(t *testing.T) {
	g := start(t, Options{})
	g.run(create, part("0-3/8", "0123", "4"))
	text, err := os.ReadFile(g.stem() + recordSuffix)
	if err != nil {
		t.Fatal(err)
	}
	g.run(part("4-5/8", "45", "6"))
	if err := os.WriteFile(filepath.Join(g.o.Dir, stateDir, "z copy"+recordSuffix), text, 0o600); err != nil {
		t.Fatal(err)
	}
	g.restart()
	g.run(part("6-7/8", "67", "8"))
	g.wantFile("a.bin", "01234567")
}

// TestFoundUnderAnotherName: after an interruption, a file under an upload's name counts as the upload only if it is
// the same file. Otherwise the upload can still be finished, and the file stays.
func TestFoundUnderAnotherName(t *testing.T) {
	for name, o := range map[string]Options{"linked": {}, "renamed": {Overwrite: true}} {
		for what, put := range map[string]func(path string) error{
			"another file of that size": func(path string) error { return os.WriteFile(path, []byte("9999"), 0o600) },
			"a file of another size":    func(path string) error { return os.WriteFile(path, []byte("99999"), 0o600) },
			"a folder":                  func(path string) error { return os.Mkdir(path, 0o700) },
			"a link":                    func(path string) error { return os.Symlink("here", path) },
		} {
			if o.Overwrite && what == "another file of that size" {
				continue // indistinguishable from the upload, which left no other trace
			}
			t.Run(name+", "+what, func(t *testing.T) {
				if what == "a link" {
					symlink(t, "here", filepath.Join(t.TempDir(), "probe"))
				}
				g := start(t, o)
				g.run(create, part("0-3/4", "0123", "4"))
				g.stop()
				path := filepath.Join(g.o.Dir, "a.bin")
				data := g.stem() + dataSuffix
				if o.Overwrite {
					data = path + ".gone"
				}
				if err := errors.Join(os.Rename(path, data), forgetLastLine(g.stem()+recordSuffix), put(path)); err != nil {
					t.Fatal(err)
				}
				g.open()
				if list := g.r.Sessions(); len(list) != 1 || (list[0].Received == 4) == o.Overwrite {
					t.Errorf("sessions %+v", list)
				}
				if len(g.partial()) == 0 && !o.Overwrite {
					t.Error("the upload is gone")
				}
				if _, err := os.Lstat(path); err != nil {
					t.Error(err)
				}
				g.run(cancel)
			})
		}
	}
}

// TestLostDataIsNotComplete: the loser of a race loses its data too. The winner's file of the same size is not taken for
// its own after a restart.
func TestLostDataIsNotComplete(t *testing.T) {
	for name, o := range map[string]Options{"linked": {}, "renamed": {Overwrite: true}} {
		t.Run(name, func(t *testing.T) {
			g := start(t, o)
			g.run(create, part("0-1/4", "lo", "2"))
			loser := g.id
			g.run(create, part("0-3/4", "wins", "4"), closing)
			g.id = loser
			g.stop()
			if err := errors.Join(os.Remove(g.stem()+dataSuffix), appendTo(g.stem()+recordSuffix, `{"received":4,"total":4,"touched":"`+time.Now().Format(time.RFC3339)+`"}`+"\n")); err != nil {
				t.Fatal(err)
			}
			g.open()
			g.run(step{packet: "Fragment", rng: "2-3/4", body: "se", status: 416, received: "0"})
			g.wantFile("a.bin", "wins")
		})
	}
}

// childLimit is how many sessions a user may have in the child process.
const childLimit = "SENDOFF_RECEIVER_TEST_SESSIONS"

// childDir is the folder that a child process serves until it is killed.
const childDir = "SENDOFF_RECEIVER_TEST_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		serveUntilKilled(dir)
	}
	os.Exit(m.Run())
}

func serveUntilKilled(dir string) {
	limit, _ := strconv.Atoi(os.Getenv(childLimit))
	r, err := Open(Options{Dir: dir, SessionsPerUser: limit})
	if err != nil {
		panic(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(l.Addr())
	panic(NewServer(r).Serve(l))
}

// child is a server in another process.
type child struct {
	cmd  *exec.Cmd
	addr string
}

func startChild(t *testing.T, dir string) *child {
	t.Helper()
	c := &child{cmd: exec.CommandContext(t.Context(), os.Args[0])}
	c.cmd.Env = append(os.Environ(), childDir+"="+dir)
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	c.addr = strings.TrimSpace(line)
	return c
}

func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
}

// TestKill kills the server within a fragment, repeatedly. What it acknowledged must be there each time (S18), and
// the file must be right in the end.
func TestKill(t *testing.T) {
	const size, piece, rounds = 1 << 20, 100_000, 6
	dir := t.TempDir()
	want := make([]byte, size)
	for i := range want {
		want[i] = byte(i>>8 ^ i)
	}
	var id string
	acked := 0
	for round := range rounds {
		c := startChild(t, dir)
		g := &rig{t: t, id: id}
		conn, err := net.Dial("tcp", c.addr)
		if err != nil {
			t.Fatal(err)
		}
		b := bufio.NewReader(conn)
		if id == "" {
			id = createOver(t, conn, b)
			g.id = id
		}
		acked = max(acked, g.probe(conn, b, size, acked))
		last := min(size, acked+piece)
		head := g.fragmentHead(acked, last-1, size, fmt.Sprintf("Content-Length: %d\r\n", last-acked))
		if _, err := io.WriteString(conn, head+string(want[acked:last])); err != nil {
			t.Fatal(err)
		}
		if status, head := readHead(t, b); status != 200 {
			t.Fatalf("round %d: %s", round, head)
		}
		acked = last
		head = g.fragmentHead(acked, size-1, size, fmt.Sprintf("Content-Length: %d\r\n", size-acked))
		if _, err := io.WriteString(conn, head+string(want[acked:acked+piece/2])); err != nil {
			t.Fatal(err)
		}
		c.kill()
		_ = conn.Close()
	}
	g := start(t, Options{Dir: dir})
	g.id = id
	g.run(part(fmt.Sprintf("0-%d/%d", size-1, size), string(want), fmt.Sprint(size)), closing)
	g.wantFile("a.bin", string(want))
}

func createOver(t *testing.T, conn net.Conn, b *bufio.Reader) string {
	t.Helper()
	if _, err := io.WriteString(conn, "BITS_POST /a.bin HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: Create-Session\r\n"+
		"BITS-Supported-Protocols: {7df0354d-249b-430f-820d-3d2a9bef4931}\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	_, head := readHead(t, b)
	_, rest, _ := strings.Cut(head, "BITS-Session-Id: ")
	id, _, ok := strings.Cut(rest, "\r\n")
	if !ok {
		t.Fatalf("no session: %s", head)
	}
	return id
}

// probe asks for the offset with a fragment beyond it, and checks that no acknowledged byte is lost.
func (g *rig) probe(conn net.Conn, b *bufio.Reader, size, acked int) int {
	g.t.Helper()
	if _, err := io.WriteString(conn, g.fragmentHead(size-1, size-1, size, "Content-Length: 1\r\n")+"x"); err != nil {
		g.t.Fatal(err)
	}
	status, head := readHead(g.t, b)
	var offset int
	_, rest, _ := strings.Cut(head, "BITS-Received-Content-Range: ")
	if _, err := fmt.Sscanf(rest, "%d", &offset); err != nil || status != 416 {
		g.t.Fatalf("probe: %s", head)
	}
	if offset < acked {
		g.t.Fatalf("S18: offset %d, but %d were acknowledged", offset, acked)
	}
	return offset
}

// TestFilesBeyond4GiB has a session beyond 2^32 bytes. Its file is sparse.
func TestFilesBeyond4GiB(t *testing.T) {
	const total = 5<<30 + 10
	g := start(t, Options{})
	g.run(create, part(fmt.Sprintf("0-0/%d", total), "a", "1"))
	g.stop()
	if err := os.Truncate(g.stem()+dataSuffix, 5<<30); err != nil {
		t.Skipf("no sparse files here: %v", err)
	}
	if err := appendTo(g.stem()+recordSuffix, fmt.Sprintf("\n{\"received\":%d}", 5<<30)); err != nil {
		t.Fatal(err)
	}
	g.open()
	g.run( // S46
		step{packet: "Fragment", rng: fmt.Sprintf("%d-%d/%d", total-2, total-1, total), body: "xx", status: 416, received: "5368709120"},
		part(fmt.Sprintf("%d-%d/%d", 5<<30-2, 5<<30+4, total), "xx01234", "5368709125"),
		part(fmt.Sprintf("%d-%d/%d", 5<<30+5, total-1, total), "56789", fmt.Sprint(total)),
		closing,
	)
	f, err := os.Open(filepath.Join(g.o.Dir, "a.bin"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	tail := make([]byte, 12)
	if _, err := f.ReadAt(tail, 5<<30-2); err != nil || string(tail) != "\x00\x000123456789" {
		t.Errorf("S46: tail %q, error %v", tail, err)
	}
	if info, err := f.Stat(); err != nil || info.Size() != total {
		t.Errorf("S46: size %d, error %v", info.Size(), err)
	}
}
