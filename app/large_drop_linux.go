//go:build !ci

package main

/*
#cgo LDFLAGS: -lxcb
#include <stdlib.h>
#include <string.h>
#include <xcb/xcb.h>

static xcb_atom_t atom(xcb_connection_t *c, const char *name) {
	xcb_intern_atom_reply_t *r = xcb_intern_atom_reply(c, xcb_intern_atom(c, 0, strlen(name), name), NULL);
	xcb_atom_t a = r ? r->atom : XCB_NONE;
	free(r);
	return a;
}

static void listen_to(xcb_connection_t *c, xcb_window_t w) {
	uint32_t mask = XCB_EVENT_MASK_PROPERTY_CHANGE;
	xcb_change_window_attributes(c, w, XCB_CW_EVENT_MASK, &mask);
	xcb_flush(c);
}

// wait_for_value waits until a property has a new value, and returns 0 when the display is gone.
static int wait_for_value(xcb_connection_t *c, xcb_atom_t property) {
	xcb_generic_event_t *e;
	while ((e = xcb_wait_for_event(c))) {
		xcb_property_notify_event_t *p = (xcb_property_notify_event_t *)e;
		int hit = (e->response_type & 0x7f) == XCB_PROPERTY_NOTIFY && p->atom == property && p->state == XCB_PROPERTY_NEW_VALUE;
		free(e);
		if (hit) return 1;
	}
	return 0;
}

static xcb_get_property_reply_t *value(xcb_connection_t *c, int take, xcb_window_t w, xcb_atom_t property, uint32_t words) {
	return xcb_get_property_reply(c, xcb_get_property(c, take, w, property, XCB_GET_PROPERTY_TYPE_ANY, 0, words), NULL);
}
*/
import "C"

import (
	"errors"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
	"unsafe"

	"fyne.io/fyne/v2/driver"
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
		window := C.xcb_window_t(x11.WindowHandle)
		go func() { // ends with the display or the process: nothing else can end the waiting
			if err := a.readDrops(window); err != nil {
				a.queue.log.Warn("large drops", slog.Any("error", err))
			}
		}()
	})
}

// readDrops reads the lists that come in parts.
func (a *App) readDrops(window C.xcb_window_t) error {
	conn := C.xcb_connect(nil, nil)
	defer C.xcb_disconnect(conn)
	if C.xcb_connection_has_error(conn) != 0 {
		return errors.New("the display refuses a second connection")
	}
	d := partsOfDrop{conn: conn, window: window, property: xAtom(conn, "XdndSelection"), parts: xAtom(conn, "INCR")}
	C.listen_to(conn, window)
	for C.wait_for_value(conn, d.property) != 0 {
		list, whole := d.next(a.twoTurns)
		if !whole {
			continue
		}
		if paths := droppedPaths(list); len(paths) > 0 {
			a.Post(func() { a.window.Add(paths) })
		}
	}
	return nil
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

func xAtom(conn *C.xcb_connection_t, name string) C.xcb_atom_t {
	text := C.CString(name)
	defer C.free(unsafe.Pointer(text))
	return C.atom(conn, text)
}

// partsOfDrop puts a list together. Each part is asked for by taking the one before it away.
type partsOfDrop struct {
	conn            *C.xcb_connection_t
	window          C.xcb_window_t
	property, parts C.xcb_atom_t
	list            []byte
	open            bool
}

// next looks at the new value of the property. A list that comes at once is the toolkit's, which must have
// seen that this one does not before the first part stands in its place.
func (d *partsOfDrop) next(seen func()) (list []byte, whole bool) {
	kind := d.kind()
	if kind == d.parts {
		seen()
		d.list, d.open = nil, true
		d.take()
		return nil, false
	}
	if !d.open || kind == C.XCB_NONE {
		return nil, false
	}
	part := d.take()
	d.list = append(d.list, part...)
	d.open = len(part) > 0
	return d.list, !d.open
}

// kind is the type of what the property holds.
func (d *partsOfDrop) kind() C.xcb_atom_t {
	reply := C.value(d.conn, 0, d.window, d.property, 0)
	if reply == nil {
		return C.XCB_NONE
	}
	defer C.free(unsafe.Pointer(reply))
	return reply._type
}

// take takes the value away and returns it.
func (d *partsOfDrop) take() []byte {
	const all = 1 << 22 // words
	reply := C.value(d.conn, 1, d.window, d.property, all)
	if reply == nil {
		return nil
	}
	defer C.free(unsafe.Pointer(reply))
	return C.GoBytes(C.xcb_get_property_value(reply), C.xcb_get_property_value_length(reply))
}

// droppedPaths are the files of a text/uri-list (RFC 2483).
func droppedPaths(list []byte) (paths []string) {
	for line := range strings.Lines(string(list)) {
		u, err := url.Parse(strings.TrimSpace(line))
		if err == nil && u.Scheme == "file" && u.Path != "" {
			paths = append(paths, filepath.FromSlash(u.Path))
		}
	}
	return paths
}
