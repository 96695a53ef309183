package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"io"
	"net"
	"testing"
	"time"
)

// eye looks at a display and acts on it as a person does, by the X protocol itself: a program for it would
// take longer than what is measured.
type eye struct {
	conn  net.Conn
	root  uint32
	xtest byte // the number of the extension that plays mouse and keyboard
}

func openEye(b *testing.B, number string) *eye {
	b.Helper()
	conn, err := new(net.Dialer).DialContext(b.Context(), "unix", "/tmp/.X11-unix/X"+number)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	hello := []byte{'l', 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0} // little endian, version 11.0, no authorization
	if _, err := conn.Write(hello); err != nil {
		b.Fatal(err)
	}
	head := make([]byte, 8)
	if _, err := io.ReadFull(conn, head); err != nil || head[0] != 1 {
		b.Fatalf("the display refuses: %v, %v", head, err)
	}
	rest := make([]byte, 4*int(binary.LittleEndian.Uint16(head[6:])))
	if _, err := io.ReadFull(conn, rest); err != nil {
		b.Fatal(err)
	}
	vendor, formats := int(binary.LittleEndian.Uint16(rest[16:])), int(rest[21])
	screen := 32 + (vendor+3)/4*4 + 8*formats
	e := &eye{conn: conn, root: binary.LittleEndian.Uint32(rest[screen:])}
	e.findExtension(b)
	return e
}

func (e *eye) findExtension(b *testing.B) {
	b.Helper()
	ask := append([]byte{98, 0, 4, 0, 5, 0, 0, 0}, "XTEST\x00\x00\x00"...) // QueryExtension
	head, _, err := e.ask(ask)
	if err != nil || head[8] != 1 {
		b.Fatalf("the display plays no mouse: %v", err)
	}
	e.xtest = head[9]
}

// ask sends a request that is answered, and returns the answer's head and what comes behind it.
func (e *eye) ask(request []byte) (head, rest []byte, err error) {
	if _, err := e.conn.Write(request); err != nil {
		return nil, nil, err
	}
	head = make([]byte, 32)
	if _, err := io.ReadFull(e.conn, head); err != nil {
		return nil, nil, err
	}
	if head[0] != 1 {
		return nil, nil, errors.New("the display refuses")
	}
	rest = make([]byte, 4*binary.LittleEndian.Uint32(head[4:]))
	_, err = io.ReadFull(e.conn, rest)
	return head, rest, err
}

// see is a part of the display as it is in the display's memory, 4 bytes a pixel.
func (e *eye) see(r image.Rectangle) ([]byte, error) {
	ask := binary.LittleEndian.AppendUint32([]byte{73, 2, 5, 0}, e.root) // GetImage
	for _, v := range []int{r.Min.X, r.Min.Y, r.Dx(), r.Dy()} {
		ask = binary.LittleEndian.AppendUint16(ask, uint16(v)) //nolint:gosec // within the display
	}
	_, picture, err := e.ask(binary.LittleEndian.AppendUint32(ask, 1<<32-1))
	return picture, err
}

// pixel is the colour in the middle of the display: 0 where nothing is.
func (e *eye) pixel() (uint32, error) {
	picture, err := e.see(image.Rect(550, 360, 551, 361))
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint32(picture) & 0xffffff, nil
}

// Events of the X protocol.
const (
	buttonPress   = 4
	buttonRelease = 5
	motion        = 6
	leftButton    = 1
	wheelDown     = 5
)

// play has the mouse do something: an event, with its button.
func (e *eye) play(b *testing.B, event, button byte, at image.Point) {
	b.Helper()
	request := make([]byte, 36)
	request[0], request[1], request[2] = e.xtest, 2, 9 // FakeInput
	request[4], request[5] = event, button
	binary.LittleEndian.PutUint32(request[12:], e.root)
	binary.LittleEndian.PutUint16(request[24:], uint16(at.X)) //nolint:gosec // within the display
	binary.LittleEndian.PutUint16(request[26:], uint16(at.Y)) //nolint:gosec // within the display
	if _, err := e.conn.Write(request); err != nil {
		b.Fatal(err)
	}
}

func (e *eye) move(b *testing.B, to image.Point) { e.play(b, motion, 0, to) }

func (e *eye) click(b *testing.B, button byte) {
	e.play(b, buttonPress, button, image.Point{})
	e.play(b, buttonRelease, button, image.Point{})
}

// look is see for what must be seen.
func (e *eye) look(b *testing.B, r image.Rectangle) []byte {
	b.Helper()
	picture, err := e.see(r)
	if err != nil {
		b.Fatal(err)
	}
	return picture
}

// await looks at a part of the display until it is as wished.
func (e *eye) await(b *testing.B, r image.Rectangle, wished func(picture []byte) bool) []byte {
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

// drawn waits until something is drawn in a part of the display.
func (e *eye) drawn(b *testing.B, r image.Rectangle) {
	b.Helper()
	e.await(b, r, func(now []byte) bool { return !plain(now) })
}

// changed waits until a part of the display is another than before.
func (e *eye) changed(b *testing.B, r image.Rectangle, before []byte) {
	b.Helper()
	e.await(b, r, func(now []byte) bool { return !bytes.Equal(now, before) })
}

// steady waits until something is drawn in a part of the display and has stayed for a while.
func (e *eye) steady(b *testing.B, r image.Rectangle, while time.Duration) []byte {
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
