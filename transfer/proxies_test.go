package transfer

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// proxy is a program that we did not write, between the engine and the receiver.
type proxy struct {
	program string
	config  string // with %[1]s = a folder, %[2]s = its own address, %[3]s = the receiver's
	args    []string
	files   map[string]string // beside the config, by name
	env     []string          // with %[1]s
}

var nginx = proxy{
	program: "nginx",
	config: `daemon off; master_process off; pid %[1]s/pid; error_log %[1]s/error.log;
events {}
http {
  access_log off;
  client_body_temp_path %[1]s/b; proxy_temp_path %[1]s/p; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
  server { listen %[2]s; location / { proxy_pass http://%[3]s; } }
}`,
	args: []string{"-e", "%[1]s/error.log", "-c", "%[1]s/config"},
}

var haproxy = proxy{
	program: "haproxy",
	config: `defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend in
  bind %[2]s
  default_backend out
backend out
  server receiver %[3]s
`,
	args: []string{"-f", "%[1]s/config"},
}

// start runs the proxy until the test ends and returns its address.
func (p proxy) start(t *testing.T, behind string) string {
	t.Helper()
	path, err := exec.LookPath(p.program)
	if err != nil {
		if path, err = exec.LookPath("/usr/sbin/" + p.program); err != nil {
			t.Skipf("%s is not installed", p.program)
		}
	}
	dir, address := t.TempDir(), freeAddress(t)
	config := fmt.Sprintf(p.config, dir, address, behind)
	if err := os.WriteFile(filepath.Join(dir, "config"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, d := range []string{filepath.Dir(dir), dir} {
		if err := os.Chmod(d, 0o777); err != nil { // for the same program
			t.Fatal(err)
		}
	}
	for name, text := range p.files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o755); err != nil { // a program that gives up being root reads it, or runs it
			t.Fatal(err)
		}
	}
	var args []string
	for _, a := range p.args {
		_, port, _ := net.SplitHostPort(address)
		args = append(args, strings.NewReplacer("%[1]s", dir, "%[port]s", port).Replace(a))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Stderr = os.Stderr
	cmd.Env = os.Environ()
	for _, e := range p.env {
		cmd.Env = append(cmd.Env, strings.ReplaceAll(e, "%[1]s", dir))
	}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // a killed one would leave shared memory behind
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = cmd.Wait() })
	awaitListener(t, address)
	return address
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func awaitListener(t *testing.T, address string) {
	t.Helper()
	limit := time.After(20 * time.Second)
	for {
		c, err := net.Dial("tcp", address)
		if err == nil {
			_ = c.Close()
			return
		}
		select {
		case <-limit:
			t.Fatalf("nothing listens at %s: %v", address, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// TestThroughOtherProxies: nginx refuses bodies over 1 MiB with an HTML page, speaks HTTP/1.0
// to the server and opens a connection per request; HAProxy writes header names in lower case (S50).
func TestThroughOtherProxies(t *testing.T) {
	for _, p := range []proxy{nginx, haproxy} {
		t.Run(p.program, func(t *testing.T) {
			r := newRig(t, receiver.Options{})
			address := p.start(t, r.server.Listener.Addr().String())
			r.open(Limits{})
			r.engine.Start()
			s := r.file("behind a proxy.bin", 24<<20)
			j := r.job(s)
			j.Target.URL = strings.Replace(j.Target.URL, r.server.Listener.Addr().String(), address, 1)
			// The server is known for large fragments, so that the refusal is met.
			learn(r, j.Target.Server(), ServerStats{Taken: 4 << 20, Rate: 1 << 30, Round: 2 * time.Millisecond})
			r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			if done := r.until(j.ID, inState(Done, Failed, NeedsYou)); done.State() != Done {
				t.Fatalf("%s %+v", done.State(), done.Fault)
			}
			r.arrived(s)
			if n := len(r.packets(bits.CreateSession)); n != 1 {
				t.Errorf("%d sessions were opened", n)
			}
			if p.program == "nginx" && len(r.packets(bits.Fragment)) < 24 {
				t.Errorf("only %d fragments: nginx's limit was not met", len(r.packets(bits.Fragment)))
			}
		})
	}
}

func learn(r *rig, server string, l ServerStats) {
	if err := r.engine.ask(func() { r.engine.loop.keepStats(server, l) }); err != nil {
		r.t.Fatal(err)
	}
}
