package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// x11 is a connection to a screen that speaks as much of the X Window System Protocol, version 11, as reading
// the clipboard takes. A library that knows all of it makes the program ten times as much longer. Requests are
// made one after the other by one goroutine; the context that it was opened with ends them.
type x11 struct {
	conn   net.Conn
	in     *bufio.Reader
	unhook func() bool
	seq    uint16   // of the last request
	events [][]byte // that came while a reply was waited for
	root   uint32
	first  uint32 // what a thing of this connection may be called
}

// The requests that are known, and what comes back.
const (
	xCreateWindow, xInternAtom, xDeleteProperty      = 1, 16, 19
	xGetProperty, xGetSelectionOwner                 = 20, 23
	xConvertSelection                                = 24
	xError, xReply, xLongEvent                       = 0, 1, 35
	xPropertyNotify, xSelectionNotify           byte = 28, 31
	xPacket, xSent                                   = 32, 0x80 // bytes; marks an event that a program has sent
	xMostEvents                                      = 100_000
)

var (
	errXDisplay = errors.New("the variable DISPLAY names no screen")
	errXServer  = errors.New("the screen does not speak X11")
	errXRefused = errors.New("the screen refused a request")
)

// openX11 connects to a screen by its name, as DISPLAY has it.
func openX11(ctx context.Context, display string) (*x11, error) {
	at, err := parseDisplay(display)
	if err != nil {
		return nil, err
	}
	conn, err := at.dial(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect to the screen: %w", err)
	}
	x := newX11(ctx, conn)
	if err := x.greet(at.cookie(conn)); err != nil {
		x.close()
		return nil, err
	}
	return x, nil
}

func newX11(ctx context.Context, conn net.Conn) *x11 {
	x := &x11{conn: conn, in: bufio.NewReader(conn)}
	x.unhook = context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	return x
}

func (x *x11) close() {
	x.unhook()
	_ = x.conn.Close()
}

// xDisplay is the name of a screen.
type xDisplay struct {
	host   string // "" = this computer
	number int
}

func parseDisplay(name string) (xDisplay, error) {
	colon := strings.LastIndexByte(name, ':')
	if colon < 0 {
		return xDisplay{}, errXDisplay
	}
	host, rest := name[:colon], name[colon+1:]
	if i := strings.LastIndexByte(host, '/'); i >= 0 { // "tcp/host"
		host = host[i+1:]
	}
	if host == "unix" {
		host = ""
	}
	rest, _, _ = strings.Cut(rest, ".") // one clipboard is for all screens of a display
	number, err := strconv.ParseUint(rest, 10, 15)
	if err != nil {
		return xDisplay{}, errXDisplay
	}
	return xDisplay{strings.Trim(host, "[]"), int(number)}, nil
}

func (d xDisplay) dial(ctx context.Context) (net.Conn, error) {
	var dialer net.Dialer
	if d.host != "" {
		const firstPort = 6000
		return dialer.DialContext(ctx, "tcp", net.JoinHostPort(d.host, strconv.Itoa(firstPort+d.number)))
	}
	socket := "/tmp/.X11-unix/X" + strconv.Itoa(d.number)
	conn, err := dialer.DialContext(ctx, "unix", socket)
	if err != nil {
		return dialer.DialContext(ctx, "unix", "@"+socket) // the name that needs no file
	}
	return conn, nil
}

// greet opens the conversation (section 8 of the protocol).
func (x *x11) greet(cookie []byte) error {
	name := ""
	if len(cookie) > 0 {
		name = xCookie
	}
	hello := []byte{'l', 0, 11, 0, 0, 0, byte(len(name)), 0, byte(len(cookie)), 0, 0, 0}
	hello = append(padded(append(hello, name...)), cookie...)
	if _, err := x.conn.Write(padded(hello)); err != nil {
		return fmt.Errorf("greet the screen: %w", err)
	}
	var head [8]byte
	if _, err := io.ReadFull(x.in, head[:]); err != nil {
		return fmt.Errorf("greet the screen: %w", err)
	}
	body := make([]byte, 4*int(binary.LittleEndian.Uint16(head[6:])))
	if _, err := io.ReadFull(x.in, body); err != nil {
		return fmt.Errorf("greet the screen: %w", err)
	}
	if head[0] != 1 {
		return errXRefused
	}
	return x.meet(body)
}

