package receiver

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// syncLog records syncs and answers in their order.
type syncLog struct {
	mu    sync.Mutex
	lines []string
	fail  string // the sync that fails
}

var errNotDurable = errors.New("the disk does not say that it has it")

// newSyncLog records every sync of this package: "record", "data" for a partial file, or a folder's name.
func newSyncLog(t *testing.T) *syncLog {
	t.Helper()
	d := &syncLog{}
	whole := syncFile
	t.Cleanup(func() { syncFile = whole })
	syncFile = func(f *os.File) error {
		what := filepath.Base(f.Name())
		switch info, err := f.Stat(); {
		case err != nil:
			return err
		case info.IsDir() && strings.HasSuffix(filepath.Clean(f.Name()), stateDir):
			what = "sessions"
		case info.IsDir() && what != "sub":
			what = "folder"
		case strings.HasSuffix(what, recordSuffix):
			what = "record"
		case strings.HasSuffix(what, dataSuffix):
			what = "data"
		}
		if d.write(what); what == d.fail {
			return errNotDurable
		}
		return whole(f)
	}
	return d
}

func (d *syncLog) write(what string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, what)
}

// since returns the lines since the last call.
func (d *syncLog) since() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	list := d.lines
	d.lines = nil
	return list
}

// syncsFolders is false on Windows, which makes names durable by itself.
const syncsFolders = runtime.GOOS != "windows"

// syncsHere returns the lines of a log of syncs, without folders where they are not synced.
func syncsHere(lines string) []string {
	return slices.DeleteFunc(strings.Fields(lines), func(what string) bool {
		return !syncsFolders && (what == "sessions" || what == "folder" || what == "sub")
	})
}

// TestNothingIsAcknowledgedBeforeItIsDurable: bytes are durable before the record that counts them, the name before
// the record that says so, and all of it before the answer.
func TestNothingIsAcknowledgedBeforeItIsDurable(t *testing.T) {
	at := func(path string, s step) step { s.path = path; return s }
	for _, o := range []Options{{}, {Overwrite: true}} {
		d := newSyncLog(t)
		o.Log = func(Entry) { d.write("answer") }
		g := start(t, o)
		if err := os.Mkdir(filepath.Join(g.o.Dir, "sub"), 0o700); err != nil {
			t.Fatal(err)
		}
		d.since()
		for _, c := range []struct {
			step step
			want string
		}{
			{create, "record sessions answer"},
			{part("0-3/10", "0123", "4"), "data record answer"},
			{part("0-3/10", "0123", "4"), "answer"}, // nothing new
			{part("4-9/10", "456789", "10"), "data record folder record answer"},
			{closing, "record answer"},
			{at("/sub/b.bin", create), "record sessions answer"},
			{at("/sub/b.bin", part("0-1/2", "01", "2")), "data record sub record answer"},
			{at("/sub/b.bin", cancel), "record answer"},
		} {
			g.do(c.step)
			if got := d.since(); !slices.Equal(got, syncsHere(c.want)) {
				t.Errorf("%s %s %s: %v, want %s", c.step.packet, c.step.path, c.step.rng, got, c.want)
			}
		}
	}
}

// TestWhatIsNotDurableIsNotAcknowledged: a failing disk is reported, and the client sends again.
func TestWhatIsNotDurableIsNotAcknowledged(t *testing.T) {
	for what, failing := range map[string]step{
		"sessions": {packet: "Create-Session", path: "/b.bin", status: 500},
		"data":     {packet: "Fragment", rng: "4-5/10", body: "45", status: 500, received: "4"},
		"record":   {packet: "Fragment", rng: "4-5/10", body: "45", status: 500, received: "4"},
		"folder":   {packet: "Fragment", rng: "4-9/10", body: "456789", status: 500},
	} {
		t.Run(what, func(t *testing.T) {
			if len(syncsHere(what)) == 0 {
				t.Skip("no folder is synced here")
			}
			d := newSyncLog(t)
			g := start(t, Options{})
			g.run(create, part("0-3/10", "0123", "4"))
			d.fail = what
			res, err := g.srv.Client().Transport.RoundTrip(g.request(failing))
			if err != nil {
				t.Fatal(err)
			}
			if _ = res.Body.Close(); res.StatusCode != failing.status {
				t.Errorf("answered with %d", res.StatusCode)
			}
			d.fail = ""
			g.run(part("0-9/10", "0123456789", "10"), closing)
			g.wantFile("a.bin", "0123456789")
		})
	}
}

// TestRecordThatCannotBeMadeIsRemoved: a session that cannot be made durable does not exist, now and after a restart.
func TestRecordThatCannotBeMadeIsRemoved(t *testing.T) {
	g := start(t, Options{})
	whole := syncFile
	syncFile = func(*os.File) error { return errors.New("the disk does not answer") }
	g.do(step{packet: "Create-Session", status: 500})
	syncFile = whole
	if n := stateFiles(t, g.o.Dir); n != 0 {
		t.Errorf("%d files are left", n)
	}
	g.restart()
	if list := g.r.Sessions(); len(list) > 0 {
		t.Errorf("sessions %v", list)
	}
}
