package receiver

import (
	"bufio"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sendoff/transfer/bits"
)

// rig is a Receiver behind a real HTTP server on 127.0.0.1.
type rig struct {
	t   *testing.T
	o   Options
	r   *Receiver
	srv *httptest.Server
	id  string // session id of the last Create-Session
}

func start(t *testing.T, o Options) *rig {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	g := &rig{t: t, o: o}
	g.open()
	t.Cleanup(g.stop)
	return g
}

func (g *rig) open() {
	g.t.Helper()
	r, err := Open(g.o)
	if err != nil {
		g.t.Fatal(err)
	}
	g.r = r
	g.srv = httptest.NewUnstartedServer(nil)
	g.srv.Config = NewServer(r)
	g.srv.Start()
}

func (g *rig) stop() {
	g.srv.Close()
	if err := g.r.Close(); err != nil {
		g.t.Errorf("close: %v", err)
	}
}

// restart simulates a new process: everything in memory is lost.
func (g *rig) restart() {
	g.t.Helper()
	g.stop()
	g.open()
}

// step is one packet and its expected answer.
type step struct {
	packet  string // "Fragment"; "" sends none
	path    string // "" is "/a.bin"
	session string // "" is that of the rig; "none" sends none
	rng     string // Content-Range without "bytes "
	body    string
	header  string // "Name: value", separated by "|"

	status   int
	received string // wanted BITS-Received-Content-Range
	code     string // wanted BITS-Error-Code and BITS-Error
}

const (
	invalid  = "0x80070057"
	noAccess = "0x80070005"
	unknown  = "0x8020001F"
	tooLarge = "0x80200020"
)

func (g *rig) request(s step) *http.Request {
	g.t.Helper()
	path := s.path
	if path == "" {
		path = "/a.bin"
	}
	req, err := http.NewRequestWithContext(g.t.Context(), bits.Method, g.srv.URL+path, strings.NewReader(s.body))
	if err != nil {
		g.t.Fatal(err)
	}
	if s.packet != "" {
		bits.Put(req.Header, "BITS-Packet-Type", s.packet)
	}
	if s.rng != "" {
		bits.Put(req.Header, "Content-Range", "bytes "+s.rng)
	}
	switch {
	case strings.EqualFold(s.packet, "Create-Session"):
		bits.Put(req.Header, "BITS-Supported-Protocols", bits.Protocol)
	case s.session == "" && s.packet != "Ping":
		bits.Put(req.Header, "BITS-Session-Id", g.id)
	case s.session != "" && s.session != "none":
		bits.Put(req.Header, "BITS-Session-Id", s.session)
	}
	for line := range strings.SplitSeq(s.header, "|") {
		if name, value, ok := strings.Cut(line, ": "); ok {
			bits.Put(req.Header, name, value)
		}
	}
	return req
}

// do sends a packet, checks the answer and returns its header.
func (g *rig) do(s step) http.Header {
	g.t.Helper()
	res, err := g.srv.Client().Transport.RoundTrip(g.request(s))
	if err != nil {
		g.t.Fatalf("%s: %v", s.packet, err)
	}
	defer func() { _ = res.Body.Close() }()
	if body, err := io.ReadAll(res.Body); len(body) > 0 || err != nil {
		g.t.Errorf("%s: body %q, error %v", s.packet, body, err)
	}
	g.checkAck(s, res)
	if id := res.Header.Get("BITS-Session-Id"); strings.EqualFold(s.packet, "Create-Session") && id != "" {
		g.id = id
	}
	return res.Header
}

func (g *rig) checkAck(s step, res *http.Response) {
	g.t.Helper()
	for name, want := range map[string]string{
		"BITS-Packet-Type":            "Ack",
		"Content-Length":              "0",
		"Pragma":                      "no-cache",
		"BITS-Received-Content-Range": s.received,
		"BITS-Error-Code":             s.code,
		"BITS-Error":                  s.code,
		"BITS-Reply-URL":              "", // S43
		"Location":                    "", // S49
	} {
		if got := res.Header.Get(name); got != want {
			g.t.Errorf("%s %s: %s is %q, want %q", s.packet, s.rng, name, got, want)
		}
	}
	if res.StatusCode != s.status {
		g.t.Errorf("%s %s %s: status %d, want %d", s.packet, s.path, s.rng, res.StatusCode, s.status)
	}
	if s.code != "" && res.Header.Get("BITS-Error-Context") != "0x5" {
		g.t.Errorf("%s: context %q", s.packet, res.Header.Get("BITS-Error-Context"))
	}
}

func (g *rig) run(steps ...step) {
	g.t.Helper()
	for _, s := range steps {
		g.do(s)
	}
}

// file returns a file below the folder; ok is false if it is missing.
func (g *rig) file(name string) (text string, ok bool) {
	g.t.Helper()
	b, err := os.ReadFile(filepath.Join(g.o.Dir, name))
	if err != nil && !os.IsNotExist(err) {
		g.t.Fatal(err)
	}
	return string(b), err == nil
}

func (g *rig) wantFile(name, want string) {
	g.t.Helper()
	if got, ok := g.file(name); !ok || got != want {
		g.t.Errorf("%s is %.40q (there: %t), want %.40q", name, got, ok, want)
	}
}

// partial lists the partial files on disk.
func (g *rig) partial() []string {
	g.t.Helper()
	list, err := filepath.Glob(filepath.Join(g.o.Dir, stateDir, "*"+dataSuffix))
	if err != nil {
		g.t.Fatal(err)
	}
	return list
}

func (g *rig) dial() net.Conn {
	g.t.Helper()
	c, err := net.Dial("tcp", g.srv.Listener.Addr().String())
	if err != nil {
		g.t.Fatal(err)
	}
	g.t.Cleanup(func() { _ = c.Close() })
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		g.t.Fatal(err)
	}
	return c
}

// raw sends a raw request and returns the raw header of its answer.
func (g *rig) raw(request string) (status int, head string) {
	g.t.Helper()
	c := g.dial()
	if _, err := io.WriteString(c, request); err != nil {
		g.t.Fatal(err)
	}
	return readHead(g.t, bufio.NewReader(c))
}

func readHead(t *testing.T, b *bufio.Reader) (status int, head string) {
	t.Helper()
	var text strings.Builder
	for {
		line, err := b.ReadString('\n')
		if err != nil {
			t.Fatalf("answer ends after %q: %v", text.String(), err)
		}
		if line == "\r\n" {
			break
		}
		text.WriteString(line)
	}
	res, err := http.ReadResponse(bufio.NewReader(strings.NewReader(text.String()+"\r\n")), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode, text.String()
}

// tree lists every path below a folder, to prove that nothing was added or removed.
func tree(t *testing.T, dir string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if d != nil && d.Name() == stateDir {
			return fs.SkipDir
		}
		list = append(list, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}
