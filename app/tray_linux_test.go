package main

import (
	"image"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"sendoff/transfer/bits"
)

// TestTray: a window that is closed while it uploads goes on in the tray, tells when it is done, comes
// back with a click on the icon and quits from its menu.
func TestTray(t *testing.T) {
	s := openScreen(t, "light")
	d := s.startDesktop()
	url, letGo := s.heldServer()
	c, w := s.sendoff("--to", url)
	s.place(w, image.Rect(20, 40, 1120, 760))
	item := next(t, d.items, "an icon in the tray")
	k := &keyboard{s, w}
	idle := k.still()
	s.run(exitDone, "add", "--to", url, k.rested("slow.bin", 1_600_000))
	eventually(t, "the upload", func() bool { return s.states("uploading", "slow.bin") })
	eventually(t, "the upload in the window", func() bool { return k.shoot() != idle }) // which has nothing to ask before
	s.input("sleep 1")

	s.activate(w)
	s.input("key alt+F4 sleep 1")
	s.calm(w)
	s.keepShot("asked")
	if !s.shows("^Sendoff$") {
		t.Error("the first close did not ask")
	}
	// Again until it is taken: on a busy machine the question may come after the first, or a key go by.
	eventually(t, "the window's going to the tray", func() bool {
		if s.shows("^Sendoff$") {
			s.input("key Return sleep 0.5")
		}
		if s.shows("^Sendoff$") {
			s.input("key alt+F4 sleep 0.7")
		}
		return !s.shows("^Sendoff$")
	})
	letGo()
	eventually(t, "the upload's end", func() bool { return s.list()["slow.bin"]["outcome"] == "done" })
	if got := next(t, d.messages, "a message"); got != [2]string{"slow.bin", "1 file uploaded"} {
		t.Errorf("message: %q", got)
	}

	icon := s.bus.Object(item, "/StatusNotifierItem")
	if err := icon.CallWithContext(t.Context(), "org.kde.StatusNotifierItem.Activate", 0, int32(0), int32(0)).Err; err != nil {
		t.Fatal(err)
	}
	s.window("^Sendoff$")
	s.clickTray(item, "Quit")
	if err := c.end(t); err != nil {
		t.Errorf("after Quit: %v", err)
	}
	s.leavesNoFile()
}

// heldServer is the server with an answer to a fragment that does not come before it is let go: an upload
// goes on for as long as a test looks at it.
func (s *screen) heldServer() (url string, letGo func()) {
	s.t.Helper()
	held := make(chan struct{})
	letGo = sync.OnceFunc(func() { close(held) })
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		s.server.recv.ServeHTTP(w, q)
		if packet, _ := bits.ParsePacketType(q.Header.Get(bits.HeaderPacketType)); packet == bits.Fragment {
			<-held // what was written leaves when this returns
		}
	}))
	s.t.Cleanup(front.Close)
	s.t.Cleanup(letGo)
	return front.URL + "/", letGo
}

// next is what comes within some seconds.
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

// layout is a menu as the desktop reads it.
type layout struct {
	ID       int32
	Props    map[string]dbus.Variant
	Children []dbus.Variant
}

// clickTray clicks on a line of the icon's menu.
func (s *screen) clickTray(item, label string) {
	s.t.Helper()
	menu := s.bus.Object(item, "/StatusNotifierItem/menu")
	var revision uint32
	var root layout
	call := menu.CallWithContext(s.t.Context(), "com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{})
	if err := call.Store(&revision, &root); err != nil {
		s.t.Fatal(err)
	}
	for _, child := range root.Children {
		var entry layout
		if err := dbus.Store([]any{child.Value()}, &entry); err != nil {
			s.t.Fatal(err)
		}
		if v, ok := entry.Props["label"]; ok && v.Value() == label {
			err := menu.CallWithContext(s.t.Context(), "com.canonical.dbusmenu.Event", 0,
				entry.ID, "clicked", dbus.MakeVariant(0), uint32(0)).Err
			if err != nil {
				s.t.Fatal(err)
			}
			return
		}
	}
	s.t.Fatalf("the menu has no %q", label)
}
