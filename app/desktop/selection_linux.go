package desktop

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	"sync"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"sendoff/ui/words"
)

// selection reads the X11 clipboard as a requestor of the selection CLIPBOARD (Inter-Client Communication
// Conventions Manual, section 2). Another program supplies the data, which may be anything; its size is bounded.
// The time is not: only close ends a wait.
type selection struct {
	conn   *xgb.Conn
	window xproto.Window // receives the data; never shown, unless for drops

	clipboard, targets, incr, property xproto.Atom // atoms
}

var (
	// errRefused says that the clipboard has no data of the requested type.
	errRefused = errors.New("the clipboard has nothing of this kind")
	errXGone   = errors.New("the connection to the screen has ended")
)

// quietX11 stops the library from printing the errors that it also returns.
var quietX11 = sync.OnceFunc(func() { xgb.Logger = log.New(io.Discard, "", 0) })

// openSelection connects to the display of the environment.
func openSelection() (*selection, error) {
	quietX11()
	conn, err := xgb.NewConn()
	if err != nil {
		return nil, fmt.Errorf("connect to the screen: %w", err)
	}
	s := &selection{conn: conn}
	if err := s.prepare(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// close aborts all waits. Any goroutine may call it.
func (s *selection) close() { s.conn.Close() }

// prepare makes the window and looks up the atoms.
func (s *selection) prepare() error {
	for name, to := range map[string]*xproto.Atom{
		"CLIPBOARD": &s.clipboard, "TARGETS": &s.targets, "INCR": &s.incr, "SENDOFF_PASTE": &s.property,
	} {
		atom, err := s.atom(name)
		if err != nil {
			return err
		}
		*to = atom
	}
	var err error
	if s.window, err = xproto.NewWindowId(s.conn); err != nil {
		return fmt.Errorf("make a window: %w", err)
	}
	root := xproto.Setup(s.conn).DefaultScreen(s.conn).Root
	err = xproto.CreateWindowChecked(s.conn, 0, s.window, root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0,
		xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
	if err != nil {
		return fmt.Errorf("make a window: %w", err)
	}
	return nil
}

// atom is the number of a name.
func (s *selection) atom(name string) (xproto.Atom, error) {
	r, err := xproto.InternAtom(s.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		return 0, fmt.Errorf("name %s: %w", name, err)
	}
	return r.Atom, nil
}

// owner is the window of the clipboard's owner; 0 = the clipboard is empty.
func (s *selection) owner() (xproto.Window, error) {
	r, err := xproto.GetSelectionOwner(s.conn, s.clipboard).Reply()
	if err != nil {
		return 0, fmt.Errorf("who has the clipboard: %w", err)
	}
	return r.Owner, nil
}

// read requests the clipboard as one type: as a whole property, or in parts.
func (s *selection) read(kind xproto.Atom) (*xproto.GetPropertyReply, error) {
	if err := xproto.DeletePropertyChecked(s.conn, s.window, s.property).Check(); err != nil {
		return nil, fmt.Errorf("ask for the clipboard: %w", err)
	}
	if err := xproto.ConvertSelectionChecked(s.conn, s.window, s.clipboard, kind, s.property, xproto.TimeCurrentTime).Check(); err != nil {
		return nil, fmt.Errorf("ask for the clipboard: %w", err)
	}
	for {
		e, err := s.event()
		if err != nil {
			return nil, err
		}
		n, ok := e.(xproto.SelectionNotifyEvent)
		switch {
		case !ok || n.Target != kind || n.Selection != s.clipboard:
		case n.Property == 0:
			return nil, errRefused
		default:
			return s.answer()
		}
	}
}

// event waits for the next event.
func (s *selection) event() (xgb.Event, error) {
	e, err := s.conn.WaitForEvent()
	switch {
	case err != nil:
		return nil, fmt.Errorf("hear from the screen: %w", err)
	case e == nil:
		return nil, errXGone
	}
	return e, nil
}

// answer is the property that the owner announces.
func (s *selection) answer() (*xproto.GetPropertyReply, error) {
	p, err := s.take(maxClipboard)
	switch {
	case err != nil:
		return nil, err
	case p.Type == s.incr:
		return s.parts()
	case p.Type == 0:
		return nil, errRefused
	}
	return p, nil
}

// take reads and removes the property, of at most limit bytes. Removing it requests the next part.
func (s *selection) take(limit int) (*xproto.GetPropertyReply, error) {
	p, err := xproto.GetProperty(s.conn, true, s.window, s.property, xproto.GetPropertyTypeAny, 0, uint32(limit+3)/4).Reply()
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the clipboard: %w", err)
	case p.BytesAfter > 0 || len(p.Value) > limit:
		return nil, words.ErrClipboardLong
	}
	return p, nil
}

// parts reads data in parts: each is put after the last was removed, and an empty one is the end.
func (s *selection) parts() (*xproto.GetPropertyReply, error) {
	all := &xproto.GetPropertyReply{}
	for {
		if err := s.newValue(); err != nil {
			return nil, err
		}
		part, err := s.take(maxClipboard - len(all.Value))
		switch {
		case err != nil:
			return nil, err
		case part.Type == 0: // already read
			continue
		case len(part.Value) == 0:
			return all, nil
		}
		all.Type, all.Format = part.Type, part.Format
		all.Value = append(all.Value, part.Value...)
	}
}

// newValue waits until the property is set.
func (s *selection) newValue() error {
	for {
		e, err := s.event()
		if err != nil {
			return err
		}
		n, ok := e.(xproto.PropertyNotifyEvent)
		if ok && n.Window == s.window && n.Atom == s.property && n.State == xproto.PropertyNewValue {
			return nil
		}
	}
}

// atoms are the atoms in a property.
func atoms(p *xproto.GetPropertyReply) []xproto.Atom {
	list := make([]xproto.Atom, len(p.Value)/4)
	for i := range list {
		list[i] = xproto.Atom(binary.LittleEndian.Uint32(p.Value[4*i:])) // the library requests this byte order
	}
	return list
}
