package receiver

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// crowdVar is how many clients come at once; "make torture" has a thousand.
const crowdVar = "SENDOFF_TORTURE_RECEIVER_CLIENTS"

// crowd are many clients of one receiver.
type crowd struct {
	t     *testing.T
	g     *rig
	fast  sync.WaitGroup // done when each fast client has its file closed
	held  sync.WaitGroup // done when each slow client has sent a half
	going chan struct{}  // closed when slow clients may go on
}

// TestCrowd: of many clients at once a tenth stands still in the middle of a body until all others are done, and a tenth
// vanishes there. No file is lost or wrong, what a client that vanished had sent is kept for it, and memory and
// goroutines are bounded by what the clients hold open.
func TestCrowd(t *testing.T) {
	clients := 200
	if text := os.Getenv(crowdVar); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		clients = n
	}
	begun := memory()
	c := &crowd{t: t, g: start(t, Options{}), going: make(chan struct{})}
	var all sync.WaitGroup
	for n := range clients {
		do := map[int]func(int){1: c.vanishes, 2: c.standsStill}[n%10]
		if do == nil {
			do = c.hurries
			c.fast.Add(1)
		}
		if n%10 == 2 {
			c.held.Add(1)
		}
		all.Go(func() { do(n) }) // ends with its file, or when it vanishes
	}
	c.fast.Wait()
	c.held.Wait()
	during := memory()
	open := runtime.NumGoroutine()
	close(c.going)
	all.Wait()
	for n := range clients {
		if n%10 == 1 {
			continue
		}
		got, err := os.ReadFile(filepath.Join(c.g.o.Dir, fmt.Sprintf("%d.bin", n)))
		if err != nil || !bytes.Equal(got, crowdFile(n)) {
			t.Errorf("file %d: %d bytes, %v", n, len(got), err)
		}
	}
	for _, s := range c.g.r.Sessions() {
		got, err := os.ReadFile(filepath.Join(c.g.o.Dir, stateDir, fileName(s.ID)+dataSuffix))
		n, _ := strconv.Atoi(strings.TrimSuffix(s.Path, ".bin"))
		if err != nil || n%10 != 1 || s.Received == 0 || !bytes.Equal(got[:s.Received], crowdFile(n)[:s.Received]) {
			t.Errorf("session %+v: %d bytes, %v", s, len(got), err)
		}
	}
	t.Logf("%d clients; while %d stand still: %d KB more on the heap and %d goroutines", clients, clients/10, (during-begun)>>10, open)
	// A body that stands still has a goroutine of net/http and a client's here, and a buffer.
	if most := int64(clients/10)*200<<10 + 20<<20; during-begun > most {
		t.Errorf("%d bytes more on the heap, %d are enough", during-begun, most)
	}
	if most := 6*clients/10 + 300; open > most {
		t.Errorf("%d goroutines, %d are enough", open, most)
	}
}

// memory returns what is in use on the heap.
func memory() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func crowdFile(n int) []byte { return bytes.Repeat(fmt.Appendf(nil, "%d,", n), 4000) }

// visitor is a client with a connection and a session.
type visitor struct {
	c    *crowd
	conn net.Conn
	b    *bufio.Reader
	name string
	id   string
	text []byte
}

func (c *crowd) visitor(n int) *visitor {
	conn, err := net.Dial("tcp", c.g.srv.Listener.Addr().String())
	if err != nil {
		c.t.Error(err)
		return nil
	}
	_ = conn.SetDeadline(time.Now().Add(5 * time.Minute))
	v := &visitor{c: c, conn: conn, b: bufio.NewReader(conn), name: fmt.Sprintf("%d.bin", n), text: crowdFile(n)}
	h := v.ask("Create-Session", "BITS-Supported-Protocols: {7df0354d-249b-430f-820d-3d2a9bef4931}", nil, nil)
	if v.id = h.Get("BITS-Session-Id"); v.id == "" {
		c.t.Errorf("%d has no session: %v", n, h)
	}
	return v
}

// ask sends a packet, in two halves with between in the middle of its body, and returns the answer's header.
func (v *visitor) ask(packet, field string, body []byte, between func() bool) http.Header {
	head := fmt.Sprintf("BITS_POST /%s HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: %s\r\n%s\r\nContent-Length: %d\r\n\r\n", v.name, packet, field, len(body))
	half := len(body) / 2
	if _, err := io.WriteString(v.conn, head+string(body[:half])); err != nil {
		v.c.t.Errorf("%s: %v", v.name, err)
		return nil
	}
	if between != nil && !between() {
		return nil
	}
	if _, err := v.conn.Write(body[half:]); err != nil {
		v.c.t.Errorf("%s: %v", v.name, err)
		return nil
	}
	res, err := http.ReadResponse(v.b, nil)
	if err != nil {
		v.c.t.Errorf("%s: %v", v.name, err)
		return nil
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		v.c.t.Errorf("%s %s: %d", packet, v.name, res.StatusCode)
	}
	return res.Header
}

// upload sends the file in two fragments and closes the session. between comes in the middle of the second one.
func (v *visitor) upload(between func() bool) {
	size, first := len(v.text), len(v.text)/3
	session := "BITS-Session-Id: " + v.id
	v.ask("Fragment", fmt.Sprintf("%s\r\nContent-Range: bytes 0-%d/%d", session, first-1, size), v.text[:first], nil)
	if v.ask("Fragment", fmt.Sprintf("%s\r\nContent-Range: bytes %d-%d/%d", session, first, size-1, size), v.text[first:], between) != nil {
		v.ask("Close-Session", session, nil, nil)
	}
	_ = v.conn.Close()
}

func (c *crowd) hurries(n int) {
	defer c.fast.Done()
	if v := c.visitor(n); v != nil {
		v.upload(nil)
	}
}

func (c *crowd) standsStill(n int) {
	v := c.visitor(n)
	if v == nil {
		c.held.Done()
		return
	}
	v.upload(func() bool {
		c.held.Done()
		<-c.going
		return true
	})
}

func (c *crowd) vanishes(n int) {
	if v := c.visitor(n); v != nil {
		v.upload(func() bool { return false })
	}
}

// TestOpenSessionsCost: an open session that nobody works on costs some memory and no goroutine, and is read again from
// the disk when the receiver starts.
func TestOpenSessionsCost(t *testing.T) {
	sessions := 2000
	if os.Getenv(crowdVar) != "" {
		sessions = 10_000
	}
	whole := syncFile
	syncFile = func(*os.File) error { return nil } // what is measured does not depend on it
	t.Cleanup(func() { syncFile = whole })
	g := start(t, Options{})
	g.do(step{packet: "Create-Session", path: "/first", status: 200})
	before, goroutines := memory(), runtime.NumGoroutine()
	for n := range sessions {
		g.do(step{packet: "Create-Session", path: fmt.Sprintf("/folderless-name-%d.bin", n), status: 200})
	}
	each := (memory() - before) / int64(sessions)
	t.Logf("an open session takes %d bytes of memory; %d goroutines for all", each, runtime.NumGoroutine()-goroutines)
	if each > 2000 {
		t.Errorf("an open session takes %d bytes", each)
	}
	if more := runtime.NumGoroutine() - goroutines; more > 10 {
		t.Errorf("%d more goroutines for %d sessions", more, sessions)
	}
	g.restart()
	if n := len(g.r.Sessions()); n != sessions+1 {
		t.Errorf("%d sessions after a restart", n)
	}
}
