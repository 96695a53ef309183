package desktop

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"github.com/jezek/xgb/xproto"
)

// WatchDrops reads drops in place of the toolkit, whose X11 support is too limited: it reads file://other/path as a
// local path, takes a web address for a path, and ignores lists above 256 KiB (some thousand files), which come in
// parts (ICCCM 2.7.2). Call it on the screen's goroutine. It ends with ctx or the display.
func WatchDrops(ctx context.Context, w fyne.Window, d Drops) {
	native, ok := w.(driver.NativeWindow)
	if !ok {
		return
	}
	native.RunNative(func(of any) {
		x11, ok := of.(driver.X11WindowContext)
		if !ok {
			return
		}
		d.Go(func() { // ends with ctx
			if err := readDrops(ctx, xproto.Window(x11.WindowHandle), d); err != nil && ctx.Err() == nil {
				d.Failed(err)
			}
		})
	})
}

// readDrops reads dropped lists until the display or the program ends. Meanwhile the toolkit's drop events are
// ignored.
func readDrops(ctx context.Context, window xproto.Window, hear Drops) error {
	s, err := openSelection()
	if err != nil {
		return err
	}
	defer s.close()
	defer context.AfterFunc(ctx, s.close)()
	property, err := s.atom("XdndSelection")
	if err != nil {
		return err
	}
	err = xproto.ChangeWindowAttributesChecked(s.conn, window, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
	if err != nil {
		return fmt.Errorf("watch the window: %w", err)
	}
	s.window, s.property = window, property
	hear.Reads(true)
	defer hear.Reads(false)
	d := droppedList{selection: s}
	for { // a drop may have come before events were selected
		list, whole, err := d.next()
		switch {
		case err != nil:
			hear.Refused(err)
		case whole:
			hear.Dropped(list)
		}
		if err := s.newValue(); err != nil {
			return err
		}
	}
}

// droppedList collects a list that may come in parts. Removing a part requests the next one. A list in one piece is
// not removed, since the toolkit reads it too and finishes the drop.
type droppedList struct {
	*selection
	list []byte
	open bool // more parts will come
}

// next reads the property's new value.
func (d *droppedList) next() (list string, whole bool, err error) {
	there, err := xproto.GetProperty(d.conn, false, d.window, d.property, xproto.GetPropertyTypeAny, 0, maxClipboard/4).Reply()
	switch {
	case err != nil:
		return "", false, fmt.Errorf("look at what was dropped: %w", err)
	case there.Type == 0:
		return "", false, nil
	case there.Type == d.incr:
		d.list, d.open = nil, true
		_, err := d.take(maxClipboard)
		return "", false, err
	case !d.open:
		return string(there.Value), true, nil
	}
	return d.part()
}

// part takes the next part; an empty one is the end.
func (d *droppedList) part() (list string, whole bool, err error) {
	part, err := d.take(maxClipboard - len(d.list))
	if err != nil {
		d.open = false
		return "", false, err
	}
	d.list = append(d.list, part.Value...)
	d.open = len(part.Value) > 0
	return string(d.list), !d.open, nil
}
