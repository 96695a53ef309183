//go:build !nowindow

package main

import (
	"image"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"sendoff/app/apptest"
	"sendoff/app/cli"
	"sendoff/transfer/bits"
)

// TestTray: a window closed during an upload goes to the tray, notifies when done, comes back with a click on the
// icon and quits from its menu.
func TestTray(t *testing.T) {
	s := openScreen(t, "light")
	d := s.StartDesktop()
	url, letGo := s.heldServer()
	c, w := s.Sendoff("--to", url)
	s.Place(w, image.Rect(20, 40, 1120, 760))
	item := next(t, d.Items, "an icon in the tray")
	k := &keyboard{s, w}
	idle := k.still()
	s.Run(cli.ExitDone, "add", "--to", url, k.rested("slow.bin", 1_600_000))
	apptest.Eventually(t, "the upload", func() bool { return s.states("uploading", "slow.bin") })
	apptest.Eventually(t, "the upload in the window", func() bool { return k.shoot() != idle }) // until then it would not ask
	s.Input("sleep 1")

	s.Activate(w)
	s.Input("key alt+F4 sleep 1")
	s.Calm(w)
	s.KeepShot("asked")
	if !s.Shows("^Sendoff$") {
		t.Error("the first close did not ask")
	}
	// Repeated: on a busy machine the question may come late, or a key may get lost.
	apptest.Eventually(t, "the window's going to the tray", func() bool {
		if s.Shows("^Sendoff$") {
			s.Input("key Return sleep 0.5")
		}
		if s.Shows("^Sendoff$") {
			s.Input("key alt+F4 sleep 0.7")
		}
		return !s.Shows("^Sendoff$")
	})
	letGo()
	apptest.Eventually(t, "the upload's end", func() bool { return s.List()["slow.bin"]["outcome"] == "done" })
	if got := next(t, d.Messages, "a message"); got != [2]string{"slow.bin", "1 file uploaded"} {
		t.Errorf("message: %q", got)
	}

	icon := s.Bus.Object(item, "/StatusNotifierItem")
	if err := icon.CallWithContext(t.Context(), "org.kde.StatusNotifierItem.Activate", 0, int32(0), int32(0)).Err; err != nil {
		t.Fatal(err)
	}
	s.Window("^Sendoff$")
	s.clickTray(item, "Quit")
	if err := c.End(t); err != nil {
		t.Errorf("after Quit: %v", err)
	}
	s.leavesNoFile()
}

// heldServer is a server whose answer to a fragment is held back until letGo: the upload runs for as long as the
// test needs.
func (s *screen) heldServer() (url string, letGo func()) {
	s.T.Helper()
	held := make(chan struct{})
	letGo = sync.OnceFunc(func() { close(held) })
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		s.Server.Recv.ServeHTTP(w, q)
		if packet, _ := bits.ParsePacketType(q.Header.Get(bits.HeaderPacketType)); packet == bits.Fragment {
			<-held // the answer is flushed when this returns
		}
	}))
	s.T.Cleanup(front.Close)
	s.T.Cleanup(letGo)
	return front.URL + "/", letGo
}

// next receives within some seconds.
func next[T any](t testing.TB, from <-chan T, what string) T {
	t.Helper()
	var v T
	select {
	case v = <-from:
	case <-time.After(time.Minute):
		t.Fatalf("%s did not come", what)
	}
	return v
}

// layout is a menu as sent to the desktop.
type layout struct {
	ID       int32
	Props    map[string]dbus.Variant
	Children []dbus.Variant
}

// clickTray clicks a line of the icon's menu.
func (s *screen) clickTray(item, label string) {
	s.T.Helper()
	menu := s.Bus.Object(item, "/StatusNotifierItem/menu")
	var revision uint32
	var root layout
	call := menu.CallWithContext(s.T.Context(), "com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{})
	if err := call.Store(&revision, &root); err != nil {
		s.T.Fatal(err)
	}
	for _, child := range root.Children {
		var entry layout
		if err := dbus.Store([]any{child.Value()}, &entry); err != nil {
			s.T.Fatal(err)
		}
		if v, ok := entry.Props["label"]; ok && v.Value() == label {
			err := menu.CallWithContext(s.T.Context(), "com.canonical.dbusmenu.Event", 0,
				entry.ID, "clicked", dbus.MakeVariant(0), uint32(0)).Err
			if err != nil {
				s.T.Fatal(err)
			}
			return
		}
	}
	s.T.Fatalf("the menu has no %q", label)
}
