package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
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
	"sendoff/ui/words"
)

// asProgram makes the test binary the program itself, for tests that need a process of their own.
const asProgram = "SENDOFF_TEST_AS_PROGRAM"

// crashIn makes the test binary open the queue in this folder and crash.
const crashIn = "SENDOFF_TEST_CRASH_IN"

func TestMain(m *testing.M) {
	if os.Getenv(asEmptyWindow) != "" {
		showEmptyWindow()
	}
	if os.Getenv(asProgram) != "" {
		if file := os.Getenv(beatsInto); file != "" {
			beatInto(file)
		}
		if file := os.Getenv(stuckToolkit); file != "" {
			stickToolkit(file)
		}
		main()
	}
	if err := os.Setenv(languageEnv, words.English); err != nil { // the tests read English; what they start inherits it
		panic(err)
	}
	if dir := os.Getenv(startUpIn); dir != "" {
		startUp(dir)
	}
	if dir := os.Getenv(crashIn); dir != "" {
		crash(dir)
	}
	os.Exit(m.Run())
}

// testEnv is an environment that names the language and nothing else.
func testEnv(name string) string {
	if name == languageEnv {
		return words.English
	}
	return ""
}

func crash(dir string) {
	p := process{stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv}
	if _, err := p.call(grammar{Dir: dir}).Own(context.Background(), takeOver, look); err != nil {
		os.Exit(exitQueue)
	}
	go func() { panic("deliberate") }() // ends the process
	select {}
}

// rig is a queue, a folder with files, and a real BITS server.
type rig struct {
	t      testing.TB
	dir    string // the queue
	files  string
	folder string // of the server
	server *testServer
	stdin  string // of the commands that are started
	ring   keyring.Keyring
}

func newRig(t testing.TB) *rig {
	t.Helper()
	r := &rig{t: t, dir: filepath.Join(t.TempDir(), "q"), files: t.TempDir(), folder: t.TempDir()}
	r.server = startServer(t, receiver.Options{Dir: r.folder})
	return r
}

type testServer struct {
	url  string
	recv *receiver.Receiver
	http *http.Server
}

func startServer(t testing.TB, o receiver.Options) *testServer {
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
func (r *rig) file(name string, size int) string {
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
func (r *rig) arrived(path string) {
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
func (r *rig) start(args ...string) *started {
	r.t.Helper()
	ctx, stop := context.WithCancel(r.t.Context())
	c := &started{code: make(chan int, 1), stop: stop}
	p := process{args: append([]string{"--dir", r.dir}, args...), stdout: &c.out, stderr: &c.err, getenv: testEnv, stdin: strings.NewReader(r.stdin), ring: r.ring, patience: 5 * time.Second, screen: &Screen{Open: openWindow, Tell: tellNoWindow}}
	go func() { c.code <- p.run(ctx) }() // ends with the command, which ends with the test
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
func (r *rig) run(want int, args ...string) (stdout, stderr string) {
	r.t.Helper()
	c := r.start(args...)
	code := c.end(r.t)
	if code != want {
		r.t.Errorf("sendoff %s: exit code %d, want %d\nstdout: %s\nstderr: %s", strings.Join(args, " "), code, want, c.out.String(), c.err.String())
	}
	return c.out.String(), c.err.String()
}

// list is what list --all --json prints, by file name.
func (r *rig) list() map[string]map[string]any {
	r.t.Helper()
	out, _ := r.run(exitDone, "list", "--all", "--json")
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

func (r *rig) child(args ...string) *child {
	r.t.Helper()
	c := r.program(args...)
	c.begin(r.t)
	return c
}

// program is a child that does not run yet.
func (r *rig) program(args ...string) *child {
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

// working waits until a Sendoff does a with the rig's queue.
func (r *rig) working(a aim) {
	r.t.Helper()
	eventually(r.t, "an owner of the queue", func() bool {
		q, err := dial(r.t.Context(), r.dir)
		return err == nil && q.Works == a
	})
}
