package queue

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/source"
	"sendoff/ui/list"
)

// practising is a practice server that a test talks to packet by packet.
type practising struct {
	t   *testing.T
	l   *Local
	url string
	id  string // of the last session
}

func practise(t *testing.T) *practising {
	t.Helper()
	l := newRig(t).owner()
	s, err := l.StartPractice(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return &practising{t: t, l: l, url: s.URL}
}

// faults switches faults on, and all others off.
func (p *practising) faults(on ...list.PracticeFault) {
	p.t.Helper()
	now := list.PracticeFaults{Most: 4}
	for _, f := range on {
		now.On[f] = true
	}
	if err := p.l.SetPracticeFaults(now); err != nil {
		p.t.Fatal(err)
	}
}

// send sends a packet; 0 = there was no answer.
func (p *practising) send(packet bits.PacketType, rng, body, user string) (int, http.Header) {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), bits.Method, p.url+"a.bin", strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	bits.Put(req.Header, bits.HeaderPacketType, string(packet))
	bits.Put(req.Header, bits.HeaderSupportedProtocols, bits.Protocol)
	bits.Put(req.Header, bits.HeaderSessionID, p.id)
	if rng != "" {
		bits.Put(req.Header, bits.HeaderContentRange, "bytes "+rng)
	}
	if user != "" {
		req.SetBasicAuth(user, user)
	}
	res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		return 0, nil
	}
	_ = res.Body.Close()
	if packet == bits.CreateSession && res.StatusCode == http.StatusOK {
		p.id = res.Header.Get(bits.HeaderSessionID)
	}
	return res.StatusCode, res.Header
}

// want sends a packet and checks the status of the answer.
func (p *practising) want(status int, packet bits.PacketType, rng, body string) http.Header {
	p.t.Helper()
	got, h := p.send(packet, rng, body, "")
	if got != status {
		p.t.Errorf("%s %s: %d, want %d", packet, rng, got, status)
	}
	return h
}

// TestPracticeFaults: each fault is what it says, to the packets it is about and to no others, and is over when it is
// switched off, or has happened where it happens once.
func TestPracticeFaults(t *testing.T) {
	p := practise(t)
	p.faults(list.NameTaken)
	p.want(409, bits.CreateSession, "", "")
	p.want(200, bits.Ping, "", "")
	p.faults(list.Busy)
	if h := p.want(503, bits.CreateSession, "", ""); h.Get("Retry-After") == "" {
		t.Error("503 without a time")
	}
	p.faults(list.MoveHost)
	if h := p.want(200, bits.CreateSession, "", ""); h.Get(bits.HeaderHostID) != practiceMove {
		t.Errorf("moved to %q", h.Get(bits.HeaderHostID))
	}
	p.faults(list.TooLarge)
	p.want(413, bits.Fragment, "0-4/9", "01234")
	p.want(200, bits.Fragment, "0-3/9", "0123")
	p.faults(list.LoseSession)
	if h := p.want(500, bits.Fragment, "4-5/9", "45"); h.Get(bits.HeaderErrorCode) != bits.FormatCode(bits.CodeSessionNotFound) {
		t.Errorf("lost with %v", h)
	}
	if p.l.PracticeFaults().On[list.LoseSession] {
		t.Error("a fault that happens once has not gone out")
	}
	p.faults(list.LoseAck)
	p.want(0, bits.Fragment, "4-5/9", "45")
	if h := p.want(200, bits.Fragment, "5-6/9", "56"); h.Get(bits.HeaderReceivedRange) != "7" {
		t.Errorf("what was stored without an answer is not there: %v", h)
	}
	p.faults(list.AskSignIn)
	if h := p.want(401, bits.Ping, "", ""); !strings.HasPrefix(h.Get("WWW-Authenticate"), "Basic ") {
		t.Errorf("asked for %v", h)
	}
	if status, _ := p.send(bits.Ping, "", "", list.PracticeUser); status != 200 {
		t.Errorf("signed in: %d", status)
	}
	p.faults(list.Slow, list.CloseGone)
	p.want(200, bits.Fragment, "7-8/9", "78")
	p.want(404, bits.CloseSession, "", "")
	p.faults()
	p.want(200, bits.CloseSession, "", "")
}

// TestUploadThroughFaults: an upload whose answers and session are lost, whose parts are too large and whose server is
// elsewhere arrives all the same.
func TestUploadThroughFaults(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	s, err := l.StartPractice(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	faults := list.PracticeFaults{Most: list.PracticeSizes[0]}
	for _, f := range []list.PracticeFault{list.LoseAck, list.LoseSession, list.TooLarge, list.MoveHost} {
		faults.On[f] = true
	}
	if err := l.SetPracticeFaults(faults); err != nil {
		t.Fatal(err)
	}
	file, err := source.Stat(r.File("a.bin", 50_000))
	if err != nil {
		t.Fatal(err)
	}
	job := transfer.NewJob(file, transfer.Target{URL: s.URL + "a.bin"})
	if err := l.Do(t.Context(), transfer.Command{Verb: transfer.VerbAdd, Jobs: []transfer.Job{job}}); err != nil {
		t.Fatal(err)
	}
	if err := l.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	arrived := filepath.Join(l.practice.folder(), "a.bin")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if info, err := os.Stat(arrived); err == nil && info.Size() == 50_000 {
			break
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("the file does not arrive; switched on are %v", l.PracticeFaults())
		}
	}
	if now := l.PracticeFaults(); now.On[list.LoseAck] || now.On[list.LoseSession] {
		t.Errorf("not met: %v", now)
	}
}

// TestPracticeFolderIsEmptied: what a person tried out is gone when Sendoff has ended, and nothing outside the folder is.
// Where nobody has switched the server on it stays.
func TestPracticeFolderIsEmptied(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	outside := r.File("outside", 10)
	if _, err := l.StartPractice(t.Context()); err != nil {
		t.Fatal(err)
	}
	folder := l.practice.folder()
	if err := os.MkdirAll(filepath.Join(folder, "sub", "more"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "sub", "file"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Dir(outside), filepath.Join(folder, "link")); err != nil {
		t.Log(err) // Windows
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	if _, err := os.Stat(outside); err != nil {
		t.Error(err)
	}
	l = r.owner()
	if err := l.practice.resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "file"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(folder, "file")); err != nil {
		t.Error(err)
	}
}

// TestPracticeFolderOfTheUser: a folder that had something in it before the server used it stays as it is, in this run
// and in the next.
func TestPracticeFolderOfTheUser(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	file := filepath.Join(l.practice.folder(), "theirs")
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte("x"), 0o600)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := l.StartPractice(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(file); err != nil {
			t.Fatal(err)
		}
		l = r.owner()
	}
}

// TestPracticeIsForThisComputer: the server listens at a loopback address, whatever is switched on.
func TestPracticeIsForThisComputer(t *testing.T) {
	p := practise(t)
	p.faults(list.MoveHost)
	host, _, err := net.SplitHostPort(p.l.practice.ln.Addr().String())
	if err != nil || !net.ParseIP(host).IsLoopback() {
		t.Errorf("listens at %s, %v", host, err)
	}
}
