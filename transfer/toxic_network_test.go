package transfer

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// toxic is one fault of a network, as toxiproxy makes it.
type toxic struct {
	kind, stream, attributes string
	passes                   bool // it goes away when it was noticed; the others stay and only make it slow
}

// TestToxicNetworks: whatever the network does, the file arrives, in one session.
func TestToxicNetworks(t *testing.T) {
	program := buildToxiproxy(t)
	for name, c := range map[string]toxic{
		"latency up":            {"latency", "upstream", `{"latency":60,"jitter":40}`, false},
		"latency down":          {"latency", "downstream", `{"latency":60,"jitter":40}`, false},
		"bandwidth":             {"bandwidth", "upstream", `{"rate":3000}`, false},
		"slicer up":             {"slicer", "upstream", `{"average_size":3000,"size_variation":2000,"delay":100}`, false},
		"slicer down":           {"slicer", "downstream", `{"average_size":3,"size_variation":2,"delay":1000}`, false},
		"reset by the peer":     {"reset_peer", "upstream", `{"timeout":50}`, true},
		"reset of the answers":  {"reset_peer", "downstream", `{"timeout":50}`, true},
		"half open":             {"timeout", "upstream", `{"timeout":0}`, true},
		"answers are swallowed": {"timeout", "downstream", `{"timeout":0}`, true},
		"cut after 700 KB":      {"limit_data", "upstream", `{"bytes":700000}`, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			uploadThrough(t, program, c)
		})
	}
}

func uploadThrough(t *testing.T, program string, c toxic) {
	t.Helper()
	const once = 1 << 20 // bytes that the receiver takes at once, so that there are several fragments
	f := newFront(t, receiver.Options{MaxFragment: once}, nil)
	proxy := startToxiproxy(t, program, f.server.Listener.Addr().String())
	e, err := Open(Options{
		Dir: f.state, UserAgent: "Sendoff/test",
		Transport: bits.Options{Stall: 2 * time.Second, Answer: 4 * time.Second, Proxy: noProxy},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	f.engine, f.feed, f.jobs = e, e.Watch(), Update{}
	if !c.passes {
		proxy.ask(t, c.json())
	} else { // in the middle of the upload
		f.do(Command{Verb: VerbLimits, Limits: &Limits{Rate: 4 << 20}})
	}
	e.Start()
	s := f.file("x.bin", 4<<20+3)
	j := f.job(s)
	j.Target.URL = strings.Replace(j.Target.URL, f.server.Listener.Addr().String(), proxy.address, 1)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	if c.passes {
		f.until(j.ID, func(j *Job) bool { return j.Acked > 0 })
		proxy.ask(t, c.json())
		f.until(j.ID, func(j *Job) bool { return j.Fault != nil })
		proxy.ask(t, "")
		f.do(Command{Verb: VerbLimits, Limits: &Limits{}})
	}
	done, faults := f.push(j.ID, 4)
	if done.State() != Done || !c.passes && len(faults) != 0 {
		t.Fatalf("%s after %+v", done.State(), faults)
	}
	f.arrived(s)
	if n := len(f.packets(bits.CreateSession)); n != 1 {
		t.Errorf("%d sessions", n)
	}
	if left := f.receiver.Sessions(); len(left) != 0 {
		t.Errorf("sessions left: %v", left)
	}
}

func (c toxic) json() string {
	return fmt.Sprintf(`{"name":"fault","type":%q,"stream":%q,"toxicity":1,"attributes":%s}`, c.kind, c.stream, c.attributes)
}

// buildToxiproxy makes the program of testdata/toxiproxy, whose modules are not those of Sendoff.
func buildToxiproxy(t *testing.T) (program string) {
	t.Helper()
	compiler, err := exec.LookPath("go")
	if err != nil {
		t.Skip("the proxy is built by the test: ", err)
	}
	program = filepath.Join(t.TempDir(), "toxiproxy")
	build := exec.Command(compiler, "build", "-o", program, ".")
	build.Dir, build.Env = filepath.Join("testdata", "toxiproxy"), append(os.Environ(), "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// toxiproxy is a running one.
type toxiproxy struct {
	address string
	asked   io.Writer
	answers *bufio.Reader
}

// startToxiproxy puts one before a server, until the end of the test.
func startToxiproxy(t *testing.T, program, server string) *toxiproxy {
	t.Helper()
	cmd := exec.Command(program, server)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // it ends with its input
		_ = in.Close()
		_ = cmd.Wait()
	})
	p := &toxiproxy{asked: in, answers: bufio.NewReader(out)}
	p.address = p.answer(t)
	return p
}

// ask adds a toxic, or takes it away.
func (p *toxiproxy) ask(t *testing.T, toxic string) {
	t.Helper()
	if _, err := fmt.Fprintln(p.asked, toxic); err != nil {
		t.Fatal(err)
	}
	if got := p.answer(t); got != "done" {
		t.Fatal(got)
	}
}

func (p *toxiproxy) answer(t *testing.T) string {
	t.Helper()
	line, err := p.answers.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}
