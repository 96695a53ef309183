package transfer

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// The test binary runs itself as the program that is killed: childVar holds what the child does,
// childDir the queue's directory, childRate its limit in bytes a second.
const (
	childVar  = "SENDOFF_TEST_CHILD"
	childDir  = "SENDOFF_TEST_DIR"
	childRate = "SENDOFF_TEST_RATE"
)

func TestMain(m *testing.M) {
	openingFragment = firstFragment
	if what := os.Getenv(childVar); what != "" {
		if err := child(what); err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child opens the queue. "run" works until nothing is left to do; "settle" too, except for jobs that need a user;
// "drop" cancels every job, reports that when it is on disk, and waits to be killed; "mix" adds and cancels until it
// is killed; "compact" writes the queue file anew over and over, "compact at the end" whenever it closes the queue.
func child(what string) error {
	rate, _ := strconv.ParseInt(os.Getenv(childRate), 10, 64)
	e, err := Open(Options{Dir: os.Getenv(childDir), UserAgent: "Sendoff/test", Limits: Limits{Rate: rate}, LockWait: 10 * time.Second})
	if err != nil {
		return err
	}
	e.Start()
	ctx := context.Background()
	switch what {
	case "mix":
		return mix(ctx, e)
	case "compact":
		return compactForEver(e)
	case "compact at the end":
		return closeForEver(e)
	}
	feed, all := e.Watch(), Update{}
	for {
		u, err := feed.Next(ctx)
		if err != nil {
			return err
		}
		var open []uuid.UUID
		maps.Copy(all, u)
		for id, j := range all {
			if j.Outcome == "" && (what != "settle" || !settledJob(j)) {
				open = append(open, id)
			}
		}
		switch {
		case what == "drop" && len(open) > 0 && all[open[0]].Want != Drop:
			if err := <-e.Do(Command{Verb: VerbDrop, IDs: open}); err != nil {
				return err
			}
			fmt.Println("dropped")
		case len(open) == 0:
			return e.Close()
		}
	}
}

// process is a child that was started.
type process struct {
	cmd    *exec.Cmd
	out    io.Reader
	exited chan error
}

func startChild(t *testing.T, what, dir string, rate int) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0], "-test.run=^$"), exited: make(chan error, 1)}
	p.cmd.Env = append(os.Environ(), childVar+"="+what, childDir+"="+dir, childRate+"="+strconv.Itoa(rate))
	p.cmd.Stderr = os.Stderr
	out, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stdout, p.out = w, out
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	go func() { p.exited <- p.cmd.Wait() }() // ends with the child
	t.Cleanup(func() { _ = p.cmd.Process.Kill(); _ = out.Close() })
	return p
}

// killAfter kills the child after d with SIGKILL, unless it ends first; it reports which.
func (p *process) killAfter(t *testing.T, d time.Duration) (killed bool) {
	t.Helper()
	select {
	case err := <-p.exited:
		if err != nil {
			t.Fatalf("child: %v", err)
		}
		return false
	case <-time.After(d):
	}
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-p.exited
	return true
}

// traffic counts what a server is sent, in front of the receiver.
type traffic struct {
	next    http.Handler
	bytes   atomic.Int64
	repeats atomic.Int64 // fragments that began before the highest byte seen
	highest atomic.Int64
	first   atomic.Bool // a fragment has come
}

func (c *traffic) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if span, err := bits.ParseRange(r.Header.Get(bits.HeaderContentRange)); err == nil {
		c.first.Store(true)
		if span.First < c.highest.Load() {
			c.repeats.Add(1)
		}
		r.Body = &counted{r.Body, c, span.First}
	}
	c.next.ServeHTTP(w, r)
}

type counted struct {
	io.ReadCloser
	traffic *traffic
	at      int64
}

func (b *counted) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.at += int64(n)
	b.traffic.bytes.Add(int64(n))
	b.traffic.highest.Store(max(b.traffic.highest.Load(), b.at))
	return n, err
}

