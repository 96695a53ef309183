package transfer

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/transfer/receipt"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// readable lets everybody read what was uploaded, as many web servers do.
func (f *front) readable(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	http.ServeFile(w, r, filepath.Join(f.folder, filepath.Base(r.URL.Path)))
	return true
}

// delivered uploads a file to a server that names no digest and hands out what it has.
func (f *front) delivered(size int) (source.File, *Job) {
	f.t.Helper()
	quiet := f.saying("", false)
	f.swap(func(w http.ResponseWriter, r *http.Request, p bits.PacketType, nth int) bool {
		return f.readable(w, r) || quiet(w, r, p, nth)
	})
	s, j := f.begin("x.bin", size)
	done := f.until(j.ID, func(j *Job) bool { return j.Outcome != "" })
	if done.State() != Done || done.Proof != nil {
		f.t.Fatalf("%s %+v", done.State(), done.Proof)
	}
	return s, done
}

// verifying makes the front's card want each upload compared.
func (f *front) verifying() {
	f.t.Helper()
	c := cards.Card{Name: "Lab", Address: f.server.URL + "/", Verify: true}
	f.must(<-f.engine.Do(Command{Verb: VerbCard, Cards: []cards.Card{c}}))
}

// reader answers requests for files.
type reader func(w http.ResponseWriter, r *http.Request) bool

// answering is a reader that answers with a status and a body.
func answering(status int, body string) reader {
	return func(w http.ResponseWriter, r *http.Request) bool {
		switch {
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			return false
		case status == http.StatusOK:
			http.ServeContent(w, r, "", time.Unix(1, 0), strings.NewReader(body))
		default:
			w.WriteHeader(status)
		}
		return true
	}
}

// TestVerifiedByTheCard: with a card that wants it an upload is read back before it counts as done. What differs is never
// done; what cannot be compared is, without being called verified. A digest that the server names is enough.
func TestVerifiedByTheCard(t *testing.T) {
	const size = 2<<20 + 5
	for name, c := range map[string]struct {
		reads reader // nil: what was uploaded
		named bool   // the server names a digest
		state State
		by    receipt.By
		asked bool // for the file
	}{
		"it is what was sent":    {state: Done, by: receipt.ByContent, asked: true},
		"it is something else":   {reads: answering(200, strings.Repeat("x", size)), state: Failed, by: receipt.ByContent, asked: true},
		"it is not to be read":   {reads: answering(403, ""), state: Done, asked: true},
		"the server is busy":     {reads: answering(503, ""), state: Done, asked: true},
		"a digest has proved it": {named: true, state: Done, by: receipt.ByAck},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{MaxFragment: firstFragment}, nil)
			f.launch()
			f.verifying()
			var asked atomic.Int64
			quiet, reads := f.saying("", false), c.reads
			if reads == nil {
				reads = f.readable
			}
			f.swap(func(w http.ResponseWriter, r *http.Request, p bits.PacketType, nth int) bool {
				if reads(w, r) {
					asked.Add(1)
					return true
				}
				return !c.named && quiet(w, r, p, nth)
			})
			j := f.job(f.file("x.bin", size))
			f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			got, faults := f.push(j.ID, 0)
			if got.State() != c.state || (asked.Load() > 0) != c.asked {
				t.Fatalf("%s, asked %d times, %+v", got.State(), asked.Load(), faults)
			}
			if c.by == "" && got.Proof != nil || c.by != "" && (got.Proof == nil || got.Proof.By != c.by || got.Proof.Verified() != (c.state == Done)) {
				t.Errorf("%+v", got.Proof)
			}
			if c.state == Failed && (got.Fault.Kind != KindDiffers || !got.Fault.Final) {
				t.Errorf("%+v", got.Fault)
			}
		})
	}
}

// TestComparisonOutlivesAnEnd: the program ends while an upload is read back. The next one reads it back, and sends nothing
// of it again.
func TestComparisonOutlivesAnEnd(t *testing.T) {
	f := newFront(t, receiver.Options{}, nil)
	f.launch()
	f.verifying()
	reading, dead := make(chan struct{}, 9), make(chan struct{})
	quiet := f.saying("", false)
	f.swap(func(w http.ResponseWriter, r *http.Request, p bits.PacketType, nth int) bool {
		if r.Method == http.MethodGet {
			reading <- struct{}{}
			<-dead
			return reset(w)
		}
		return f.readable(w, r) || quiet(w, r, p, nth)
	})
	j := f.job(f.file("x.bin", 1<<20))
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	<-reading
	if got := f.until(j.ID, func(j *Job) bool { return j.Phase == Comparing }); got.State() != Finishing {
		t.Errorf("meanwhile it is %s", got.State())
	}
	f.must(f.engine.Close())
	close(dead)
	f.swap(func(w http.ResponseWriter, r *http.Request, p bits.PacketType, nth int) bool {
		return f.readable(w, r) || quiet(w, r, p, nth)
	})
	sent := len(f.requests(bits.Fragment))
	f.launch()
	got := f.until(j.ID, func(j *Job) bool { return j.Outcome != "" })
	if got.State() != Done || got.Proof == nil || !got.Proof.Verified() || len(f.requests(bits.Fragment)) != sent {
		t.Errorf("%s %+v, %d fragments more", got.State(), got.Proof, len(f.requests(bits.Fragment))-sent)
	}
}

