package transfer

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

var noTime time.Time // no Last-Modified

// replies makes a hook that names a reply as IIS does and serves it.
func replies(f *front, serve func(w http.ResponseWriter, r *http.Request, nth int)) hook {
	return func(w http.ResponseWriter, r *http.Request, p bits.PacketType, nth int) bool {
		switch p {
		case bits.Fragment:
			answer := httptest.NewRecorder()
			f.receiver.ServeHTTP(answer, r)
			maps.Copy(w.Header(), answer.Header())
			if serve != nil {
				bits.Put(w.Header(), bits.HeaderReplyURL, `Replies\{GUID}\response 1.bin`)
			}
			w.WriteHeader(answer.Code)
			return true
		case bits.GetReply:
			serve(w, r, nth)
			return true
		default:
			return false
		}
	}
}

func TestReply(t *testing.T) {
	text := strings.Repeat("reply ", 1000)
	whole := func(w http.ResponseWriter, _ *http.Request, _ int) { _, _ = w.Write([]byte(text)) }
	for name, c := range map[string]struct {
		serve func(w http.ResponseWriter, r *http.Request, nth int)
		want  string // what is saved; "" = nothing
		kind  Kind   // of the failure
	}{
		"whole": {whole, text, ""},
		"empty": {func(http.ResponseWriter, *http.Request, int) {}, "", ""},
		"cut, then the rest": {func(w http.ResponseWriter, r *http.Request, nth int) {
			if nth == 1 {
				w.Header().Set("Content-Length", "6000")
				_, _ = w.Write([]byte(text[:2500]))
				return // fewer bytes than promised: the connection ends
			}
			http.ServeContent(w, r, "", noTime, strings.NewReader(text))
		}, text, ""},
		"cut, then all again": {func(w http.ResponseWriter, _ *http.Request, nth int) {
			w.Header().Set("Content-Length", "6000")
			_, _ = w.Write([]byte(text[:min(nth*2500, 6000)]))
		}, text, ""},
		"another one half-way": {func(w http.ResponseWriter, r *http.Request, nth int) {
			w.Header().Set("Etag", `"first"`)
			if nth == 1 {
				w.Header().Set("Content-Length", "6000")
				_, _ = w.Write([]byte(strings.Repeat("x", 2500)))
				return
			}
			w.Header().Set("Etag", `"second"`)
			http.ServeContent(w, r, "", noTime, strings.NewReader(text))
		}, text, ""},
		"gone":   {func(w http.ResponseWriter, _ *http.Request, _ int) { w.WriteHeader(404) }, "", KindNotFound},
		"denied": {func(w http.ResponseWriter, _ *http.Request, _ int) { w.WriteHeader(403) }, "", KindDenied},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{}, nil)
			f.swap(replies(f, c.serve))
			j, to := f.asking(filepath.Join(t.TempDir(), "reply.bin"))
			got, faults := f.push(j.ID, 2)
			saved, err := os.ReadFile(to)
			if c.kind != "" {
				if got.State() != Failed || got.Fault.Kind != c.kind || err == nil || len(f.requests(bits.CloseSession)) != 0 {
					t.Errorf("%s %+v, reply %v", got.State(), faults, err)
				}
			} else if got.State() != Done || err != nil || string(saved) != c.want {
				t.Errorf("%s %+v, %d bytes, %v", got.State(), faults, len(saved), err)
			}
			if left, err := filepath.Glob(to + ".*"); err != nil || len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
			last := f.all()[len(f.all())-1]
			for _, r := range f.requests(bits.GetReply) {
				if r.path != "/Replies/%7BGUID%7D/response%201.bin" {
					t.Errorf("asked for %s", r.path)
				}
			}
			if c.kind == "" && (last.packet != bits.CloseSession || len(f.requests(bits.CloseSession)) != 1) {
				t.Errorf("the session was closed before the reply was here: %v", f.all())
			}
		})
	}
}

// asking begins a job that wants a reply.
func (f *front) asking(to string) (Job, string) {
	f.t.Helper()
	f.launch()
	j := f.job(f.file("x.bin", 3000))
	j.Target.Reply = to
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	return j, to
}

func TestReplyThatCannotBeSaved(t *testing.T) {
	f := newFront(t, receiver.Options{}, nil)
	f.swap(replies(f, func(w http.ResponseWriter, _ *http.Request, _ int) { _, _ = w.Write([]byte("x")) }))
	folder := filepath.Join(t.TempDir(), "later")
	j, to := f.asking(filepath.Join(folder, "reply.bin"))
	at := f.until(j.ID, inState(Retrying, Failed, Done))
	if at.State() != Retrying || at.Fault.Kind != KindReplySave || len(f.requests(bits.CloseSession)) != 0 {
		t.Fatalf("%s %+v", at.State(), at.Fault)
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	done, faults := f.push(j.ID, 2)
	if saved, err := os.ReadFile(to); done.State() != Done || err != nil || string(saved) != "x" {
		t.Errorf("%s %+v: %q %v", done.State(), faults, saved, err)
	}
	if sessions, sent := len(f.packets(bits.CreateSession)), len(f.requests(bits.Fragment)); sessions != 1 || sent != 1 {
		t.Errorf("%d sessions, %d fragments", sessions, sent)
	}
}

// TestReplyIsAskedForInASizeThatPasses: the address of the reply comes with the ack of a fragment,
// which must not be larger than the server takes.
func TestReplyIsAskedForInASizeThatPasses(t *testing.T) {
	f := newFront(t, receiver.Options{MaxFragment: 100_000}, nil)
	f.swap(replies(f, func(w http.ResponseWriter, _ *http.Request, nth int) {
		if nth <= 2 {
			w.WriteHeader(503)
			return
		}
		_, _ = w.Write([]byte("x"))
	}))
	f.launch()
	j := f.job(f.file("x.bin", 500_000))
	j.Target.Reply = filepath.Join(t.TempDir(), "reply.bin")
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	if done, faults := f.push(j.ID, 4); done.State() != Done {
		t.Errorf("%s %+v", done.State(), faults)
	}
}
