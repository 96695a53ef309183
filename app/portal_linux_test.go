package main

import (
	"github.com/godbus/dbus/v5"
)

// portal is the desktop's file chooser on the session bus.
type portal struct {
	s     *screen
	asked chan chooserAsk
}

// chooserAsk is a chooser that is open.
type chooserAsk struct {
	parent  string
	options map[string]dbus.Variant
	from    dbus.Sender
	handle  dbus.ObjectPath
}

// OpenFile opens the chooser.
func (p *portal) OpenFile(parent, _ string, options map[string]dbus.Variant, from dbus.Sender) (dbus.ObjectPath, *dbus.Error) {
	r := chooserAsk{parent, options, from, "/org/freedesktop/portal/desktop/request/1/a"}
	p.asked <- r
	return r.handle, nil
}

func (s *screen) portal() *portal {
	s.t.Helper()
	p := &portal{s, make(chan chooserAsk, 8)}
	if err := s.bus.Export(p, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.FileChooser"); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.bus.RequestName("org.freedesktop.portal.Desktop", dbus.NameFlagDoNotQueue); err != nil {
		s.t.Fatal(err)
	}
	return p
}

// answer closes the chooser: with files, or without any as Escape does.
func (p *portal) answer(r chooserAsk, files ...string) {
	p.s.t.Helper()
	code, results := uint32(1), map[string]dbus.Variant{}
	if len(files) > 0 {
		code, results["uris"] = 0, dbus.MakeVariant(files)
	}
	body := []any{code, results}
	call := p.s.bus.Send(&dbus.Message{Type: dbus.TypeSignal, Body: body, Headers: map[dbus.HeaderField]dbus.Variant{
		dbus.FieldDestination: dbus.MakeVariant(string(r.from)),
		dbus.FieldPath:        dbus.MakeVariant(r.handle),
		dbus.FieldInterface:   dbus.MakeVariant("org.freedesktop.portal.Request"),
		dbus.FieldMember:      dbus.MakeVariant("Response"),
		dbus.FieldSignature:   dbus.MakeVariant(dbus.SignatureOf(body...)),
	}}, nil)
	if call != nil && call.Err != nil {
		p.s.t.Fatal(call.Err)
	}
}
