//go:build !nowindow

package main

import (
	"bytes"
	"encoding/binary"
	"image"
	"io"
	"log"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// capture captures a display and sends it mouse events, without starting programs: that would take longer than what is
// measured.
type capture struct {
	conn *xgb.Conn
	root xproto.Window
}

func openCapture(b *testing.B, number string) *capture {
	b.Helper()
	xgb.Logger = log.New(io.Discard, "", 0) // the library also returns what it prints
	conn, err := xgb.NewConnDisplay(":" + number)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(conn.Close)
	if err := xtest.Init(conn); err != nil {
		b.Fatalf("the display plays no mouse: %v", err)
	}
	return &capture{conn, xproto.Setup(conn).DefaultScreen(conn).Root}
}

// area captures a part of the display, 4 bytes a pixel.
func (e *capture) area(r image.Rectangle) ([]byte, error) {
	x, y, w, h := int16(r.Min.X), int16(r.Min.Y), uint16(r.Dx()), uint16(r.Dy())
	image, err := xproto.GetImage(e.conn, xproto.ImageFormatZPixmap, xproto.Drawable(e.root), x, y, w, h, 1<<32-1).Reply()
	if err != nil {
		return nil, err
	}
	return image.Data, nil
}

// pixel is the colour in the middle of the display; 0 where nothing is drawn.
func (e *capture) pixel() (uint32, error) {
	picture, err := e.area(image.Rect(550, 360, 551, 361))
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint32(picture) & 0xffffff, nil
}

// Mouse buttons.
const (
	leftButton = 1
	wheelDown  = 5
)

// play sends a mouse event with its button.
func (e *capture) play(b *testing.B, event, button byte, at image.Point) {
	b.Helper()
	if err := xtest.FakeInputChecked(e.conn, event, button, 0, e.root, int16(at.X), int16(at.Y), 0).Check(); err != nil {
		b.Fatal(err)
	}
}

func (e *capture) move(b *testing.B, to image.Point) { e.play(b, xproto.MotionNotify, 0, to) }

func (e *capture) click(b *testing.B, button byte) {
	e.play(b, xproto.ButtonPress, button, image.Point{})
	e.play(b, xproto.ButtonRelease, button, image.Point{})
}

// look is see, failing the benchmark on errors.
func (e *capture) look(b *testing.B, r image.Rectangle) []byte {
	b.Helper()
	picture, err := e.area(r)
	if err != nil {
		b.Fatal(err)
	}
	return picture
}

// await captures a part of the display until it meets a condition.
func (e *capture) await(b *testing.B, r image.Rectangle, wished func(picture []byte) bool) []byte {
	b.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); <-tick.C {
		if now := e.look(b, r); wished(now) {
			return now
		}
	}
	b.Fatal("the display does not show what it should")
	return nil
}

// drawn waits until a part of the display is not plain.
func (e *capture) drawn(b *testing.B, r image.Rectangle) {
	b.Helper()
	e.await(b, r, func(now []byte) bool { return !plain(now) })
}

// changed waits until a part of the display differs from before.
func (e *capture) changed(b *testing.B, r image.Rectangle, before []byte) {
	b.Helper()
	e.await(b, r, func(now []byte) bool { return !bytes.Equal(now, before) })
}

// steady waits until a part of the display is drawn and unchanged for a while.
func (e *capture) steady(b *testing.B, r image.Rectangle, while time.Duration) []byte {
	b.Helper()
	var last []byte
	var since time.Time
	return e.await(b, r, func(now []byte) bool {
		if plain(now) || !bytes.Equal(now, last) {
			last, since = now, time.Now()
		}
		return time.Since(since) > while
	})
}

// plain reports whether a picture has one colour.
func plain(picture []byte) bool { return bytes.Equal(picture[4:], picture[:len(picture)-4]) }
