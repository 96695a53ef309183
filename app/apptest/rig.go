package apptest

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

// AsProgram makes the test binary run as the program, for tests that need a process of their own.
const AsProgram = "SENDOFF_TEST_AS_PROGRAM"

// Rig is a queue, a folder with files, and a real BITS server.
type Rig struct {
	T       testing.TB
	Dir     string // the queue's folder
	Files   string
	Folder  string // the server's folder
	Server  *Server
	Stdin   string // input of started commands
	Ring    keyring.Keyring
	Command Command // runs a command in this process
}

// Command runs the program in this process with arguments for the rig's queue, and returns its exit code.
type Command func(ctx context.Context, r *Rig, args []string, stdout, stderr io.Writer) int

// NewRig makes a rig for a test.
func NewRig(t testing.TB) *Rig {
	t.Helper()
	r := &Rig{T: t, Dir: filepath.Join(t.TempDir(), "q"), Files: t.TempDir(), Folder: t.TempDir()}
	r.Server = StartServer(t, receiver.Options{Dir: r.Folder, MaxFragment: 1 << 20}) // slow uploads have many fragments
	return r
}

// Server is a real BITS server on this computer.
type Server struct {
	URL  string
	Recv *receiver.Receiver
	HTTP *http.Server
}

// StartServer serves a folder on this computer until the test ends.
func StartServer(t testing.TB, o receiver.Options) *Server {
	t.Helper()
	recv, err := receiver.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{URL: "http://" + ln.Addr().String() + "/", Recv: recv, HTTP: receiver.NewServer(recv)}
	go func() { _ = s.HTTP.Serve(ln) }() // ended by stop
	t.Cleanup(s.Stop)
	return s
}

// Stop ends the server.
func (s *Server) Stop() {
	_ = s.HTTP.Close()
	_ = s.Recv.Close()
}

// File makes a file of random bytes.
func (r *Rig) File(name string, size int) string {
	r.T.Helper()
	data := make([]byte, size)
	_, _ = rand.Read(data) // never fails
	path := filepath.Join(r.Files, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		r.T.Fatal(err)
	}
	return path
}

// Arrived fails unless the server has the identical file.
func (r *Rig) Arrived(path string) {
	r.T.Helper()
	want, err := os.ReadFile(path)
	if err != nil {
		r.T.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(r.Folder, filepath.Base(path)))
	if err != nil {
		r.T.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		r.T.Errorf("%s differs on the server", filepath.Base(path))
	}
}

// Output collects a command's output; the command may run concurrently.
type Output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// Only is an environment with one variable.
func Only(name, value string) func(string) string {
	return func(asked string) string {
		if asked == name {
			return value
		}
		return ""
	}
}

// Started is a command running in this process.
type Started struct {
	Out, Err Output
	Code     chan int
	Stop     context.CancelFunc
}

// Start runs a command concurrently, without the test's own environment.
func (r *Rig) Start(args ...string) *Started {
	r.T.Helper()
	ctx, stop := context.WithCancel(r.T.Context())
	c := &Started{Code: make(chan int, 1), Stop: stop}
	args = append([]string{"--dir", r.Dir}, args...)
	go func() { c.Code <- r.Command(ctx, r, args, &c.Out, &c.Err) }() // ends with the command, which ends with the test
	r.T.Cleanup(stop)
	return c
}

// End waits for the command's end, and returns its exit code.
func (c *Started) End(t testing.TB) int {
	t.Helper()
	select {
	case code := <-c.Code:
		return code
	case <-within(2 * time.Minute):
	}
	t.Fatalf("the command does not end\nstdout: %s\nstderr: %s", c.Out.String(), c.Err.String())
	return 0
}

// Run runs a command and waits for it.
func (r *Rig) Run(want int, args ...string) (stdout, stderr string) {
	r.T.Helper()
	c := r.Start(args...)
	code := c.End(r.T)
	if code != want {
		r.T.Errorf("sendoff %s: exit code %d, want %d\nstdout: %s\nstderr: %s", strings.Join(args, " "), code, want, c.Out.String(), c.Err.String())
	}
	return c.Out.String(), c.Err.String()
}

// List is the output of list --all --json, by file name.
func (r *Rig) List() map[string]map[string]any {
	r.T.Helper()
	out, _ := r.Run(0, "list", "--all", "--json")
	byName := map[string]map[string]any{}
	for line := range strings.Lines(out) {
		var j map[string]any
		if err := json.Unmarshal([]byte(line), &j); err != nil {
			r.T.Fatalf("%v in line %s", err, line)
		}
		byName[j["name"].(string)] = j
	}
	return byName
}

// Eventually waits until f is true.
func Eventually(t testing.TB, what string, f func() bool) {
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

// Child is the program in a process of its own.
type Child struct {
	*exec.Cmd
	Out, Err Output
}

// End waits for the program's end. If it does not end, its stacks show where it hangs.
func (c *Child) End(t testing.TB) error {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }() // ends with the program, which the test ends
	select {
	case err := <-ended:
		return err
	case <-within(time.Minute):
	}
	_ = c.Process.Signal(syscall.SIGQUIT)
	select {
	case <-ended:
	case <-within(10 * time.Second):
	}
	t.Fatalf("the program did not end:\n%s", c.Err.String())
	return nil
}

// Child starts the program with arguments for the rig's queue.
func (r *Rig) Child(args ...string) *Child {
	r.T.Helper()
	c := r.Program(args...)
	c.Begin(r.T)
	return c
}

// Program is a child that is not started yet.
func (r *Rig) Program(args ...string) *Child {
	c := &Child{Cmd: exec.CommandContext(r.T.Context(), os.Args[0], append([]string{"--dir", r.Dir}, args...)...)}
	c.Env = append(os.Environ(), AsProgram+"=1")
	c.Stdout, c.Stderr = &c.Out, &c.Err
	return c
}

// Begin starts it; it ends with the test.
func (c *Child) Begin(t testing.TB) {
	t.Helper()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill() })
}

// within returns a channel that is closed after d.
func within(d time.Duration) <-chan struct{} {
	late := make(chan struct{})
	time.AfterFunc(d, func() { close(late) })
	return late
}
