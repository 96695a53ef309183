// Package farm_test tries the example of a farm: the real HAProxy with its settings, and real receivers and uploads.
package farm_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// program is Sendoff without its window, built once.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "farm")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "sendoff")
	build := exec.Command("go", "build", "-o", path, "../../app")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-tags=nowindow -buildvcs=false -trimpath -buildmode=default")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := program(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// nodes is how many receivers the example has.
const nodes = 3

// farm is a balancer with its receivers. Node n is known to clients as 127.0.0.(10+n), as up1.example is in the example.
type farm struct {
	t        *testing.T
	work     string
	sendoff  string
	port     int            // of the balancer
	ports    [nodes + 1]int // of the nodes, and of who takes over node 1
	node     [nodes + 1]*process
	balancer *process
}

// process is a program that runs.
type process struct {
	cmd  *exec.Cmd
	log  string
	done chan struct{}
}

func newFarm(t *testing.T, options ...string) *farm {
	t.Helper()
	if _, err := exec.LookPath("haproxy"); err != nil {
		t.Skip(err)
	}
	sendoff, err := program()
	if err != nil {
		t.Fatal(err)
	}
	f := &farm{t: t, work: t.TempDir(), sendoff: sendoff}
	free := freePorts(t, nodes+2)
	f.port = free[0]
	copy(f.ports[:], free[1:])
	for n := range nodes {
		if err := os.Mkdir(f.folder(n), 0o755); err != nil {
			t.Fatal(err)
		}
		f.serve(n, n, options...)
	}
	f.balance()
	return f
}

// freePorts returns ports that nobody listens at, on no address of this computer.
func freePorts(t *testing.T, count int) (list []int) {
	t.Helper()
	for range count {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = l.Close() }()
		list = append(list, l.Addr().(*net.TCPAddr).Port)
	}
	return list
}

func (f *farm) folder(n int) string { return filepath.Join(f.work, fmt.Sprintf("up%d", n+1)) }

func name(n int) string { return fmt.Sprintf("127.0.0.%d", 11+n) }

// start runs a program until the test ends; its output goes to a file.
func (f *farm) start(what, path string, args ...string) *process {
	f.t.Helper()
	log := filepath.Join(f.work, what+".log")
	out, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		f.t.Fatal(err)
	}
	defer func() { _ = out.Close() }()
	p := &process{cmd: exec.CommandContext(f.t.Context(), path, args...), log: log, done: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = out, out
	if err := p.cmd.Start(); err != nil {
		f.t.Fatal(err)
	}
	go func() { // ends with the process
		defer close(p.done)
		_ = p.cmd.Wait()
	}()
	f.t.Cleanup(p.kill)
	return p
}

func (p *process) kill() {
	_ = p.cmd.Process.Signal(syscall.SIGKILL)
	<-p.done
}

func (p *process) said(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(p.log)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// serve runs the receiver of a node's folder, as the process with a number: the node's own, or who takes over.
func (f *farm) serve(n, as int, options ...string) {
	f.t.Helper()
	args := append([]string{"serve", f.folder(n), "--listen", "127.0.0.1:" + strconv.Itoa(f.ports[as]), "--host-id", name(n)}, options...)
	f.node[as] = f.start(fmt.Sprintf("node%d", as+1), f.sendoff, args...)
	f.eventually("a receiver", func() bool { return reachable(f.ports[as]) })
}

// balance runs HAProxy with the example's settings, at addresses of this computer and without TLS.
func (f *farm) balance() {
	f.t.Helper()
	text, err := os.ReadFile("haproxy.cfg")
	if err != nil {
		f.t.Fatal(err)
	}
	changed := string(text)
	for _, c := range [][2]string{
		{"bind :443 ssl crt /etc/haproxy/upload.pem", fmt.Sprintf("bind 127.0.0.1:%[1]d,%[2]s:%[1]d,%[3]s:%[1]d,%[4]s:%[1]d", f.port, name(0), name(1), name(2))},
		{"X-Forwarded-Proto https", "X-Forwarded-Proto http"},
		{"maxconn 20000", "maxconn 1000"}, // as many as a process may have open here
		{"inter 1s", "inter 100ms"},
		{"10.0.0.1:8080", f.at(0)},
		{"10.0.0.2:8080", f.at(1)},
		{"10.0.0.3:8080", f.at(2)},
		{"10.0.0.4:8081", f.at(nodes)},
		{"10.0.0.4:8082", f.at(nodes)},
		{"10.0.0.4:8083", f.at(nodes)},
		{"up1.example }", name(0) + " }"},
		{"up2.example }", name(1) + " }"},
		{"up3.example }", name(2) + " }"},
	} {
		if !strings.Contains(changed, c[0]) {
			f.t.Fatalf("the example has no %q", c[0])
		}
		changed = strings.ReplaceAll(changed, c[0], c[1])
	}
	path := filepath.Join(f.work, "haproxy.cfg")
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		f.t.Fatal(err)
	}
	f.balancer = f.start("haproxy", "haproxy", "-db", "-f", path)
	f.eventually("the balancer", func() bool { return reachable(f.port) })
}

