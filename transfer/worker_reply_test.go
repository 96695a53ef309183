package transfer

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source/sourcetest"
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

// TestPartOfAReply: a reply that is shorter than announced is not kept.
func TestPartOfAReply(t *testing.T) {
	for name, c := range map[string]struct {
		offset, total, most int64
		body                string
		have                int64
		err                 error
	}{
		"whole":             {0, 10, 99, "0123456789", 10, nil},
		"the rest":          {4, 10, 99, "456789", 10, nil},
		"one byte short":    {0, 10, 99, "012345678", 9, io.ErrUnexpectedEOF},
		"nothing":           {0, 10, 99, "", 0, io.ErrUnexpectedEOF},
		"of unknown length": {0, -1, 99, "012", 3, nil},
		"as large as may":   {0, -1, 10, "0123456789", 10, nil},
	} {
		f, err := os.Create(filepath.Join(t.TempDir(), "reply"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString("0123 of an earlier, longer one"); err != nil {
			t.Fatal(err)
		}
		part := &bits.ReplyPart{Body: io.NopCloser(strings.NewReader(c.body)), Offset: c.offset, Total: c.total}
		have, err := writePart(f, part, c.most)
		if have != c.have || !errors.Is(err, c.err) {
			t.Errorf("%s: %d bytes, %v", name, have, err)
		}
		if info, failed := f.Stat(); failed != nil || err == nil && info.Size() != c.have {
			t.Errorf("%s: the file has %d bytes, %v", name, info.Size(), failed)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
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

// TestReplyReplacesNoFile: files under the reply's name, or beside it, stay, also those that appear meanwhile. The
// reply gets another name, and that is reported.
func TestReplyReplacesNoFile(t *testing.T) {
	const text = "theirs"
	for name, plant := range map[string]func(dir, to string) error{
		"a file":       func(_, to string) error { return os.WriteFile(to, []byte(text), 0o600) },
		"a link":       func(dir, to string) error { return os.Symlink(filepath.Join(dir, "aim"), to) },
		"a dead link":  func(dir, to string) error { return os.Symlink(filepath.Join(dir, "nowhere"), to) },
		"a folder":     func(_, to string) error { return os.Mkdir(to, 0o700) },
		"a .part":      func(_, to string) error { return os.WriteFile(to+".part", []byte(text), 0o600) },
		"a .part link": func(dir, to string) error { return os.Symlink(filepath.Join(dir, "aim"), to+".part") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if strings.Contains(name, "link") {
				sourcetest.NeedLinks(t)
			}
			aim, to := filepath.Join(dir, "aim"), filepath.Join(dir, "reply.bin")
			if err := os.WriteFile(aim, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			f := newFront(t, receiver.Options{}, nil)
			before := strings.HasPrefix(name, "a .part") // else when the reply is fetched
			if before {
				if err := plant(dir, to); err != nil {
					t.Fatal(err)
				}
			}
			f.swap(replies(f, func(w http.ResponseWriter, _ *http.Request, _ int) {
				if !before {
					if err := plant(dir, to); err != nil {
						t.Error(err)
					}
				}
				_, _ = w.Write([]byte("the reply"))
			}))
			j, _ := f.asking(to)
			done, faults := f.push(j.ID, 0)
			if saved, err := os.ReadFile(done.ReplyPath()); done.State() != Done || err != nil || string(saved) != "the reply" {
				t.Fatalf("%s %+v: %q, %v", done.State(), faults, saved, err)
			}
			if other := filepath.Join(dir, "reply (2).bin"); !before && string(done.ReplyAt) != other {
				t.Errorf("it is said to be at %s", done.ReplyAt)
			}
			if saved, err := os.ReadFile(aim); err != nil || string(saved) != text {
				t.Errorf("the link's aim holds %q, %v", saved, err)
			}
			if saved, err := os.ReadFile(to + ".part"); before && (err != nil || string(saved) != text) {
				t.Errorf("what was at .part holds %q, %v", saved, err)
			}
			if saved, err := os.ReadFile(to); name == "a file" && (err != nil || string(saved) != text) {
				t.Errorf("the file holds %q, %v", saved, err)
			}
			if _, err := os.Lstat(filepath.Join(dir, "nowhere")); err == nil {
				t.Error("it was written through the link")
			}
		})
	}
}

// TestRepliesOfTwoJobsForOneName: each has its own part and gets a name of its own.
func TestRepliesOfTwoJobsForOneName(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, nil)
	both := make(chan bool, 2)
	release := sync.OnceFunc(func() { close(both) })
	t.Cleanup(release)
	var fetched atomic.Int32
	f.swap(replies(f, func(w http.ResponseWriter, _ *http.Request, nth int) {
		w.Header().Set("Content-Length", "9")
		_, _ = w.Write([]byte("reply "))
		w.(http.Flusher).Flush()
		if fetched.Add(1) == 2 {
			release()
		}
		<-both // until both are half there
		_, _ = w.Write([]byte(strings.Repeat(string(rune('0'+nth)), 3)))
	}))
	f.launch()
	to := filepath.Join(t.TempDir(), "reply.bin")
	a, b := f.job(f.file("a.bin", 100)), f.job(f.file("b.bin", 100))
	a.Target.Reply, b.Target.Reply = to, to
	f.do(Command{Verb: VerbAdd, Jobs: []Job{a, b}})
	paths := map[string]string{}
	for _, j := range []Job{a, b} {
		done := f.until(j.ID, inState(Done, Failed))
		saved, err := os.ReadFile(done.ReplyPath())
		if done.State() != Done || err != nil {
			t.Fatalf("%s %+v, %v", done.State(), done.Fault, err)
		}
		paths[string(saved)] = done.ReplyPath()
	}
	if len(paths) != 2 || paths["reply 111"] == "" || paths["reply 222"] == "" {
		t.Errorf("saved: %v", paths)
	}
}
