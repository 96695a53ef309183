package main

import (
	"context"
	"fmt"
	"log/slog"

	"fyne.io/fyne/v2/driver"
	"github.com/jezek/xgb/xproto"

	"sendoff/ui"
)

// watchDrops takes drops that are too large for the toolkit, which gives no sign of them: on X11 a list of
// more than 256 KiB, some thousand files, comes in parts (ICCCM 2.7.2). It runs on the screen's goroutine.
func (a *App) watchDrops() {
	native, ok := a.window.Native().(driver.NativeWindow)
	if !ok {
		return
	}
	native.RunNative(func(context any) {
		x11, ok := context.(driver.X11WindowContext)
		if !ok {
			return
		}
		a.wg.Go(func() { // Close ends it
			if err := a.readDrops(xproto.Window(x11.WindowHandle)); err != nil && a.ctx.Err() == nil {
				a.queue.log.Warn("large drops", slog.Any("error", err))
			}
		})
	})
}

// readDrops reads the lists that come in parts, until the display or the program ends.
func (a *App) readDrops(window xproto.Window) error {
	s, err := openSelection()
	if err != nil {
		return err
	}
	defer s.close()
	defer context.AfterFunc(a.ctx, s.close)()
	property, err := s.atom("XdndSelection")
	if err != nil {
		return err
	}
	err = xproto.ChangeWindowAttributesChecked(s.conn, window, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
	if err != nil {
		return fmt.Errorf("watch the window: %w", err)
	}
	s.window, s.property = window, property
	d := partsOfDrop{selection: s}
	for {
		if err := s.newValue(); err != nil {
			return err
		}
		list, whole, err := d.next(a.twoTurns)
		switch {
		case err != nil:
			a.Post(func() { a.window.Message(ui.ErrorText(err)) })
		case whole:
			a.Post(func() { a.window.AddListed(ui.FileList(list)) })
		}
	}
}

// twoTurns returns when the screen's goroutine has looked at what had happened before.
func (a *App) twoTurns() {
	for range 2 {
		seen := make(chan struct{})
		a.Post(func() { close(seen) })
		select {
		case <-seen:
		case <-a.ctx.Done():
			return
		}
	}
}

// partsOfDrop puts a list together. Each part is asked for by taking the one before it away.
type partsOfDrop struct {
	*selection
	list []byte
	open bool
}

// next looks at the new value of the property. A list that comes at once is the toolkit's, which must have
// seen that this one does not before the first part stands in its place.
func (d *partsOfDrop) next(seen func()) (list string, whole bool, err error) {
	there, err := xproto.GetProperty(d.conn, false, d.window, d.property, xproto.GetPropertyTypeAny, 0, 0).Reply()
	switch {
	case err != nil:
		return "", false, fmt.Errorf("look at what was dropped: %w", err)
	case there.Type == d.incr:
		seen()
		d.list, d.open = nil, true
		_, err := d.take(clipboardMost)
		return "", false, err
	case !d.open || there.Type == 0:
		return "", false, nil
	}
	part, err := d.take(clipboardMost - len(d.list))
	if err != nil {
		d.open = false
		return "", false, err
	}
	d.list = append(d.list, part.Value...)
	d.open = len(part.Value) > 0
	return string(d.list), !d.open, nil
}
