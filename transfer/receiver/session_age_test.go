package receiver

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"sendoff/transfer/bits"
)

// agingReceiver is a Receiver without a network, so that time can be simulated.
type agingReceiver struct {
	t   *testing.T
	dir string
	r   *Receiver
	id  string
}

func openAged(t *testing.T, timeout time.Duration) *agingReceiver {
	t.Helper()
	dir := t.TempDir()
	r, err := Open(Options{Dir: dir, SessionTimeout: timeout})
	if err != nil {
		t.Fatal(err)
	}
	a := &agingReceiver{t: t, dir: dir, r: r}
	w := handle(r, bits.CreateSession, nil, map[string]string{"BITS-Supported-Protocols": bits.Protocol})
	a.id = sessionOf(w)
	return a
}

// want sends a packet and checks the status.
func (a *agingReceiver) want(status int, packet bits.PacketType, rng, body string) {
	a.t.Helper()
	header := map[string]string{"BITS-Session-Id": a.id, "Content-Range": "bytes " + rng}
	if w := handle(a.r, packet, []byte(body), header); w.Code != status {
		a.t.Errorf("%s %s: %d, want %d", packet, rng, w.Code, status)
	}
}

// wantFiles checks how many session files are left.
func (a *agingReceiver) wantFiles(n int) {
	a.t.Helper()
	list, err := os.ReadDir(filepath.Join(a.dir, stateDir))
	list = slices.DeleteFunc(list, func(e os.DirEntry) bool { return e.Name() == lockName })
	if len(list) != n || err != nil {
		a.t.Errorf("%d files in %s, want %d: %v, error %v", len(list), stateDir, n, list, err)
	}
}

func (a *agingReceiver) close() {
	a.t.Helper()
	if err := a.r.Close(); err != nil {
		a.t.Error(err)
	}
}

func TestSessionTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := openAged(t, 0) // S31: 14 days
		defer a.close()
		const almost = DefaultSessionTimeout - time.Minute
		pass(almost)
		a.want(200, bits.Fragment, "0-1/8", "01") // progress
		pass(almost)
		a.want(200, bits.Fragment, "0-1/8", "01") // none
		a.wantFiles(2)
		pass(2 * time.Minute)
		a.want(500, bits.Fragment, "2-3/8", "23")
		a.wantFiles(0)
	})
}

func TestReaper(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := openAged(t, time.Hour)
		defer a.close()
		a.want(200, bits.Fragment, "0-1/8", "01")
		pass(59 * time.Minute)
		a.wantFiles(2)
		pass(16 * time.Minute) // S32: nobody asks, it looks by itself
		a.wantFiles(0)
		if list := a.r.Sessions(); len(list) != 0 {
			t.Errorf("sessions %v", list)
		}
	})
}

func TestReapedFileStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := openAged(t, time.Hour)
		defer a.close()
		a.want(200, bits.Fragment, "0-1/2", "01")
		pass(2 * time.Hour)
		a.wantFiles(0)
		if text, err := os.ReadFile(filepath.Join(a.dir, "fuzz.bin")); string(text) != "01" || err != nil {
			t.Errorf("published file %q, error %v", text, err)
		}
	})
}

func TestTombstone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := openAged(t, 14*24*time.Hour)
		defer a.close()
		a.want(200, bits.CancelSession, "", "")
		pass(tombstoneKept - time.Minute)
		a.want(200, bits.CancelSession, "", "")
		a.want(500, bits.Fragment, "0-1/2", "01")
		pass(2 * time.Minute)
		a.want(500, bits.CancelSession, "", "")
		a.wantFiles(0)
	})
}

// TestTombstoneIsAsOldAsTheEnd: the end of a long upload is remembered for the full time.
func TestTombstoneIsAsOldAsTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := openAged(t, 14*24*time.Hour)
		defer a.close()
		a.want(200, bits.Fragment, "0-1/8", "01")
		pass(10 * 24 * time.Hour)
		a.want(200, bits.CancelSession, "", "")
		pass(tombstoneKept - time.Minute)
		a.want(200, bits.CancelSession, "", "")
	})
}

