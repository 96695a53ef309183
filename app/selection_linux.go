package main

import (
	"context"
	"encoding/binary"
	"errors"

	"sendoff/ui"
)

// selection reads the clipboard of X11: it is what the Inter-Client Communication Conventions Manual, section
// 2, calls a requestor of the selection CLIPBOARD. What comes is that of another program and may be anything;
// how long it may take and how much it may be has bounds.
type selection struct {
	*x11
	window uint32 // never shown; the other program puts the data there

	clipboard, targets, incr, property uint32 // names
}

// property is what another program has put on the window.
type property struct {
	kind   uint32 // 0 = there is none
	format byte   // bits of each of its values
	value  []byte
}

// errRefused says that the clipboard cannot be read as what was asked for.
var errRefused = errors.New("the clipboard has nothing of this kind")

// openSelection gets ready on a screen. ctx ends all that is done with the selection.
func openSelection(ctx context.Context, display string) (*selection, error) {
	x, err := openX11(ctx, display)
	if err != nil {
		return nil, err
	}
	s := &selection{x11: x}
	if err := s.prepare(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// prepare makes the window and looks up the names.
func (s *selection) prepare() error {
	for name, to := range map[string]*uint32{
		"CLIPBOARD": &s.clipboard, "TARGETS": &s.targets, "INCR": &s.incr, "SENDOFF_PASTE": &s.property,
	} {
		atom, err := s.atom(name)
		if err != nil {
			return err
		}
		*to = atom
	}
	const size, inputOnly, eventMask, propertyChange = 1<<16 | 1, 2 << 16, 0x800, 0x400000
	s.window = s.first
	return s.send(xCreateWindow, 0, s.window, s.root, 0, size, inputOnly, 0, eventMask, propertyChange)
}

// owner is the window of the program that has the clipboard; 0 = nothing is on it.
func (s *selection) owner() (uint32, error) {
	if err := s.send(xGetSelectionOwner, 0, s.clipboard); err != nil {
		return 0, err
	}
	return s.number()
}

// read asks for the clipboard as data of one kind: a whole property, or parts of one after the other.
func (s *selection) read(kind uint32) (property, error) {
	if err := s.send(xDeleteProperty, 0, s.window, s.property); err != nil {
		return property{}, err
	}
	if err := s.send(xConvertSelection, 0, s.window, s.clipboard, kind, s.property, 0); err != nil {
		return property{}, err
	}
	const selectionAt, kindAt, propertyAt = 12, 16, 20
	for {
		e, err := s.event()
		switch {
		case err != nil:
			return property{}, err
		case e[0]&^xSent != xSelectionNotify || word32(e, kindAt) != kind || word32(e, selectionAt) != s.clipboard:
		case word32(e, propertyAt) == 0:
			return property{}, errRefused
		default:
			return s.answer()
		}
	}
}

// answer is what the other program says it has put there.
func (s *selection) answer() (property, error) {
	p, err := s.take(clipboardMost)
	switch {
	case err != nil:
		return property{}, err
	case p.kind == s.incr:
		return s.parts()
	case p.kind == 0:
		return property{}, errRefused
	}
	return p, nil
}

// take reads the property and removes it, which asks for the next part.
func (s *selection) take(most int) (property, error) {
	const removeIt, anyKind = 1, 0
	if err := s.send(xGetProperty, removeIt, s.window, s.property, anyKind, 0, uint32(most+3)/4); err != nil {
		return property{}, err
	}
	b, err := s.reply()
	if err != nil {
		return property{}, err
	}
	const kindAt, leftAt, countAt = 8, 12, 16
	p := property{kind: word32(b, kindAt), format: b[1]}
	size := uint64(word32(b, countAt)) * uint64(p.format) / 8
	switch {
	case word32(b, leftAt) > 0 || size > uint64(most):
		return property{}, ui.ErrClipboardLong
	case size > uint64(len(b)-xPacket):
		return property{}, errXServer
	}
	p.value = b[xPacket : xPacket+size]
	return p, nil
}

// parts reads what comes in parts: each is put there when the one before has been removed, and an empty one
// is the end.
func (s *selection) parts() (property, error) {
	const propertyAt, stateAt, isThere = 8, 16, 0
	var all property
	for {
		e, err := s.event()
		if err != nil {
			return property{}, err
		}
		if e[0]&^xSent != xPropertyNotify || word32(e, propertyAt) != s.property || e[stateAt] != isThere {
			continue
		}
		part, err := s.take(clipboardMost - len(all.value))
		switch {
		case err != nil:
			return property{}, err
		case part.kind == 0: // it was read already
			continue
		case len(part.value) == 0:
			return all, nil
		}
		all.kind, all.format = part.kind, part.format
		all.value = append(all.value, part.value...)
	}
}

func word32(b []byte, at int) uint32 { return binary.LittleEndian.Uint32(b[at:]) }
