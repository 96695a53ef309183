package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"sendoff/transfer/receiver"
)

// asProgram makes the test binary the program itself, for tests that need a process of their own.
const asProgram = "SENDOFF_TEST_AS_PROGRAM"

// Rig is a queue, a folder with files, and a real BITS server.
type Rig struct {
	t       testing.TB
	dir     string // the queue
	files   string
	folder  string // of the server
	server  *testServer
	stdin   string // of the commands that are started
	ring    keyring.Keyring
	command Command // runs a command in this process
}

// Command runs the program in this process with arguments that name the rig's queue, and returns its exit code.
type Command func(ctx context.Context, r *Rig, args []string, stdout, stderr io.Writer) int

// NewRig is a rig of a test.
func NewRig(t testing.TB) *Rig {
	t.Helper()
	r := &Rig{t: t, dir: filepath.Join(t.TempDir(), "q"), files: t.TempDir(), folder: t.TempDir()}
	r.server = StartServer(t, receiver.Options{Dir: r.folder})
	return r
}

type testServer struct {
	url  string
	recv *receiver.Receiver
	http *http.Server
}

// StartServer serves a folder on this computer until the test ends.
func StartServer(t testing.TB, o receiver.Options) *testServer {
	t.Helper()
	recv, err := receiver.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &testServer{url: "http://" + ln.Addr().String() + "/", recv: recv, http: receiver.NewServer(recv)}
	go func() { _ = s.http.Serve(ln) }() // ended by stop
	t.Cleanup(s.stop)
	return s
}

func (s *testServer) stop() {
	_ = s.http.Close()
	_ = s.recv.Close()
}

// file makes a file of random bytes.
func (r *Rig) file(name string, size int) string {
	r.t.Helper()
	data := make([]byte, size)
	_, _ = rand.Read(data) // never fails
	path := filepath.Join(r.files, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		r.t.Fatal(err)
	}
	return path
}

// arrived fails unless the server has the file byte for byte.
func (r *Rig) arrived(path string) {
	r.t.Helper()
	want, err := os.ReadFile(path)
	if err != nil {
		r.t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(r.folder, filepath.Base(path)))
	if err != nil {
		r.t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		r.t.Errorf("%s differs on the server", filepath.Base(path))
	}
}

// output collects what a command prints; commands may run beside the test.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// started is a command at work in this process.
type started struct {
	out, err output
	code     chan int
	stop     context.CancelFunc
}

// start runs a command beside the test. No variable of the test's own environment reaches it.
func (r *Rig) start(args ...string) *started {
	r.t.Helper()
	ctx, stop := context.WithCancel(r.t.Context())
	c := &started{code: make(chan int, 1), stop: stop}
	args = append([]string{"--dir", r.dir}, args...)
	go func() { c.code <- r.command(ctx, r, args, &c.out, &c.err) }() // ends with the command, which ends with the test
	r.t.Cleanup(stop)
	return c
}

// end waits for the command's end, and returns its exit code.
func (c *started) end(t testing.TB) int {
	t.Helper()
	select {
	case code := <-c.code:
		return code
	case <-time.After(2 * time.Minute):
	}
	t.Fatalf("the command does not end\nstdout: %s\nstderr: %s", c.out.String(), c.err.String())
	return 0
}

// run runs a command and waits for it.
func (r *Rig) run(want int, args ...string) (stdout, stderr string) {
	r.t.Helper()
	c := r.start(args...)
	code := c.end(r.t)
	if code != want {
		r.t.Errorf("sendoff %s: exit code %d, want %d\nstdout: %s\nstderr: %s", strings.Join(args, " "), code, want, c.out.String(), c.err.String())
	}
	return c.out.String(), c.err.String()
}

// list is what list --all --json prints, by file name.
func (r *Rig) list() map[string]map[string]any {
	r.t.Helper()
	out, _ := r.run(0, "list", "--all", "--json")
	byName := map[string]map[string]any{}
	for line := range strings.Lines(out) {
		var j map[string]any
		if err := json.Unmarshal([]byte(line), &j); err != nil {
			r.t.Fatalf("%v in line %s", err, line)
		}
		byName[j["name"].(string)] = j
	}
	return byName
}

// eventually waits until f is true.
func eventually(t testing.TB, what string, f func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); <-tick.C {
		if f() {
			return
		}
	}
	t.Fatalf("%s did not happen", what)
}

// child is the program as a process of its own.
type child struct {
	*exec.Cmd
	out, err output
}

// end waits for the program's end. One that does not end tells where it hangs.
func (c *child) end(t testing.TB) error {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }() // ends with the program, which the test ends
	select {
	case err := <-ended:
		return err
	case <-time.After(time.Minute):
	}
	_ = c.Process.Signal(syscall.SIGQUIT)
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
	}
	t.Fatalf("the program did not end:\n%s", c.err.String())
	return nil
}

func (r *Rig) child(args ...string) *child {
	r.t.Helper()
	c := r.program(args...)
	c.begin(r.t)
	return c
}

// program is a child that does not run yet.
func (r *Rig) program(args ...string) *child {
	c := &child{Cmd: exec.CommandContext(r.t.Context(), os.Args[0], append([]string{"--dir", r.dir}, args...)...)}
	c.Env = append(os.Environ(), asProgram+"=1")
	c.Stdout, c.Stderr = &c.out, &c.err
	return c
}

func (c *child) begin(t testing.TB) {
	t.Helper()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill() })
}
