package transfer

import (
	"context"
	"crypto/sha256"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receipt"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// sha256Of is the SHA-256 of a file, computed without the code under test.
func sha256Of(t *testing.T, path string) bits.SHA256 {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	return bits.NewSHA256(sum[:])
}

// otherDigest is of no file here.
var otherDigest = bits.FormatDigest(bits.NewSHA256(make([]byte, sha256.Size)))

// saying lets the receiver answer, and changes what it says of digests: in the Acks of the packets given, to value,
// and nowhere else. It announces nothing unless announced.
func (f *front) saying(value string, announced bool, in ...bits.PacketType) hook {
	return func(w http.ResponseWriter, r *http.Request, p bits.PacketType, _ int) bool {
		answer := httptest.NewRecorder()
		f.receiver.ServeHTTP(answer, r)
		h := answer.Header()
		said := h.Get(bits.HeaderReprDigest) != ""
		delete(h, bits.HeaderReprDigest)
		if !announced {
			delete(h, bits.HeaderWantReprDigest)
		}
		for _, packet := range in {
			if said && p == packet && value != "" {
				bits.Put(h, bits.HeaderReprDigest, value)
			}
		}
		maps.Copy(w.Header(), h)
		w.WriteHeader(answer.Code)
		return true
	}
}

// TestDigestOfTheServer is what becomes of an upload by what the server says of its SHA-256, and where.
func TestDigestOfTheServer(t *testing.T) {
	both := []bits.PacketType{bits.Fragment, bits.CloseSession}
	right := func(d bits.SHA256) string { return bits.FormatDigest(d) }
	say := func(value string) func(bits.SHA256) string { return func(bits.SHA256) string { return value } }
	for name, c := range map[string]struct {
		says     func(d bits.SHA256) string
		announce bool
		in       []bits.PacketType
		state    State
		verified bool
		noted    bits.Event // "" = none of digests
	}{
		"the right one":                                  {right, true, both, Done, true, ""},
		"the right one, not announced":                   {right, false, both, Done, true, ""},
		"the right one, only with the last fragment":     {right, true, both[:1], Done, true, ""},
		"the right one, only at the end":                 {right, true, both[1:], Done, true, ""},
		"the right one, only at the end, not announced":  {right, false, both[1:], Done, true, ""},
		"none, though announced":                         {say(""), true, both, Done, false, ""},
		"none":                                           {say(""), false, both, Done, false, ""},
		"another one":                                    {say(otherDigest), true, both, Failed, false, bits.EventDiffers},
		"another one, not announced":                     {say(otherDigest), false, both, Failed, false, bits.EventDiffers},
		"another one, only at the end":                   {say(otherDigest), true, both[1:], Failed, false, bits.EventDiffers},
		"another one, only at the end, not announced":    {say(otherDigest), false, both[1:], Failed, false, bits.EventDiffers},
		"another one before the right one":               {func(d bits.SHA256) string { return otherDigest + ", " + right(d) }, true, both, Done, true, ""},
		"another one after the right one":                {func(d bits.SHA256) string { return right(d) + ", " + otherDigest }, true, both, Failed, false, bits.EventDiffers},
		"another algorithm":                              {say("sha-512=:AQ==:"), true, both, Done, false, bits.EventDigestUnknown},
		"malformed":                                      {say("sha-256=nonsense"), true, both, Done, false, bits.EventDigestMalformed},
		"too long":                                       {say("sha-256=:" + "AAAA" + otherDigest[9:]), true, both, Done, false, bits.EventDigestMalformed},
		"of the empty answer, as middleware may well do": {say("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"), true, both, Done, false, bits.EventDigestOfAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{MaxFragment: firstFragment}, nil)
			f.launch()
			s := f.file("x.bin", 2<<20+3)
			f.swap(f.saying(c.says(sha256Of(t, s.Path)), c.announce, c.in...))
			j := f.job(s)
			f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			got, faults := f.push(j.ID, 0)
			if got.State() != c.state || (got.Proof != nil && got.Proof.Verified()) != c.verified {
				t.Fatalf("%s %+v, %+v", got.State(), got.Proof, faults)
			}
			if c.state == Failed && (got.Fault.Kind != KindDiffers || !got.Fault.Final || !got.Proof.Differs()) {
				t.Errorf("%+v, %+v", got.Fault, got.Proof)
			}
			if c.verified && got.Proof.Sent != sha256Of(t, s.Path) {
				t.Errorf("sent %s", got.Proof.Sent)
			}
			if noted := f.digestEvent(j.ID); noted != c.noted {
				t.Errorf("noted %q, want %q", noted, c.noted)
			}
			if closed := len(f.requests(bits.CloseSession)); c.state == Failed && len(c.in) == 2 && closed != 0 {
				t.Errorf("%d times closed what differs", closed)
			}
		})
	}
}

