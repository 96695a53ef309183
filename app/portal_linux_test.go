//go:build !nowindow

package main

import (
	"image"
	"path/filepath"
	"testing"

	"sendoff/app/apptest"

	"github.com/godbus/dbus/v5"
)

// TestChooseSeveral: the desktop's chooser, opened with a click, adds several files at once.
func TestChooseSeveral(t *testing.T) {
	s := openScreen(t, "light")
	p := s.portal()
	_, w := s.Sendoff("--to", s.Server.URL)
	s.Place(w, keysWindow)
	k := &keyboard{s, w}
	k.clicks(image.Pt(60, 28), "") // Add files
	asked := next(t, p.asked, "the file chooser")
	if asked.options["multiple"].Value() != true || asked.options["directory"].Value() != false {
		t.Errorf("asked for %v", asked.options)
	}
	names := []string{"first one.bin", "второй+100%.bin"}
	for _, name := range names {
		k.rested(name, 1000)
	}
	p.answer(asked, "file://"+s.Files+"/first%20one.bin", "file://"+s.Files+"/%D0%B2%D1%82%D0%BE%D1%80%D0%BE%D0%B9+100%25.bin")
	k.still()
	k.KeepShot("sheet")
	apptest.Eventually(t, "the upload of both", func() bool {
		k.press("Return")
		return k.Soon(func() bool { return s.states("done", names...) })
	})
	for _, name := range names {
		s.Arrived(filepath.Join(s.Files, name))
	}
}

// portal is the desktop's file chooser on the session bus.
type portal struct {
	s     *screen
	asked chan chooserRequest
}

// chooserRequest is an open chooser.
type chooserRequest struct {
	parent  string
	options map[string]dbus.Variant
	from    dbus.Sender
	handle  dbus.ObjectPath
}

// OpenFile opens the chooser.
func (p *portal) OpenFile(parent, _ string, options map[string]dbus.Variant, from dbus.Sender) (dbus.ObjectPath, *dbus.Error) {
	r := chooserRequest{parent, options, from, "/org/freedesktop/portal/desktop/request/1/a"}
	p.asked <- r
	return r.handle, nil
}

// SaveFile opens the chooser for a file to write.
func (p *portal) SaveFile(parent, title string, options map[string]dbus.Variant, from dbus.Sender) (dbus.ObjectPath, *dbus.Error) {
	return p.OpenFile(parent, title, options, from)
}

func (s *screen) portal() *portal {
	s.T.Helper()
	p := &portal{s, make(chan chooserRequest, 8)}
	if err := s.Bus.Export(p, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.FileChooser"); err != nil {
		s.T.Fatal(err)
	}
	if _, err := s.Bus.RequestName("org.freedesktop.portal.Desktop", dbus.NameFlagDoNotQueue); err != nil {
		s.T.Fatal(err)
	}
	return p
}

// answer closes the chooser: with files, or without any, as Escape does.
func (p *portal) answer(r chooserRequest, files ...string) {
	p.s.T.Helper()
	code, results := uint32(1), map[string]dbus.Variant{}
	if len(files) > 0 {
		code, results["uris"] = 0, dbus.MakeVariant(files)
	}
	body := []any{code, results}
	call := p.s.Bus.Send(&dbus.Message{Type: dbus.TypeSignal, Body: body, Headers: map[dbus.HeaderField]dbus.Variant{
		dbus.FieldDestination: dbus.MakeVariant(string(r.from)),
		dbus.FieldPath:        dbus.MakeVariant(r.handle),
		dbus.FieldInterface:   dbus.MakeVariant("org.freedesktop.portal.Request"),
		dbus.FieldMember:      dbus.MakeVariant("Response"),
		dbus.FieldSignature:   dbus.MakeVariant(dbus.SignatureOf(body...)),
	}}, nil)
	if call != nil && call.Err != nil {
		p.s.T.Fatal(call.Err)
	}
}
