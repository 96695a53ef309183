package receiver

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"sendoff/transfer/bits"
)

// killsVar is how often the receiver is killed; "make torture" sets more.
const killsVar = "SENDOFF_TORTURE_RECEIVER_KILLS"

// clientsOfTorture upload at once.
const clientsOfTorture = 6

// torture is a receiver in another process that is killed again and again, under uploads.
type torture struct {
	t       *testing.T
	dir     string
	server  *child
	moments chan struct{} // gets one for each step of a client

	mu    sync.Mutex
	ended chan struct{} // closed when the receiver has been killed; replaced with it
	up    *sync.Cond    // another receiver runs
	halt  int           // clients that wait for it
	last  bool          // no further one comes
}

// TestTortureKilledReceiver kills the receiver under uploads of files of all sizes, at moments of no plan. After each
// kill the folder is looked at while nobody serves it: each byte that was acknowledged is in place (S18), and each file
// that has its name is whole. Nothing is left at the end.
func TestTortureKilledReceiver(t *testing.T) {
	kills := 12
	if text := os.Getenv(killsVar); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		kills = n
	}
	x := &torture{t: t, dir: t.TempDir(), moments: make(chan struct{})}
	x.up = sync.NewCond(&x.mu)
	x.begin()
	clients := make([]*tortured, clientsOfTorture)
	var group sync.WaitGroup
	for i := range clients {
		clients[i] = &tortured{x: x, number: i, random: rand.New(rand.NewPCG(uint64(i), 17))}
		group.Go(clients[i].work) // ends when no further receiver comes
	}
	random := rand.New(rand.NewPCG(1, 2))
	acked, whole := int64(0), 0
	for n := range kills {
		for range 1 + random.IntN(60) {
			<-x.moments
		}
		x.kill()
		for _, c := range clients {
			a, w := c.check()
			acked, whole = acked+a, whole+w
		}
		if t.Failed() {
			t.Fatalf("after %d kills", n+1)
		}
		x.resume(n+1 == kills)
	}
	group.Wait()
	for _, c := range clients {
		c.seen = 0 // what was right once still is
		_, w := c.check()
		whole += w
	}
	x.server.kill()
	x.nothingLeft()
	t.Logf("%d kills; %d acknowledged bytes of open uploads and %d whole files were looked at", kills, acked, whole)
	if acked == 0 || whole == 0 {
		t.Error("the kills met nothing")
	}
}

// nothingLeft checks that no upload stayed behind but sessions whose creation was never answered.
func (x *torture) nothingLeft() {
	list, err := os.ReadDir(filepath.Join(x.dir, stateDir))
	for _, e := range list {
		info, err := e.Info()
		if err != nil || strings.HasSuffix(e.Name(), dataSuffix) && info.Size() > 0 {
			x.t.Errorf("left: %s, %v", e.Name(), err)
		}
	}
	if err != nil {
		x.t.Error(err)
	}
}

// begin starts a receiver.
func (x *torture) begin() {
	x.server = startChild(x.t, x.dir)
	x.ended = make(chan struct{})
}

// kill ends the receiver, and returns when each client has seen that it is gone.
func (x *torture) kill() {
	x.server.kill()
	close(x.ended)
	x.mu.Lock()
	defer x.mu.Unlock()
	for x.halt < clientsOfTorture {
		x.up.Wait()
	}
}

// resume starts another receiver and lets the clients go on. The last one stays until they are done.
func (x *torture) resume(last bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.begin()
	x.halt, x.last = 0, last
	if last {
		close(x.ended) // nobody counts moments any more
	}
	x.up.Broadcast()
}

// moment passes a moment at which the receiver may be killed.
func (x *torture) moment() {
	x.mu.Lock()
	ended := x.ended
	x.mu.Unlock()
	select {
	case x.moments <- struct{}{}:
	case <-ended:
	}
}

// await waits until another receiver runs.
func (x *torture) await() {
	x.mu.Lock()
	defer x.mu.Unlock()
	server := x.server
	x.halt++
	x.up.Broadcast()
	for x.server == server {
		x.up.Wait()
	}
}

// tortured is a client that uploads one file after another.
type tortured struct {
	x      *torture
	number int
	random *rand.Rand
	client http.Client
	files  int // files that it closed or has begun

	name    string
	content []byte
	id      string // of the session; "" = none yet
	acked   int64
	closed  []string // names of files whose Close-Session was acknowledged
	seen    int      // of these, those that were looked at
}

// work uploads until the last receiver has all that was begun.
func (c *tortured) work() {
	c.client.Transport = &http.Transport{}
	defer c.client.CloseIdleConnections()
	for {
		c.x.mu.Lock()
		last := c.x.last
		c.x.mu.Unlock()
		if last && c.name == "" {
			return
		}
		if c.name == "" {
			c.files++
			c.name, c.content = fmt.Sprintf("%d-%d.bin", c.number, c.files), contentOf(c.number, c.files)
			c.id, c.acked = "", 0
		}
		c.x.moment()
		if !c.step() {
			c.client.CloseIdleConnections()
			c.x.await()
		}
	}
}

// contentOf returns a file's bytes, from 1 byte to 400 KB. They follow from its number.
func contentOf(client, file int) []byte {
	random := rand.New(rand.NewPCG(uint64(client), uint64(file)))
	size := []int{1, 100, 4096, 65_536, 400_000}[random.IntN(5)]
	text := make([]byte, 1+random.IntN(size))
	for i := range text {
		text[i] = byte(random.Uint32())
	}
	return text
}