// meet takes from what a screen tells of itself what is needed of it.
func (x *x11) meet(body []byte) error {
	const fixed, maskAt, vendorAt, formatsAt, format = 32, 8, 16, 21, 8 // bytes
	if len(body) < fixed {
		return errXServer
	}
	mask := binary.LittleEndian.Uint32(body[maskAt:])
	x.first = binary.LittleEndian.Uint32(body[4:]) | mask&-mask
	vendor := int(binary.LittleEndian.Uint16(body[vendorAt:]))
	screens := fixed + (vendor+3)/4*4 + format*int(body[formatsAt])
	if len(body) < screens+4 {
		return errXServer
	}
	x.root = binary.LittleEndian.Uint32(body[screens:])
	return nil
}

// padded fills up with zeroes to whole words.
func padded(b []byte) []byte {
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

// send makes a request of an opcode, a byte that belongs to it, and words.
func (x *x11) send(opcode, with byte, words ...uint32) error {
	b := make([]byte, 4, 4+4*len(words))
	for _, w := range words {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	return x.write(opcode, with, b)
}

// write makes a request of which b has all but the first four bytes.
func (x *x11) write(opcode, with byte, b []byte) error {
	b = padded(b)
	b[0], b[1] = opcode, with
	binary.LittleEndian.PutUint16(b[2:], uint16(len(b)/4))
	x.seq++
	if _, err := x.conn.Write(b); err != nil {
		return fmt.Errorf("ask the screen: %w", err)
	}
	return nil
}

// reply waits for the answer to the last request.
func (x *x11) reply() ([]byte, error) {
	for {
		b, err := x.packet()
		switch {
		case err != nil:
			return nil, err
		case b[0] != xReply:
			x.events = append(x.events, b)
			if len(x.events) > xMostEvents {
				return nil, errXServer
			}
		case binary.LittleEndian.Uint16(b[2:]) == x.seq:
			return b, nil
		}
	}
}

// event waits for what happens next.
func (x *x11) event() ([]byte, error) {
	if len(x.events) > 0 {
		b := x.events[0]
		x.events = x.events[1:]
		return b, nil
	}
	for {
		b, err := x.packet()
		if err != nil || b[0] != xReply {
			return b, err
		}
	}
}

// packet reads an event or a reply. No request that is made here fails, so that an error is the end.
func (x *x11) packet() ([]byte, error) {
	b := make([]byte, xPacket)
	if _, err := io.ReadFull(x.in, b); err != nil {
		return nil, fmt.Errorf("hear from the screen: %w", err)
	}
	switch b[0] &^ xSent {
	case xError:
		return nil, fmt.Errorf("%w (%d)", errXRefused, b[1])
	case xReply, xLongEvent:
		more := 4 * int64(binary.LittleEndian.Uint32(b[4:]))
		if more > clipboardMost {
			return nil, errXServer
		}
		b = append(b, make([]byte, more)...)
		if _, err := io.ReadFull(x.in, b[xPacket:]); err != nil {
			return nil, fmt.Errorf("hear from the screen: %w", err)
		}
	}
	return b, nil
}

// atom is the number of a name.
func (x *x11) atom(name string) (uint32, error) {
	b := append(make([]byte, 8), name...)
	binary.LittleEndian.PutUint16(b[4:], uint16(len(name)))
	if err := x.write(xInternAtom, 0, b); err != nil {
		return 0, err
	}
	return x.number()
}

// number waits for an answer of one number.
func (x *x11) number() (uint32, error) {
	b, err := x.reply()
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint32(b[8:]), nil
}