func TestKilledFiftyTimes(t *testing.T) {
	// At this rate the kills use up about half of the file; the last run takes the rest at full speed.
	const size, kills, rate = 200 << 20, 50, 10 << 20
	if testing.Short() {
		t.Skip("takes about twenty seconds")
	}
	r := newRig(t, receiver.Options{})
	count := &traffic{next: r.server.Config.Handler}
	r.server.Config.Handler = count
	s := r.file("killed.bin", size)
	r.open(Limits{})
	r.do(Command{Verb: VerbAdd, Jobs: []Job{r.job(s)}})
	if err := r.engine.Close(); err != nil {
		t.Fatal(err)
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))

	killed := 0
	for killed < kills {
		p := startChild(t, "run", r.state, rate)
		wait := time.Duration(20+random.IntN(250)) * time.Millisecond
		if !count.first.Load() {
			wait += time.Second // the moments are those of the upload: it has to begin
		}
		if !p.killAfter(t, wait) {
			t.Fatalf("the upload ended after %d kills: the file is too small for this machine", killed)
		}
		killed++
	}
	if err := <-startChild(t, "run", r.state, 0).exited; err != nil {
		t.Fatalf("last run: %v", err)
	}
	r.arrived(s)
	sessions, repeats := len(r.packets(bits.CreateSession)), count.repeats.Load()
	t.Logf("%d kills, %d sessions, %d fragments begun again, %.1f MiB sent for %d MiB",
		killed, sessions, repeats, float64(count.bytes.Load())/(1<<20), size>>20)
	if repeats > kills {
		t.Errorf("%d fragments were sent again after %d kills", repeats, kills)
	}
	if over := count.bytes.Load() - size; over > kills*probeFragment {
		t.Errorf("%d bytes were sent again", over)
	}
	if sessions != 1 {
		t.Errorf("%d sessions were opened", sessions)
	}
	if left := r.receiver.Sessions(); len(left) != 0 {
		t.Errorf("sessions left on the receiver: %v", left)
	}
}

// TestKilledAfterCancelsWithTheServerAway: uploads are cancelled while the server is down, the program is killed, and
// both come back. Every session is cancelled once, by its own id, and nothing starts again.
func TestKilledAfterCancelsWithTheServerAway(t *testing.T) {
	for _, uploads := range []int{1, 37} {
		t.Run(strconv.Itoa(uploads), func(t *testing.T) { cancelsAcrossAKill(t, uploads) })
	}
}

func cancelsAcrossAKill(t *testing.T, uploads int) {
	r := newRig(t, receiver.Options{})
	r.open(Limits{Rate: 256 << 10, Uploads: uploads, PerServer: uploads}) // none ends before all have begun, however slow the machine
	r.engine.Start()
	var jobs []Job
	for i := range uploads {
		jobs = append(jobs, r.job(r.file(fmt.Sprintf("file-%d.bin", i), 8<<20)))
	}
	r.do(Command{Verb: VerbAdd, Jobs: jobs})
	session := map[string]uuid.UUID{}
	for _, j := range jobs {
		half := r.until(j.ID, func(j *Job) bool { return !j.Session.IsZero() })
		session[half.Session.ID] = j.ID
	}
	if err := r.engine.Close(); err != nil {
		t.Fatal(err)
	}
	address := r.server.Listener.Addr().String()
	r.server.CloseClientConnections()
	r.server.Close()
	dropAndKill(t, r.state)

	defer r.listenAgain(address)()
	fragments := len(r.packets(bits.Fragment))
	if err := <-startChild(t, "run", r.state, 0).exited; err != nil {
		t.Fatalf("after the restart: %v", err)
	}
	cancels := r.packets(bits.CancelSession)
	for _, c := range cancels {
		if _, ok := session[c.Session]; !ok || c.Status != http.StatusOK {
			t.Errorf("unexpected or repeated: %v", c)
		}
		delete(session, c.Session)
	}
	if len(session) != 0 {
		t.Errorf("%d sessions were never cancelled", len(session))
	}
	if n := len(r.packets(bits.Fragment)); n != fragments {
		t.Errorf("%d fragments were sent after the cancel", n-fragments)
	}
	if left := r.receiver.Sessions(); len(left) != 0 {
		t.Errorf("sessions left: %v", left)
	}
	r.open(Limits{})
	for _, j := range jobs {
		if done := r.until(j.ID, inState(Cancelled)); done.Outcome != Confirmed {
			t.Errorf("outcome %s", done.Outcome)
		}
	}
}

// dropAndKill has a process of its own cancel every job, and kills it once the wish is on disk.
func dropAndKill(t *testing.T, dir string) {
	t.Helper()
	p := startChild(t, "drop", dir, 0)
	line, err := bufio.NewReader(p.out).ReadString('\n')
	if err != nil || strings.TrimSpace(line) != "dropped" {
		t.Fatalf("child said %q, %v", line, err)
	}
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-p.exited
}

// listenAgain brings the receiver back at an address it had, until the returned function is called.
func (r *rig) listenAgain(address string) (stop func()) {
	r.t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		r.t.Fatal(err)
	}
	server := &http.Server{Handler: r.receiver, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }() // ends with stop
	return func() { _ = server.Close() }
}