// step sends the next packet; false = there was no answer.
func (c *tortured) step() bool {
	size := int64(len(c.content))
	switch {
	case c.id == "":
		return c.create()
	case c.acked == size:
		status, _, ok := c.send(bits.CloseSession, nil, "")
		if ok && status != 200 {
			c.x.t.Errorf("%s: closing is answered with %d", c.name, status)
		}
		if ok {
			c.closed = append(c.closed, c.name)
			c.name = ""
		}
		return ok
	}
	last := min(size, c.acked+1+c.random.Int64N(150_000))
	status, h, ok := c.send(bits.Fragment, c.content[c.acked:last], fmt.Sprintf("bytes %d-%d/%d", c.acked, last-1, size))
	if !ok {
		return false
	}
	at, err := strconv.ParseInt(h.Get(bits.HeaderReceivedRange), 10, 64)
	if err != nil || status != 200 && status != 416 || at < c.acked || at > size {
		c.x.t.Errorf("S18 %s: %d, offset %q, %d were acknowledged", c.name, status, h.Get(bits.HeaderReceivedRange), c.acked)
		return true
	}
	c.acked = at
	return true
}

func (c *tortured) create() bool {
	status, h, ok := c.send(bits.CreateSession, nil, "")
	switch {
	case ok && status == 200:
		c.id = h.Get(bits.HeaderSessionID)
	case ok:
		c.x.t.Errorf("%s: creating is answered with %d", c.name, status)
	}
	return ok
}

// send sends one packet.
func (c *tortured) send(packet bits.PacketType, body []byte, rng string) (status int, h http.Header, ok bool) {
	c.x.mu.Lock()
	address := c.x.server.addr
	c.x.mu.Unlock()
	req, err := http.NewRequest(bits.Method, "http://"+address+"/"+c.name, bytes.NewReader(body))
	if err != nil {
		c.x.t.Error(err)
		return 0, nil, false
	}
	bits.Put(req.Header, bits.HeaderPacketType, string(packet))
	if packet == bits.CreateSession {
		bits.Put(req.Header, bits.HeaderSupportedProtocols, bits.Protocol)
	} else {
		bits.Put(req.Header, bits.HeaderSessionID, c.id)
	}
	if rng != "" {
		bits.Put(req.Header, bits.HeaderContentRange, rng)
	}
	res, err := c.client.Transport.RoundTrip(req)
	if err != nil {
		return 0, nil, false
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode, res.Header, true
}

// check looks at what the client was promised, on the disk, and has not looked at before. It returns how many acknowledged bytes of an open upload and
// how many whole files it saw.
func (c *tortured) check() (acked int64, whole int) {
	for ; c.seen < len(c.closed); c.seen++ {
		name := c.closed[c.seen]
		if got, err := os.ReadFile(filepath.Join(c.x.dir, name)); err != nil || !bytes.Equal(got, contentOf(c.number, c.seen+1)) {
			c.x.t.Errorf("%s is not what was sent: %d bytes, %v", name, len(got), err)
		}
		whole++
	}
	if c.name == "" {
		return 0, whole
	}
	got, err := os.ReadFile(filepath.Join(c.x.dir, c.name))
	if err == nil && !bytes.Equal(got, c.content) {
		c.x.t.Errorf("%s has its name with %d of %d bytes", c.name, len(got), len(c.content))
	}
	if err != nil && c.id != "" && c.acked > 0 {
		got, err = os.ReadFile(filepath.Join(c.x.dir, stateDir, fileName(c.id)+dataSuffix))
		if err != nil || int64(len(got)) < c.acked || !bytes.Equal(got[:c.acked], c.content[:c.acked]) {
			c.x.t.Errorf("S18 %s: %d bytes were acknowledged, %d are there, %v", c.name, c.acked, len(got), err)
		}
		return c.acked, whole
	}
	return 0, whole
}

// behind is a server that passes everything on to that of a child, for a rig.
func behind(t *testing.T, c *child) *httptest.Server {
	t.Helper()
	srv := httptest.NewServer(httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: c.addr}))
	t.Cleanup(srv.Close)
	return srv
}

// TestKilledReceiverKeepsEverything: what counts outlives a SIGKILL: sessions, ended ones that a client asks for again, and how
// many a user has.
func TestKilledReceiverKeepsEverything(t *testing.T) {
	const sessions = 20
	t.Setenv(childLimit, strconv.Itoa(sessions))
	dir := t.TempDir()
	c := startChild(t, dir)
	g := &rig{t: t, o: Options{Dir: dir}}
	dial := func() { g.srv = behind(t, c) }
	dial()
	g.run(create, part("0-3/8", "0123", "4"))
	mine := g.id
	g.run(step{packet: "Create-Session", path: "/b", status: 200}, step{packet: "Cancel-Session", path: "/b", status: 200})
	cancelled := g.id
	for n := 1; n < sessions; n++ {
		g.do(step{packet: "Create-Session", path: fmt.Sprintf("/n%d", n), status: 200})
	}
	g.do(step{packet: "Create-Session", path: "/more", status: 503})
	c.kill()
	c = startChild(t, dir)
	dial()
	g.do(step{packet: "Create-Session", path: "/more", status: 503})
	g.do(step{packet: "Cancel-Session", path: "/b", session: cancelled, status: 200})
	g.id = mine
	g.run(part("4-7/8", "4567", "8"), closing)
	g.do(step{packet: "Create-Session", path: "/more", status: 200})
	if got, err := os.ReadFile(filepath.Join(dir, "a.bin")); err != nil || string(got) != "01234567" {
		t.Errorf("%q, %v", got, err)
	}
	if strings.Contains(mine, cancelled) {
		t.Error("both have one session")
	}
}
