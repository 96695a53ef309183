package transfer

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// toxic is one fault of a network, as toxiproxy makes it.
type toxic struct {
	kind, stream, attributes string
	passes                   bool // it goes away when it was noticed; the others stay and only make it slow
}

// TestToxicNetworks: whatever the line does, the file arrives, in one session.
func TestToxicNetworks(t *testing.T) {
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
			uploadThrough(t, c)
		})
	}
}

func uploadThrough(t *testing.T, c toxic) {
	t.Helper()
	const once = 1 << 20 // bytes that the receiver takes at once, so that there are several fragments
	f := newFront(t, receiver.Options{MaxFragment: once}, nil)
	proxy := toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()), t.Name(),
		"127.0.0.1:0", f.server.Listener.Addr().String())
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Stop)
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
		c.add(t, proxy)
	} else { // in the middle of the upload
		f.do(Command{Verb: VerbLimits, Limits: &Limits{Rate: 4 << 20}})
	}
	e.Start()
	s := f.file("x.bin", 4<<20+3)
	j := f.job(s)
	j.Target.URL = strings.Replace(j.Target.URL, f.server.Listener.Addr().String(), proxy.Listen, 1)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	if c.passes {
		f.until(j.ID, func(j *Job) bool { return j.Acked > 0 })
		c.add(t, proxy)
		f.until(j.ID, func(j *Job) bool { return j.Fault != nil })
		if err := proxy.Toxics.RemoveToxic(t.Context(), "fault"); err != nil {
			t.Fatal(err)
		}
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

func (c toxic) add(t *testing.T, proxy *toxiproxy.Proxy) {
	t.Helper()
	text := fmt.Sprintf(`{"name":"fault","type":%q,"stream":%q,"toxicity":1,"attributes":%s}`, c.kind, c.stream, c.attributes)
	if _, err := proxy.Toxics.AddToxicJson(strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
}