func (f *farm) at(n int) string { return "127.0.0.1:" + strconv.Itoa(f.ports[n]) }

func reachable(port int) bool {
	c, err := net.DialTimeout("tcp", "127.0.0.1:"+strconv.Itoa(port), time.Second)
	if err == nil {
		_ = c.Close()
	}
	return err == nil
}

// eventually waits until something is so.
func (f *farm) eventually(what string, so func() bool) {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			logs, _ := filepath.Glob(filepath.Join(f.work, "*.log"))
			for _, l := range logs {
				text, _ := os.ReadFile(l)
				f.t.Logf("%s:\n%s", filepath.Base(l), text[max(0, len(text)-3000):])
			}
			f.t.Fatalf("%s did not happen", what)
		}
	}
}

// upload begins an upload by Sendoff, with a queue of its own.
func (f *farm) upload(file string, flags ...string) *process {
	f.t.Helper()
	args := append([]string{"upload", "--dir", filepath.Join(f.work, "queue-"+filepath.Base(file)), "--to", fmt.Sprintf("http://127.0.0.1:%d/", f.port), file}, flags...)
	return f.start("upload-"+filepath.Base(file), f.sendoff, args...)
}

// file makes a file of random bytes.
func (f *farm) file(name string, size int) string {
	f.t.Helper()
	text := make([]byte, size)
	_, _ = rand.Read(text)
	path := filepath.Join(f.work, name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		f.t.Fatal(err)
	}
	return path
}

// holder waits until an upload has ended well, and returns the node whose folder has the file.
func (f *farm) holder(file string, p *process) int {
	f.t.Helper()
	select {
	case <-p.done:
	case <-time.After(2 * time.Minute):
		f.t.Fatalf("%s does not end: %s", file, p.said(f.t))
	}
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		f.t.Fatalf("%s ended with %d: %s", file, code, p.said(f.t))
	}
	want, err := os.ReadFile(file)
	if err != nil {
		f.t.Fatal(err)
	}
	held := -1
	for n := range nodes {
		got, err := os.ReadFile(filepath.Join(f.folder(n), filepath.Base(file)))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if held >= 0 || !bytes.Equal(got, want) {
			f.t.Errorf("%s is at node %d too, or wrong there: %v", file, n+1, err)
		}
		held = n
	}
	if held < 0 {
		f.t.Errorf("%s is nowhere", file)
	}
	return held
}

// packets returns how many packets of a kind about a file a process has seen.
func (f *farm) packets(as int, packet, file string) int {
	return strings.Count(f.node[as].said(f.t), packet+" /"+filepath.Base(file)+" ")
}

// working returns the node that has acknowledged a part of a file, once one has.
func (f *farm) working(file string) (node int) {
	f.t.Helper()
	f.eventually("a part of "+file, func() bool {
		for node = range nodes {
			if f.packets(node, "Fragment", file) > 0 {
				return true
			}
		}
		return false
	})
	return node
}

// slowly has an upload take some seconds, in many parts.
var slowly = []string{"--limit", "300k"}

// TestUploadsStick: each upload stays at the node that took it, and all nodes get some. So it is with a client that does
// not know Host-Ids.
func TestUploadsStick(t *testing.T) {
	f := newFarm(t, "--max-fragment", "100k")
	var running []*process
	var files []string
	for n := range 9 {
		files = append(files, f.file(fmt.Sprintf("%d.bin", n), 350_000))
		running = append(running, f.upload(files[n]))
	}
	used := map[int]bool{}
	for n, p := range running {
		node := f.holder(files[n], p)
		used[node] = true
		if created, closed := f.packets(node, "Create-Session", files[n]), f.packets(node, "Close-Session", files[n]); created != 1 || closed != 1 {
			t.Errorf("node %d saw %d Create-Session and %d Close-Session", node+1, created, closed)
		}
	}
	if len(used) != nodes {
		t.Errorf("uploads went to %d nodes", len(used))
	}
	for n := range 6 {
		f.ignorant(fmt.Sprintf("ignorant%d", n))
	}
}