// TestVerify: an upload to a server without digests is read back and verified; the result is kept over a restart. What
// has changed on the server is found out, whether the file here still exists or not.
func TestVerify(t *testing.T) {
	for name, before := range map[string]func(s source.File) error{
		"the file is as it was": func(source.File) error { return nil },
		"the file has changed":  func(s source.File) error { return overwrite(s, 10) },
		"the file is gone":      func(s source.File) error { return os.Remove(s.Path) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{MaxFragment: firstFragment}, nil)
			s, j := f.delivered(2<<20 + 5)
			f.must(before(s))
			var most int64
			found, err := f.engine.Verify(t.Context(), *j, func(n int64) { most = n })
			if err != nil || found.By != receipt.ByContent || !found.Verified() || found.Bytes != s.Size || most != s.Size {
				t.Fatalf("%+v, %v, told %d", found, err, most)
			}
			f.must(f.engine.Close())
			f.launch()
			kept := f.until(j.ID, func(j *Job) bool { return j.Outcome != "" })
			if kept.Proof == nil || !kept.Proof.Verified() || !kept.Proof.At.Equal(found.At) {
				t.Errorf("kept is %+v", kept.Proof)
			}
			f.failed(overwrite(source.File{Path: filepath.Join(f.folder, "x.bin")}, 1<<20))
			if found, err := f.engine.Verify(t.Context(), *kept, func(int64) {}); err != nil || !found.Differs() {
				t.Errorf("%+v, %v", found, err)
			}
			if now := f.until(j.ID, func(j *Job) bool { return j.Proof != nil && !j.Proof.Same }); !now.Proof.Differs() || now.Proof.Verified() {
				t.Errorf("kept is %+v", now.Proof)
			}
		})
	}
}

// TestVerifyWithoutReadingBack: of a server that does not hand it out nothing is claimed, and what its acknowledgement
// has proved stays.
func TestVerifyWithoutReadingBack(t *testing.T) {
	f := newFront(t, receiver.Options{}, nil)
	_, j := f.begin("x.bin", 1<<20)
	done := f.until(j.ID, func(j *Job) bool { return j.Outcome != "" })
	found, err := f.engine.Verify(t.Context(), *done, func(int64) {})
	if err != nil || found.By != receipt.ByNothing || found.Refused != http.StatusMethodNotAllowed {
		t.Errorf("%+v, %v", found, err)
	}
	f.swap(func(w http.ResponseWriter, r *http.Request, _ bits.PacketType, _ int) bool {
		if r.Method == http.MethodHead {
			w.Header().Set("Content-Length", "1048576")
			return true
		}
		return page(w, http.StatusForbidden)
	})
	found, err = f.engine.Verify(t.Context(), *done, func(int64) {})
	if err != nil || found.By != receipt.BySize || !found.Same || found.Verified() || found.Refused != http.StatusForbidden {
		t.Errorf("%+v, %v", found, err)
	}
	if now := f.until(j.ID, func(j *Job) bool { return j.Outcome != "" }); now.Proof == nil || now.Proof.By != receipt.ByAck || !now.Proof.Verified() {
		t.Errorf("kept is %+v", now.Proof)
	}
}

// TestVerifyAFile: a file that was never uploaded from here is compared as it is now.
func TestVerifyAFile(t *testing.T) {
	f := newFront(t, receiver.Options{}, nil)
	f.swap(func(w http.ResponseWriter, r *http.Request, _ bits.PacketType, _ int) bool { return f.readable(w, r) })
	f.launch()
	s := f.file("y.bin", 300_000)
	data, err := os.ReadFile(s.Path)
	f.must(err)
	j := f.job(s)
	found, err := f.engine.Verify(t.Context(), j, func(int64) {})
	if err != nil || found.By != receipt.ByNothing || found.Refused != http.StatusNotFound {
		t.Errorf("before it is there: %+v, %v", found, err)
	}
	f.must(os.WriteFile(filepath.Join(f.folder, "y.bin"), data, 0o600))
	if found, err := f.engine.Verify(t.Context(), j, func(int64) {}); err != nil || !found.Verified() || found.Sent != sha256Of(t, s.Path) {
		t.Errorf("%+v, %v", found, err)
	}
	f.must(os.Remove(s.Path))
	if _, err := f.engine.Verify(t.Context(), j, func(int64) {}); source.FlawOf(err) == "" {
		t.Errorf("the file is gone: %v", err)
	}
}

