package transfer

import (
	"crypto/tls"
	"errors"
	"io"
	"io/fs"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// TestFileArrivesWithoutItsReply: a wanted reply that cannot be had stops no upload. It is closed, Done, and says
// what is missing and why; nothing is resent to ask for it.
func TestFileArrivesWithoutItsReply(t *testing.T) {
	for name, c := range map[string]struct {
		address string
		kind    Kind
		detail  string
	}{
		"none named":        {"", KindNoReply, ""},
		"http behind https": {"http://127.0.0.1/reply?token=geheim", KindReplyClear, "http://127.0.0.1/reply?..."},
		"no web address":    {"ftp://127.0.0.1/reply", KindReplyURL, "ftp://127.0.0.1/reply"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFront(t, receiver.Options{}, nil)
			f.swap(func(w http.ResponseWriter, r *http.Request, p bits.PacketType, _ int) bool {
				if p != bits.Fragment {
					return false
				}
				answer := httptest.NewRecorder()
				f.receiver.ServeHTTP(answer, r)
				maps.Copy(w.Header(), answer.Header())
				bits.Put(w.Header(), bits.HeaderReplyURL, c.address)
				w.WriteHeader(answer.Code)
				return true
			})
			address := f.overTLS()
			f.launch()
			s := f.file("x.bin", 3000)
			to := filepath.Join(t.TempDir(), "reply.bin")
			j := NewJob(s, Target{URL: address + "/x.bin", Reply: to})
			f.do(Command{Verb: VerbTrust, Pin: &Pin{Host: "127.0.0.1", Fingerprint: fingerprintOf(t, address).Fingerprint.String()}})
			f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			got, faults := f.push(j.ID, 1)
			if got.State() != Done || got.Fault == nil || got.Fault.Kind != c.kind || got.Fault.Detail != c.detail || !got.Fault.Final {
				t.Fatalf("%s %+v", got.State(), faults)
			}
			f.arrived(s)
			if sent, closed := len(f.requests(bits.Fragment)), len(f.requests(bits.CloseSession)); sent != 1 || closed != 1 {
				t.Errorf("%d fragments, %d closes", sent, closed)
			}
			if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("a reply: %v", err)
			}
			if left := f.receiver.Sessions(); len(left) != 0 {
				t.Errorf("left on the server: %v", left)
			}
		})
	}
}

// overTLS puts TLS before the front, with an untrusted certificate, and returns its address.
func (f *front) overTLS() string {
	t := f.t.(*testing.T)
	s := httptest.NewUnstartedServer(f)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{selfSigned(t, time.Now().Add(time.Hour))}}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.URL
}

// TestReplyOfAnEarlierRun: the reply's address is named once, and is kept over a restart.
func TestReplyOfAnEarlierRun(t *testing.T) {
	f := newFront(t, receiver.Options{}, nil)
	busy := true
	f.swap(replies(f, func(w http.ResponseWriter, _ *http.Request, _ int) {
		if busy {
			w.WriteHeader(503)
			return
		}
		_, _ = w.Write([]byte("x"))
	}))
	j, to := f.asking(filepath.Join(t.TempDir(), "reply.bin"))
	f.until(j.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
	if err := f.engine.Close(); err != nil {
		t.Fatal(err)
	}
	busy = false
	f.launch()
	f.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
	done, faults := f.push(j.ID, 2)
	if saved, err := os.ReadFile(to); done.State() != Done || done.Fault != nil || err != nil || string(saved) != "x" {
		t.Fatalf("%s %+v: %q %v", done.State(), faults, saved, err)
	}
	if n := len(f.requests(bits.Fragment)); n != 1 {
		t.Errorf("%d fragments", n)
	}
}

// TestReplyIsAskedForOnceAfterALostAck: a server that only confirms the last byte may have named its reply before; it
// is asked once.
func TestReplyIsAskedForOnceAfterALostAck(t *testing.T) {
	f := newFront(t, receiver.Options{}, on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, _ int) bool {
		swallow(r)
		return status(w, 416, bits.HeaderReceivedRange, "3000")
	}))
	j, _ := f.asking(filepath.Join(t.TempDir(), "reply.bin"))
	got, faults := f.push(j.ID, 1)
	if got.Fault == nil || got.Fault.Kind != KindNoReply || len(f.requests(bits.Fragment)) != 2 {
		t.Errorf("%s %+v after %d fragments", got.State(), faults, len(f.requests(bits.Fragment)))
	}
}

// TestCheckReply: it leaves nothing behind and touches no existing file.
func TestCheckReply(t *testing.T) {
	dir := t.TempDir()
	taken := filepath.Join(dir, "taken")
	if err := os.WriteFile(taken+".part", []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, good := range map[string]bool{
		filepath.Join(dir, "reply.bin"): true, filepath.Join(dir, "no", "reply.bin"): false, dir: false, taken: true,
		filepath.Join(dir, strings.Repeat("x", 252)+".reply"): underWine, // which calls a name that is too long not there
	} {
		err := CheckReply(path)
		var bad *ReplyPathError
		if good != (err == nil) || !good && !errors.As(err, &bad) {
			t.Errorf("%s: %v", path, err)
		}
	}
	left, err := os.ReadDir(dir)
	if mine, _ := os.ReadFile(taken + ".part"); err != nil || len(left) != 1 || string(mine) != "mine" {
		t.Errorf("left %v, %v", left, err)
	}
}

// TestCheckReplies: of the names in one folder each is looked at, not the first alone.
func TestCheckReplies(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "folder")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for path, good := range map[string]bool{filepath.Join(dir, "b"): true, folder: false, filepath.Join(dir, strings.Repeat("x", 300)): underWine} {
		jobs := []Job{{Target: Target{Reply: filepath.Join(dir, "a")}}, {}, {Target: Target{Reply: path}}}
		if err := CheckReplies(jobs); good != (err == nil) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
