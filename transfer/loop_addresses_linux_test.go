package transfer

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// namespaceVar marks a test that runs in a network of its own.
const namespaceVar = "SENDOFF_TEST_NAMESPACE"

// inNamespace runs the test that calls it again in a network namespace, and reports false there. Only
// root can make one.
func inNamespace(t *testing.T) (outside bool) {
	t.Helper()
	if os.Getenv(namespaceVar) != "" {
		return false
	}
	if err := exec.Command("unshare", "-n", "ip", "link").Run(); err != nil {
		t.Skip("there is no network namespace to be had here:", err)
	}
	cmd := exec.Command("unshare", "-n", os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), namespaceVar+"=1")
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Fatal("in the namespace:", err)
	}
	return true
}

// ip runs the program of this name.
func ip(t *testing.T, args string) {
	t.Helper()
	if out, err := exec.Command("ip", strings.Fields(args)...).CombinedOutput(); err != nil {
		t.Fatalf("ip %s: %v %s", args, err, out)
	}
}

// TestAnotherNetworkMidUpload: the upload's local address disappears, and another route remains. The connection shows
// nothing; the upload goes on within ten seconds at the server's offset.
func TestAnotherNetworkMidUpload(t *testing.T) {
	if inNamespace(t) {
		return
	}
	ip(t, "link set lo up")
	for _, a := range []string{"10.9.9.1", "10.9.9.2", "10.9.9.3"} {
		ip(t, "addr add "+a+"/32 dev lo")
	}
	ip(t, "route replace table local local 10.9.9.2 dev lo src 10.9.9.1")
	r := newRigBehind(t, receiver.Options{}, func(h http.Handler) http.Handler { return h })
	r.serveAt("10.9.9.2:0")
	r.open(Limits{Rate: 2 << 20})
	r.engine.Start()
	s := r.file("x.bin", 16<<20)
	j := r.job(s)
	r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	before := r.until(j.ID, func(j *Job) bool { return j.Acked > 0 })
	ip(t, "addr del 10.9.9.1/32 dev lo")
	ip(t, "route replace table local local 10.9.9.2 dev lo src 10.9.9.3")
	begun := time.Now()
	after := r.until(j.ID, func(j *Job) bool { return j.Acked > before.Acked+2<<20 })
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("it went on after %s", took)
	} else {
		t.Logf("it went on after %s", took.Round(time.Millisecond))
	}
	if after.Session != before.Session || after.Restarted != 0 {
		t.Errorf("in another session: %+v", after)
	}
	if n := r.leftFor(j.ID, bits.LeftMoved); n != 1 {
		t.Errorf("%d lines in the timeline", n)
	}
	r.do(Command{Verb: VerbLimits, Limits: &Limits{}})
	r.until(j.ID, inState(Done))
	r.arrived(s)
}

// TestNetworkGoneMidUpload: there is no other route until the address returns, after longer than the first retries.
func TestNetworkGoneMidUpload(t *testing.T) {
	if inNamespace(t) {
		return
	}
	ip(t, "link set lo up")
	ip(t, "addr add 10.9.9.1/32 dev lo")
	r := newRigBehind(t, receiver.Options{}, func(h http.Handler) http.Handler { return h })
	r.serveAt("10.9.9.1:0")
	r.open(Limits{Rate: 2 << 20})
	r.engine.Start()
	s := r.file("x.bin", 8<<20)
	j := r.job(s)
	r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	r.until(j.ID, func(j *Job) bool { return j.Acked > 0 })
	ip(t, "addr del 10.9.9.1/32 dev lo")
	r.until(j.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
	r.postpone(j.ID)
	<-time.After(2 * time.Second)
	ip(t, "addr add 10.9.9.1/32 dev lo")
	begun, acked := time.Now(), r.jobs[j.ID].Acked
	r.until(j.ID, func(j *Job) bool { return j.Acked > acked })
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("it went on after %s", took)
	} else {
		t.Logf("it went on after %s", took.Round(time.Millisecond))
	}
	r.do(Command{Verb: VerbLimits, Limits: &Limits{}})
	r.until(j.ID, inState(Done))
	r.arrived(s)
}

// serveAt moves the receiver to an address of its own.
func (r *rig) serveAt(address string) {
	r.t.Helper()
	listener, err := net.Listen("tcp4", address)
	if err != nil {
		r.t.Fatal(err)
	}
	moved := httptest.NewUnstartedServer(r.server.Config.Handler)
	_ = moved.Listener.Close()
	moved.Listener = listener
	moved.Start()
	r.t.Cleanup(moved.CloseClientConnections)
	r.server.Close()
	r.server = moved
}

// TestDiskThatIsPulledFromItsRoot: the file was at the mount point, which still exists without the disk.
func TestDiskThatIsPulledFromItsRoot(t *testing.T) {
	disk, kept := smallDisk(t, "8m"), t.TempDir()
	f := newFront(t, receiver.Options{}, nil)
	f.launch()
	made := f.file("x.bin", 100)
	data, err := os.ReadFile(made.Path)
	if err != nil {
		t.Fatal(err)
	}
	put := func() {
		for _, dir := range []string{disk, kept} {
			path := filepath.Join(dir, "x.bin")
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(path, made.ModTime, made.ModTime); err != nil {
				t.Fatal(err)
			}
		}
	}
	put()
	onDisk, err := source.Stat(filepath.Join(disk, "x.bin"))
	if err != nil || !onDisk.Root {
		t.Fatal(onDisk, err)
	}
	inFolder, err := source.Stat(filepath.Join(kept, "x.bin"))
	if err != nil || inFolder.Root {
		t.Fatal(inFolder, err)
	}
	pull(t, disk)
	j := f.job(onDisk)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	if away := f.until(j.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle }); away.State() != Retrying || away.Fault.Kind != KindFileAway {
		t.Fatalf("%s %+v", away.State(), away.Fault)
	}
	plugIn(t, disk)
	put()
	f.until(j.ID, inState(Done))
	f.arrived(made)
	if err := os.Remove(onDisk.Path); err != nil {
		t.Fatal(err)
	}
	if _, _, err := onDisk.Open(); FaultOf(err).Kind != KindFileMissing {
		t.Errorf("removed from the disk: %v", err)
	}
}

func TestGone(t *testing.T) {
	own := []netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("fe80::1"), netip.MustParseAddr("127.0.0.1")}
	for local, want := range map[string]bool{
		"10.0.0.1": false, "10.0.0.2": true, "127.0.0.9": false, "::1": false, "fe80::1%eth0": false, "fe80::2%eth0": true,
		"::ffff:10.0.0.1": false,
	} {
		if got := addressGone(netip.MustParseAddr(local), own); got != want {
			t.Errorf("%s: %v", local, got)
		}
	}
	if addressGone(netip.MustParseAddr("10.0.0.2"), nil) || addressGone(netip.Addr{}, own) {
		t.Error("what nobody knows is not gone")
	}
	if all := ownAddresses(); len(all) == 0 {
		t.Error("this computer has no address")
	}
}