// ignorant uploads a file of three parts by a client that ignores Host-Ids, with a new connection for each packet.
func (f *farm) ignorant(name string) {
	f.t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	session := ""
	for i, packet := range []string{"Create-Session", "Fragment", "Fragment", "Fragment", "Close-Session"} {
		body := map[bool]string{true: "abc"}[packet == "Fragment"]
		req, err := http.NewRequestWithContext(f.t.Context(), "BITS_POST", fmt.Sprintf("http://127.0.0.1:%d/%s", f.port, name), strings.NewReader(body))
		if err != nil {
			f.t.Fatal(err)
		}
		req.Header.Set("BITS-Packet-Type", packet)
		req.Header.Set("BITS-Supported-Protocols", "{7df0354d-249b-430f-820d-3d2a9bef4931}")
		if session != "" {
			req.Header.Set("BITS-Session-Id", session)
		}
		if body != "" {
			req.Header.Set("Content-Range", fmt.Sprintf("bytes %d-%d/9", 3*i-3, 3*i-1))
		}
		res, err := client.Do(req)
		if err != nil {
			f.t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK {
			f.t.Fatalf("%s: %d %v", packet, res.StatusCode, res.Header)
		}
		if packet == "Create-Session" {
			session = res.Header.Get("BITS-Session-Id")
		}
	}
}

// TestBalancerWithoutMemory: a balancer that has begun anew knows nothing, and finds the node of each upload all the same.
func TestBalancerWithoutMemory(t *testing.T) {
	f := newFarm(t, "--max-fragment", "100k")
	file := f.file("a.bin", 1_500_000)
	p := f.upload(file, slowly...)
	node := f.working(file)
	f.balancer.kill()
	f.balance()
	if got := f.holder(file, p); got != node {
		t.Errorf("begun at node %d, ended at %d", node+1, got+1)
	}
	if n := f.packets(node, "Create-Session", file); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

// TestNodeIsLost: with disks of their own, what a lost node had begun begins anew at another one, when the time of
// --host-id-fallback is over.
func TestNodeIsLost(t *testing.T) {
	f := newFarm(t, "--max-fragment", "100k", "--host-id-fallback", "2s")
	file := f.file("a.bin", 900_000)
	p := f.upload(file, slowly...)
	node := f.working(file)
	f.node[node].kill()
	if got := f.holder(file, p); got == node {
		t.Errorf("ended at node %d, which is gone", node+1)
	}
}

// TestNodeIsTakenOver: with a shared file system another machine serves the folder of a lost node. Its uploads go on where
// they were: no byte that was acknowledged is sent again.
func TestNodeIsTakenOver(t *testing.T) {
	f := newFarm(t, "--max-fragment", "100k", "--host-id-fallback", "10m")
	file := f.file("a.bin", 1_500_000)
	p := f.upload(file, slowly...)
	node := f.working(file)
	f.node[node].kill()
	f.serve(node, nodes, "--max-fragment", "100k", "--host-id-fallback", "10m")
	if got := f.holder(file, p); got != node {
		t.Errorf("begun in the folder of node %d, ended in that of %d", node+1, got+1)
	}
	if n := f.packets(nodes, "Create-Session", file); n != 0 || f.packets(nodes, "Fragment", file) == 0 {
		t.Errorf("%d new sessions; the log is %s", n, f.node[nodes].said(t))
	}
}

// TestToObjectStorage: the script copies an upload to where rclone says, before its client is told that it is complete, and
// takes it off the disk. Asked again it says the same.
func TestToObjectStorage(t *testing.T) {
	if _, err := exec.LookPath("rclone"); err != nil {
		t.Skip(err)
	}
	to := t.TempDir()
	t.Setenv("RCLONE_TO", ":local:"+to)
	script, err := filepath.Abs("to-object-storage")
	if err != nil {
		t.Fatal(err)
	}
	f := newFarm(t, "--on-upload", script, "--make-folders")
	file := f.file("a b.bin", 50_000)
	p := f.upload(file)
	<-p.done
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		t.Fatalf("ended with %d: %s", code, p.said(t))
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(to, "a b.bin")); err != nil || !bytes.Equal(got, want) {
		t.Errorf("there are %d bytes in the storage, %v", len(got), err)
	}
	for n := range nodes {
		if _, err := os.Stat(filepath.Join(f.folder(n), "a b.bin")); err == nil {
			t.Errorf("node %d still has it", n+1)
		}
	}
	again := exec.CommandContext(t.Context(), script)
	again.Env = append(os.Environ(), "SENDOFF_FILE="+filepath.Join(f.folder(0), "a b.bin"), "SENDOFF_PATH=a b.bin")
	if out, err := again.CombinedOutput(); err != nil {
		t.Errorf("asked again: %v, %s", err, out)
	}
	again = exec.CommandContext(t.Context(), script)
	again.Env = append(os.Environ(), "SENDOFF_FILE="+filepath.Join(f.folder(0), "other"), "SENDOFF_PATH=other")
	if err := again.Run(); err == nil {
		t.Error("what is nowhere is taken for stored")
	}
}

// TestExampleSettings: HAProxy takes the example but for its certificate, and Sendoff the node's settings.
func TestExampleSettings(t *testing.T) {
	sendoff, err := program()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("node.conf")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	settings := filepath.Join(dir, "node.conf")
	if err := os.WriteFile(settings, regexp.MustCompile(`(?m)^htpasswd.*`).ReplaceAll(text, []byte("htpasswd "+filepath.Join(dir, "none"))), 0o600); err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), sendoff, "serve", dir, "--config", settings)
	run.Env = append(os.Environ(), "SENDOFF_LANG=en")
	out, err := run.CombinedOutput()
	if err == nil || !strings.Contains(string(out), filepath.Join(dir, "none")) {
		t.Errorf("nothing but the users should be missing: %s", out)
	}
}