// digestEvent is the first event about digests in a job's transcript; one of reading does not count.
func (f *front) digestEvent(id uuid.UUID) bits.Event {
	f.t.Helper()
	notes, err := f.engine.Transcript(f.t.Context(), id)
	f.must(err)
	about := []bits.Event{bits.EventDigestMalformed, bits.EventDigestUnknown, bits.EventDigestOfAnswer, bits.EventDiffers, bits.EventDigestUnread}
	for _, n := range notes {
		if slices.Contains(about, n.Event) {
			return n.Event
		}
	}
	return ""
}

// TestDifferentContentIsNeverDone: neither a retry nor a restart of the program makes an upload done that the server has
// said to differ. Started over it sends the file again, and then it is verified.
func TestDifferentContentIsNeverDone(t *testing.T) {
	f := newFront(t, receiver.Options{Overwrite: true}, nil)
	f.swap(f.saying(otherDigest, true, bits.Fragment))
	s, j := f.begin("x.bin", 1<<20)
	if got, _ := f.push(j.ID, 0); got.State() != Failed || got.Fault.Kind != KindDiffers {
		t.Fatalf("%s %+v", got.State(), got.Fault)
	}
	f.must(f.engine.Close())
	f.launch()
	if got := f.until(j.ID, func(j *Job) bool { return j.Phase == Idle }); got.State() != Failed || !got.Proof.Differs() {
		t.Fatalf("after a restart it is %s %+v", got.State(), got.Proof)
	}
	f.swap(nil)
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
	got := f.until(j.ID, func(j *Job) bool { return j.Outcome != "" || j.Phase == Idle && j.State() == Failed && j.Restarted > 0 })
	if got.State() != Done || !got.Proof.Verified() || len(f.requests(bits.CreateSession)) != 2 || len(f.requests(bits.CancelSession)) != 1 {
		t.Fatalf("%s %+v with %d sessions", got.State(), got.Proof, len(f.requests(bits.CreateSession)))
	}
	f.arrived(s)
}

// TestDigestOutlivesAKill: the digest comes with the Ack of the last fragment, and the program is killed before the
// session is closed. The next one closes it and knows what the Ack has proved, although no later answer has a digest.
func TestDigestOutlivesAKill(t *testing.T) {
	for name, c := range map[string]struct {
		says  func(d bits.SHA256) string
		state State
	}{
		"the right one": {bits.FormatDigest, Done},
		"another one":   {func(bits.SHA256) string { return otherDigest }, Failed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{}, nil)
			s := f.file("x.bin", 2<<20)
			f.launch()
			j := f.job(s)
			j.Want = Hold
			f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
			f.must(f.engine.Close())
			closing, dead := make(chan struct{}, 1), make(chan struct{})
			says := f.saying(c.says(sha256Of(t, s.Path)), true, bits.Fragment)
			f.swap(func(w http.ResponseWriter, r *http.Request, p bits.PacketType, nth int) bool {
				if p == bits.CloseSession {
					closing <- struct{}{}
					<-dead
					return reset(w)
				}
				return says(w, r, p, nth)
			})
			p := startChild(t, "settle", f.state, 0)
			if c.state == Done {
				<-closing
				if !p.killAfter(t, 0) {
					t.Fatal("it ended before the kill")
				}
			} else if err := <-p.exited; err != nil { // it settles as failed, and closes nothing
				t.Fatal(err)
			}
			close(dead)
			f.swap(f.saying("", true))
			f.launch()
			got, faults := f.push(j.ID, 0)
			if got.State() != c.state || got.Proof == nil || got.Proof.By != receipt.ByAck || got.Proof.Same != (c.state == Done) {
				t.Fatalf("%s %+v %+v", got.State(), got.Proof, faults)
			}
			if n := len(f.requests(bits.Fragment)); n > 3 {
				t.Errorf("%d fragments: it was sent again", n)
			}
		})
	}
}

