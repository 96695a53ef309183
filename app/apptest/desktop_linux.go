package apptest

import (
	"fmt"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

// testedID is what desktops know the program by.
const testedID = "io.github.sendoff.Sendoff"

// watcher is the tray.
const watcher = "org.kde.StatusNotifierWatcher"

// Desktop is what a desktop offers on the session bus: a tray, and messages.
type Desktop struct {
	Items    chan string    // bus names that put an icon into the tray
	Messages chan [2]string // title and body
}

// RegisterStatusNotifierItem is called by a program that has an icon.
func (d *Desktop) RegisterStatusNotifierItem(_ string, from dbus.Sender) *dbus.Error {
	d.Items <- string(from)
	return nil
}

// messageBoard is the desktop's place for messages.
type messageBoard struct{ *Desktop }

// Notify shows a message.
func (m messageBoard) Notify(from string, _ uint32, icon, title, body string, _ []string, hints map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	if entry := hints["desktop-entry"].Value(); from != "Sendoff" || icon != testedID || entry != testedID {
		title = fmt.Sprintf("from %s, icon %s, entry %v: %s", from, icon, entry, title)
	}
	m.Messages <- [2]string{title, body}
	return 1, nil
}

// StartDesktop offers them.
func (s *Display) StartDesktop() *Desktop {
	s.T.Helper()
	d := &Desktop{Items: make(chan string, 8), Messages: make(chan [2]string, 8)}
	must := func(err error) {
		s.T.Helper()
		if err != nil {
			s.T.Fatal(err)
		}
	}
	must(s.Bus.Export(d, "/StatusNotifierWatcher", watcher))
	_, err := prop.Export(s.Bus, "/StatusNotifierWatcher", prop.Map{watcher: {
		"IsStatusNotifierHostRegistered": {Value: true, Emit: prop.EmitTrue},
		"RegisteredStatusNotifierItems":  {Value: []string{}, Emit: prop.EmitTrue},
		"ProtocolVersion":                {Value: int32(0), Emit: prop.EmitTrue},
	}})
	must(err)
	must(s.Bus.Export(messageBoard{d}, "/org/freedesktop/Notifications", "org.freedesktop.Notifications"))
	for _, name := range []string{watcher, "org.freedesktop.Notifications"} {
		_, err := s.Bus.RequestName(name, dbus.NameFlagDoNotQueue)
		must(err)
	}
	return d
}