// TestSweepSparesFilesOfASession: a session's files stay, however old they are.
func TestSweepSparesFilesOfASession(t *testing.T) {
	a := openAged(t, time.Hour)
	defer a.close()
	a.want(200, bits.Fragment, "0-1/8", "01")
	state := filepath.Join(a.dir, stateDir)
	list, err := os.ReadDir(state)
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-3 * time.Hour)
	for _, e := range list {
		if err := os.Chtimes(filepath.Join(state, e.Name()), old, old); err != nil {
			t.Fatal(err)
		}
	}
	a.r.disk.sweep(time.Hour)
	a.wantFiles(2)
	a.want(200, bits.Fragment, "2-3/8", "23")
}

// TestSweepSparesWhatCannotBeRead: files stay if their record cannot be read, as without a free descriptor.
func TestSweepSparesWhatCannotBeRead(t *testing.T) {
	a := openAged(t, time.Hour)
	a.close()
	if d := a.r.disk; !d.owned(fileName(a.id) + dataSuffix) {
		t.Error("files whose record cannot be read count as nobody's")
	}
}

// TestEndIsCarriedOutForAClientThatIsGone: a complete request that ends a session waits for its turn even if its
// client has gone.
func TestEndIsCarriedOutForAClientThatIsGone(t *testing.T) {
	for _, packet := range []bits.PacketType{bits.CancelSession, bits.CloseSession} {
		synctest.Test(t, func(t *testing.T) {
			a := openAged(t, time.Hour)
			defer a.close()
			a.want(200, bits.Fragment, "0-1/8", "01")
			s, err := a.r.table.find(a.id)
			if err != nil {
				t.Fatal(err)
			}
			earlier := &reading{}
			if err := s.enter(t.Context(), earlier); err != nil {
				t.Fatal(err)
			}
			client, gone := context.WithCancel(t.Context())
			go func() {
				defer func() { _ = recover() }() // as net/http does of http.ErrAbortHandler
				req := httptest.NewRequestWithContext(client, bits.Method, "/fuzz.bin", nil)
				req.Header.Set(bits.HeaderPacketType, string(packet))
				req.Header.Set(bits.HeaderSessionID, a.id)
				a.r.ServeHTTP(httptest.NewRecorder(), req)
			}()
			synctest.Wait()
			gone()
			synctest.Wait()
			s.leave(earlier)
			synctest.Wait()
			a.wantFiles(1) // the record of its end
		})
	}
}

func TestReaperSparesSessionsAtWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := openAged(t, time.Hour)
		defer a.close()
		s, err := a.r.table.find(a.id)
		if err != nil {
			t.Fatal(err)
		}
		rd := &reading{}
		if err := s.enter(t.Context(), rd); err != nil {
			t.Fatal(err)
		}
		pass(3 * time.Hour)
		a.wantFiles(2) // record and data
		s.leave(rd)
		pass(time.Hour)
		a.wantFiles(0)
	})
}

func TestExpiredAtOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := openAged(t, time.Hour)
		a.want(200, bits.Fragment, "0-1/8", "01")
		a.close()
		pass(2 * time.Hour)
		r, err := Open(Options{Dir: a.dir, SessionTimeout: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		a.r = r
		defer a.close()
		a.wantFiles(0)
	})
}

// pass lets time go by in the bubble.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// TestTouchedInTheFuture: a session dated in the future by a wrong clock still expires.
func TestTouchedInTheFuture(t *testing.T) {
	now := time.Now()
	s := newTable([]record{{ID: "x", Touched: now.Add(48 * time.Hour)}}).byID["X"]
	if at := s.view().Touched; at.Sub(now) > time.Minute {
		t.Errorf("touched %s from now", at.Sub(now))
	}
}