// TestVerifyAsAnUpload: it signs nothing less than an upload does: the headers of the job and of its server's card go
// with each request, and those of the card as it is now.
func TestVerifyAsAnUpload(t *testing.T) {
	f := newFront(t, receiver.Options{}, nil)
	f.launch()
	s := f.file("x.bin", 100_000)
	f.must(os.WriteFile(filepath.Join(f.folder, "x.bin"), nil, 0o600))
	data, err := os.ReadFile(s.Path)
	f.must(err)
	f.must(os.WriteFile(filepath.Join(f.folder, "x.bin"), data, 0o600))
	f.swap(func(w http.ResponseWriter, r *http.Request, _ bits.PacketType, _ int) bool {
		if r.Header.Get("X-Own") != "1" || r.Header.Get("X-Card") != "2" {
			return page(w, http.StatusForbidden)
		}
		return f.readable(w, r)
	})
	j := f.job(s)
	j.Target.Headers = "X-Own: 1"
	if found, err := f.engine.Verify(t.Context(), j, func(int64) {}); err != nil || found.Refused != http.StatusForbidden {
		t.Errorf("without the card: %+v, %v", found, err)
	}
	f.do(Command{Verb: VerbCard, Cards: []cards.Card{{Name: "Here", Address: j.Target.Server() + "/", Headers: "X-Card: 2"}}})
	if found, err := f.engine.Verify(t.Context(), j, func(int64) {}); err != nil || !found.Verified() {
		t.Errorf("with it: %+v, %v", found, err)
	}
}

// TestVerifyEnds: with its context, and with the engine. Nothing is kept of it.
func TestVerifyEnds(t *testing.T) {
	for name, end := range map[string]func(f *front, cancel context.CancelFunc){
		"the person cancels": func(_ *front, cancel context.CancelFunc) { cancel() },
		"the engine closes":  func(f *front, _ context.CancelFunc) { f.failed(f.engine.Close()) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{}, nil)
			_, j := f.delivered(1 << 20)
			reading := make(chan struct{})
			f.swap(func(w http.ResponseWriter, r *http.Request, _ bits.PacketType, _ int) bool {
				if r.Method != http.MethodGet {
					return page(w, http.StatusMethodNotAllowed)
				}
				w.Header().Set("Content-Length", "1048576")
				_, _ = w.Write(make([]byte, 1000))
				_ = http.NewResponseController(w).Flush()
				close(reading)
				<-r.Context().Done()
				return true
			})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			ended := make(chan error, 1)
			go func() {
				_, err := f.engine.Verify(ctx, *j, func(int64) {})
				ended <- err
			}()
			<-reading
			end(f, cancel)
			if err := <-ended; !errors.Is(err, context.Canceled) && !errors.Is(err, ErrClosed) {
				t.Errorf("%v", err)
			}
		})
	}
}

// readableNginx passes packets to the receiver and hands out what is in its folder.
func readableNginx(folder string) proxy {
	p := nginx
	p.config = strings.Replace(p.config, "location / { proxy_pass http://%[3]s; }",
		"root "+folder+"; location / { if ($request_method = BITS_POST) { proxy_pass http://%[3]s; } }", 1)
	return p
}

// TestVerifyThroughNginx: nginx hands the file out, with ranges and without a digest.
func TestVerifyThroughNginx(t *testing.T) {
	r := newRig(t, receiver.Options{})
	for dir := r.folder; len(dir) > len(os.TempDir()); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil { // for nginx, which gives up being root
			t.Fatal(err)
		}
	}
	base := "http://" + readableNginx(r.folder).start(t, r.server.Listener.Addr().String()) + "/"
	r.open(Limits{})
	r.engine.Start()
	s := r.file("x.bin", 700_000)
	j := NewJob(s, Target{URL: base + "x.bin"})
	r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	done := r.until(j.ID, func(j *Job) bool { return j.Outcome != "" })
	if err := os.Chmod(filepath.Join(r.folder, "x.bin"), 0o644); err != nil {
		t.Fatal(err)
	}
	found, err := r.engine.Verify(t.Context(), *done, func(int64) {})
	if err != nil || found.By != receipt.ByContent || !found.Verified() {
		t.Errorf("%+v, %v", found, err)
	}
	if _, err := os.Stat(filepath.Join(r.folder, "x.bin")); err != nil {
		t.Error(err)
	}
	gone := *done
	gone.ID, gone.Outcome, gone.Target.URL = uuid.New(), "", base+"nothing.bin"
	if found, err := r.engine.Verify(t.Context(), gone, func(int64) {}); err != nil || found.By != receipt.ByNothing || found.Refused != http.StatusNotFound {
		t.Errorf("%+v, %v", found, err)
	}
}

// TestVerifyAfterTheEnd: a closed engine asks no server.
func TestVerifyAfterTheEnd(t *testing.T) {
	f := newFront(t, receiver.Options{MaxFragment: firstFragment}, nil)
	_, j := f.delivered(100)
	f.must(f.engine.Close())
	before := len(f.requests(""))
	for range 30 {
		if found, err := f.engine.Verify(t.Context(), *j, func(int64) {}); !errors.Is(err, ErrClosed) || found.Verified() {
			t.Fatalf("%+v, %v", found, err)
		}
	}
	if after := len(f.requests("")); after != before {
		t.Errorf("%d requests after the end", after-before)
	}
}