// TestKilledWhileDigesting: kills at any moment of an upload with a running SHA-256 lose nothing of it: what arrives is verified.
func TestKilledWhileDigesting(t *testing.T) {
	f := newFront(t, receiver.Options{MaxFragment: 256 << 10}, nil)
	s := f.file("x.bin", 6<<20+7)
	f.launch()
	f.must(f.engine.Close())
	f.open(Limits{})
	j := f.job(s)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	f.must(f.engine.Close())
	var seen atomic.Int64
	kill := make(chan struct{}, 100)
	f.swap(on(bits.Fragment, func(http.ResponseWriter, *http.Request, int) bool {
		if seen.Add(1)%5 == 0 {
			kill <- struct{}{}
		}
		return false
	}))
	kills := 0
	for {
		p := startChild(t, "settle", f.state, 0)
		ended := false
		select {
		case err := <-p.exited:
			f.must(err)
			ended = true
		case <-kill:
			if p.killAfter(t, 0) {
				kills++
			} else {
				ended = true
			}
		}
		if ended {
			break
		}
	}
	f.launch()
	got := f.until(j.ID, func(j *Job) bool { return j.Outcome != "" })
	if !got.Proof.Verified() || got.Proof.Sent != sha256Of(t, s.Path) || kills < 3 {
		t.Errorf("%+v after %d kills", got.Proof, kills)
	}
	f.arrived(s)
}

// TestDigestOfAFileThatIsGone: the server names a digest, and the file is gone by then. The upload is done, and not
// called verified.
func TestDigestOfAFileThatIsGone(t *testing.T) {
	f := newFront(t, receiver.Options{}, nil)
	s := f.file("x.bin", 1<<20)
	f.launch()
	says := f.saying(bits.FormatDigest(sha256Of(t, s.Path)), false, bits.CloseSession)
	f.swap(func(w http.ResponseWriter, r *http.Request, p bits.PacketType, nth int) bool {
		if p == bits.CloseSession {
			f.failed(os.Remove(s.Path))
		}
		return says(w, r, p, nth)
	})
	j := f.job(s)
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	got, _ := f.push(j.ID, 0)
	if got.State() != Done || got.Proof == nil || got.Proof.Said == "" || got.Proof.Verified() || got.Proof.Differs() {
		t.Fatalf("%s %+v", got.State(), got.Proof)
	}
	if noted := f.digestEvent(j.ID); noted != bits.EventDigestUnread {
		t.Errorf("noted %q", noted)
	}
}

// TestServerIsKnownByItsDigests: to a server that named a digest without an announcement, the next upload goes with a
// running SHA-256, and is not read again for it.
func TestServerIsKnownByItsDigests(t *testing.T) {
	f := newFront(t, receiver.Options{}, nil)
	f.launch()
	s := f.file("x.bin", 1<<20)
	f.swap(f.saying(bits.FormatDigest(sha256Of(t, s.Path)), false, bits.Fragment))
	for i, want := range []string{source.NewChecksum().Algorithm, source.NewDigest().Algorithm} {
		j := f.job(s)
		j.Target.URL += string(rune('a' + i))
		seen := make(chan string, 10)
		f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
		got := f.until(j.ID, func(j *Job) bool {
			if j.Checksum.Size > 0 {
				seen <- j.Checksum.Algorithm
			}
			return j.Outcome != ""
		})
		if !got.Proof.Verified() {
			t.Errorf("upload %d: %+v", i, got.Proof)
		}
		close(seen)
		for algorithm := range seen {
			if algorithm != want {
				t.Errorf("upload %d was sent with %s", i, algorithm)
			}
		}
	}
}

// TestSHA256OfWhatWasSent: it is given only for the bytes that the checksum of what was sent covers.
func TestSHA256OfWhatWasSent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(path, []byte("0123456789"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := source.At(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	all, err := source.NewChecksum().Extend(t.Context(), f, 10, func() {})
	if err != nil {
		t.Fatal(err)
	}
	if d, err := s.SHA256(t.Context(), all, func() {}); err != nil || bits.SHA256(d.SHA256()) != sha256Of(t, path) {
		t.Errorf("%+v, %v", d, err)
	}
	ended, end := context.WithCancelCause(t.Context())
	end(errClosing)
	if _, err := s.SHA256(ended, all, func() {}); !errors.Is(err, errClosing) {
		t.Errorf("ended: %v", err)
	}
	if err := os.WriteFile(path, []byte("0123456780"), 0o600); err != nil {
		t.Fatal(err)
	}
	if d, err := s.SHA256(t.Context(), all, func() {}); source.FlawOf(err) != source.FlawChanged {
		t.Errorf("%+v, %v", d, err)
	}
}
