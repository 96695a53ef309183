package desktop

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"github.com/jezek/xgb/xproto"
)

// WatchDrops reads what is dropped in place of the toolkit, which understands too little of it on X11: of
// file://other/path it keeps the path and forgets the computer, an address of the web is a path to it, and a
// list of more than 256 KiB, some thousand files, comes in parts (ICCCM 2.7.2) and gives no sign at all. It
// runs on the screen's goroutine, and ends with ctx or the display.
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

// readDrops reads the lists that are dropped, until the display or the program ends. As long as it does, the
// toolkit's reading of them is not listened to.
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
	for { // a drop may have come before this could be told of it
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

// droppedList puts a list together that may come in parts. Each part is asked for by taking the one before it
// away; a list that comes at once is left where it is, since the toolkit looks at it too and ends the drop.
type droppedList struct {
	*selection
	list []byte
	open bool // parts are still to come
}

// next looks at the new value of the property.
func (d *droppedList) next() (list string, whole bool, err error) {
	there, err := xproto.GetProperty(d.conn, false, d.window, d.property, xproto.GetPropertyTypeAny, 0, clipboardMost/4).Reply()
	switch {
	case err != nil:
		return "", false, fmt.Errorf("look at what was dropped: %w", err)
	case there.Type == 0:
		return "", false, nil
	case there.Type == d.incr:
		d.list, d.open = nil, true
		_, err := d.take(clipboardMost)
		return "", false, err
	case !d.open:
		return string(there.Value), true, nil
	}
	return d.part()
}

// part takes the next part; an empty one is the end.
func (d *droppedList) part() (list string, whole bool, err error) {
	part, err := d.take(clipboardMost - len(d.list))
	if err != nil {
		d.open = false
		return "", false, err
	}
	d.list = append(d.list, part.Value...)
	d.open = len(part.Value) > 0
	return string(d.list), !d.open, nil
}
