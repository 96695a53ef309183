//go:build !nowindow

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sendoff/app/apptest"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// dragSource drops a list on the window by the XDND protocol: enter, move, drop, and send the list on request. Real
// file managers never send the lists that a test needs.
type dragSource struct {
	t      *testing.T
	conn   *xgb.Conn
	window xproto.Window // its own
	over   xproto.Window
	atoms  map[string]xproto.Atom
}

func (s *screen) dragSource(t *testing.T, window string) *dragSource {
	t.Helper()
	id, err := strconv.ParseUint(window, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := xgb.NewConnDisplay(s.Variable("DISPLAY"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	d := &dragSource{t: t, conn: conn, over: xproto.Window(id), atoms: map[string]xproto.Atom{}}
	if d.window, err = xproto.NewWindowId(conn); err != nil {
		t.Fatal(err)
	}
	root := xproto.Setup(conn).DefaultScreen(conn).Root
	if err := xproto.CreateWindowChecked(conn, 0, d.window, root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil).Check(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"XdndSelection", "XdndEnter", "XdndPosition", "XdndStatus", "XdndDrop", "XdndFinished", "XdndActionCopy", "text/uri-list"} {
		atom, err := xproto.InternAtom(conn, false, uint16(len(name)), name).Reply()
		if err != nil {
			t.Fatal(err)
		}
		d.atoms[name] = atom.Atom
	}
	return d
}

// say sends an XDND message; the first of its five words is always the source's window.
func (d *dragSource) say(name string, words ...uint32) {
	data := make([]uint32, 5)
	data[0] = uint32(d.window)
	copy(data[1:], words)
	e := xproto.ClientMessageEvent{Format: 32, Window: d.over, Type: d.atoms[name], Data: xproto.ClientMessageDataUnionData32New(data)}
	if err := xproto.SendEventChecked(d.conn, false, d.over, 0, string(e.Bytes())).Check(); err != nil {
		d.t.Fatal(err)
	}
}

// hear waits for an XDND message, and answers requests for the list meanwhile.
func (d *dragSource) hear(name, list string) {
	d.t.Helper()
	for {
		e, err := d.conn.WaitForEvent()
		if err != nil || e == nil {
			d.t.Fatalf("waiting for %s: %v", name, err)
		}
		switch e := e.(type) {
		case xproto.ClientMessageEvent:
			if e.Type == d.atoms[name] {
				return
			}
		case xproto.SelectionRequestEvent:
			xproto.ChangeProperty(d.conn, xproto.PropModeReplace, e.Requestor, e.Property, d.atoms["text/uri-list"], 8, uint32(len(list)), []byte(list))
			put := xproto.SelectionNotifyEvent{Requestor: e.Requestor, Selection: e.Selection, Target: e.Target, Property: e.Property}
			xproto.SendEvent(d.conn, false, e.Requestor, 0, string(put.Bytes()))
		}
	}
}

// drop drops a list in the middle of the window.
func (d *dragSource) drop(list string) {
	d.t.Helper()
	limit := time.AfterFunc(30*time.Second, d.conn.Close) // a window that never answers ends the test
	defer limit.Stop()
	if err := xproto.SetSelectionOwnerChecked(d.conn, d.window, d.atoms["XdndSelection"], xproto.TimeCurrentTime).Check(); err != nil {
		d.t.Fatal(err)
	}
	d.say("XdndEnter", 5<<24, uint32(d.atoms["text/uri-list"]))
	d.say("XdndPosition", 0, 300<<16|300, xproto.TimeCurrentTime, uint32(d.atoms["XdndActionCopy"]))
	d.hear("XdndStatus", list)
	d.say("XdndDrop", 0, xproto.TimeCurrentTime)
	d.hear("XdndFinished", list)
}

// TestDropFromElsewhere: a drop is judged like a paste. An address of another computer, of the web, of a share or
// of the trash is never taken for the local file of that path.
func TestDropFromElsewhere(t *testing.T) {
	s := openScreen(t, "light")
	local := s.File("here.bin", 10)
	secret := s.File("passwd", 10)
	_, w := s.Sendoff("--to", s.Server.URL)
	s.Activate(w)
	s.Calm(w)
	d := s.dragSource(t, w)
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{
		"file://otherhost" + secret, "http://127.0.0.1:1" + secret, "smb://server/share/passwd",
		"trash:///passwd", "sftp://otherhost" + secret, secret[1:],
	} {
		d.drop(address + "\r\n")
	}
	d.drop(fmt.Sprintf("# a comment\r\nfile://otherhost%s\r\nfile://%s%s\r\n", secret, host, strings.ReplaceAll(local, " ", "%20")))
	k := &keyboard{screen: s, w: w}
	s.Calm(w)
	s.KeepShot("dropped")
	k.accepts(filepath.Base(local))
	apptest.Eventually(t, "the upload of what is here", func() bool { return s.List()["here.bin"]["outcome"] == "done" })
	if list := s.List(); len(list) != 1 {
		t.Errorf("uploads: %v", list)
	}
}
