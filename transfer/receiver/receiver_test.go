package receiver

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sendoff/transfer/bits"
)

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	taken := t.TempDir()
	if err := os.WriteFile(filepath.Join(taken, stateDir), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]Options{
		"no folder":       {},
		"missing folder":  {Dir: filepath.Join(dir, "missing")},
		"file":            {Dir: file},
		"state is a file": {Dir: taken},
		"negative size":   {Dir: dir, MaxSize: -1},
		"negative part":   {Dir: dir, MaxFragment: -1},
		"negative time":   {Dir: dir, SessionTimeout: -1},
		"no way back":     {Dir: dir, HostIDFallback: -1},
		"long host id":    {Dir: dir, HostID: strings.Repeat("h", 301)},
		"split header":    {Dir: dir, HostID: "h\r\nX: y"},
		"host and path":   {Dir: dir, HostID: "h/x"},
		"host and blank":  {Dir: dir, HostID: "h x"},
		"no own address":  {Dir: dir, External: "drop.example.test"},
		"other scheme":    {Dir: dir, External: "ftp://drop.example.test"},
		"host in letters": {Dir: dir, HostID: "bücher.test"},
		"host and port":   {Dir: dir, HostID: "h:8080"},
		"IPv6 and port":   {Dir: dir, HostID: "[::1]:8080"},
		"IPv6 in a URL":   {Dir: dir, HostID: "[::1]"},
	} {
		r, err := Open(o)
		if err == nil || !strings.HasPrefix(err.Error(), "open receiver: ") {
			t.Errorf("%s: error %v", name, err)
		}
		if r != nil {
			t.Errorf("%s: a receiver came with the error", name)
		}
	}
}

func TestStateIsNotTakenThroughALink(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	symlink(t, elsewhere, filepath.Join(dir, stateDir))
	if _, err := Open(Options{Dir: dir}); err == nil {
		t.Error("partial files would go elsewhere")
	}
}

// TestOneReceiverForAFolder: a folder that a Receiver has is refused to every other one until that is closed or killed: two
// would cut off what each other has stored. Neither the search for old files nor a kill takes the lock away.
func TestOneReceiverForAFolder(t *testing.T) {
	dir := t.TempDir()
	refused := func(while string) {
		t.Helper()
		if r, err := Open(Options{Dir: dir}); !errors.Is(err, ErrFolderTaken) {
			t.Errorf("%s another receiver opens it: %v, %v", while, r, err)
		}
	}
	r, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	refused("while one is open")
	r.disk.sweep(-time.Hour)
	refused("after a search for old files")
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	c := startChild(t, dir)
	refused("while another process has it")
	c.kill()
	if r, err = Open(Options{Dir: dir}); err != nil {
		t.Fatalf("after a kill: %v", err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

func TestAfterClose(t *testing.T) {
	g := start(t, Options{})
	g.run(create, part("0-1/4", "ab", "2"))
	if err := g.r.Close(); err != nil {
		t.Fatal(err)
	}
	res := g.send(step{packet: "Fragment", rng: "2-3/4", body: "cd"})
	if res != 503 {
		t.Errorf("status %d, want 503, which a client retries", res)
	}
	g.srv.Close()
	g.open()
	g.run(part("2-3/4", "cd", "4"))
}

func TestLog(t *testing.T) {
	var mu sync.Mutex
	var list []Entry
	g := start(t, Options{Log: func(e Entry) {
		mu.Lock()
		defer mu.Unlock()
		list = append(list, e)
	}})
	g.run(
		create, part("0-3/8", "0123", "4"), part("2-5/8", "xx45", "6"),
		step{packet: "Fragment", rng: "7-7/8", body: "7", status: 416, received: "6"},
		cancel,
		step{packet: "Create-Session", path: "/../x%0A", session: "none", status: 400, code: invalid},
	)
	mu.Lock()
	defer mu.Unlock()
	want := []Entry{
		{Packet: "Create-Session", Path: "/a.bin", Status: 200, Received: -1},
		{Packet: "Fragment", Path: "/a.bin", Range: "bytes 0-3/8", Status: 200, Received: 4, Sent: 4},
		{Packet: "Fragment", Path: "/a.bin", Range: "bytes 2-5/8", Status: 200, Received: 6, Sent: 2},
		{Packet: "Fragment", Path: "/a.bin", Range: "bytes 7-7/8", Status: 416, Received: 6},
		{Packet: "Cancel-Session", Path: "/a.bin", Status: 200, Received: -1},
		{Packet: "Create-Session", Path: "/../x%0A", Status: 400, Code: bits.CodeInvalidArgument, Received: -1},
	}
	if len(list) != len(want) {
		t.Fatalf("%d entries, want %d: %v", len(list), len(want), list)
	}
	for i, e := range list {
		if e.At.IsZero() || !strings.HasPrefix(e.Remote, "127.0.0.1:") || (e.Status < 300) != (e.Why == "") {
			t.Errorf("entry %+v", e)
		}
		if i < 5 && e.Session != g.id || i == 5 && e.Session != "" {
			t.Errorf("entry %d has session %q", i, e.Session)
		}
		e.At, e.Remote, e.Session, e.Why = time.Time{}, "", "", ""
		if e != want[i] {
			t.Errorf("entry %d\n%+v, want\n%+v", i, e, want[i])
		}
	}
}

func TestEntryString(t *testing.T) {
	at := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	for want, e := range map[string]Entry{
		"2026-05-04T03:02:01Z 10.0.0.1:5 Ping / -> 200": {At: at, Remote: "10.0.0.1:5", Packet: bits.Ping, Path: "/", Status: 200, Received: -1},
		"2026-05-04T03:02:01Z r Fragment /a bytes 0-1/2 -> 200 received 2 {X}": {
			At: at, Remote: "r", Packet: bits.Fragment, Path: "/a", Range: "bytes 0-1/2", Status: 200, Received: 2, Session: "{X}",
		},
		"2026-05-04T03:02:01Z r Fragment /a -> 416 received 0": {At: at, Remote: "r", Packet: bits.Fragment, Path: "/a", Status: 416},
		`2026-05-04T03:02:01Z r (unknown) "/\u202ea" -> 500 0x8020001F: session not found`: {
			At: at, Remote: "r", Path: "/\u202ea", Status: 500, Code: bits.CodeSessionNotFound, Received: -1, Why: "session not found",
		},
	} {
		if got := e.String(); got != want {
			t.Errorf("%s, want\n%s", got, want)
		}
	}
}

func TestSessionsAreSorted(t *testing.T) {
	g := start(t, Options{})
	for _, path := range []string{"/c", "/a", "/b"} {
		g.do(step{packet: "Create-Session", path: path, status: 200})
	}
	g.run(step{packet: "Fragment", path: "/b", rng: "0-1/9", body: "xy", status: 200, received: "2"})
	list := g.r.Sessions()
	if len(list) != 3 || list[0].Path != "a" || list[1].Path != "b" || list[2].Path != "c" {
		t.Fatalf("%+v", list)
	}
	if b := list[1]; b.Received != 2 || b.Total != 9 || time.Since(b.Touched) > time.Minute {
		t.Errorf("%+v", b)
	}
	if a := list[0]; a.Received != 0 || a.Total != -1 {
		t.Errorf("%+v", a)
	}
}
