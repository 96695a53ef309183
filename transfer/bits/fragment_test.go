package bits

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strconv"
	"testing"
	"time"
)

// TestExpect: a fragment with Expect sends its body only if the server wants it.
func TestExpect(t *testing.T) {
	const size = 1 << 20
	t.Run("refused", func(t *testing.T) {
		rest := make(chan int, 1)
		s := serve(t, func(p *peer) {
			m, _ := p.head()
			if m.get("Expect") != "100-continue" {
				t.Errorf("fields %v", m.fields)
			}
			p.send("HTTP/1.1 413 Payload Too Large\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>")
			data, _ := io.ReadAll(p.r)
			rest <- len(data)
		})
		path, _ := source(t, size)
		file := &keptFile{path: path}
		part := whole(size, file.open)
		part.Expect = true
		_, err := newClient(t, s, Options{}).Send(t.Context(), someSession, part)
		asError(t, err, Error{Packet: Fragment, Status: 413, NotAck: true})
		if n := <-rest; n != 0 {
			t.Errorf("%d bytes of the body were sent", n)
		}
		if !file.closed() {
			t.Error("the file is open")
		}
	})
	t.Run("wanted", func(t *testing.T) {
		s := serve(t, func(p *peer) {
			m, _ := p.head()
			p.send("HTTP/1.1 100 Continue\r\n\r\n")
			m.body = make([]byte, size)
			if _, err := io.ReadFull(p.r, m.body); err == nil {
				p.send(clean())
			}
		})
		_, open := source(t, size)
		part := whole(size, open)
		part.Expect = true
		if r, err := newClient(t, s, Options{}).Send(t.Context(), someSession, part); err != nil || r.Received != size {
			t.Errorf("%+v, %v", r, err)
		}
	})
	t.Run("417", func(t *testing.T) {
		var seen []bool
		s := serve(t, func(p *peer) {
			m, err := p.head()
			if err != nil {
				return
			}
			if seen = append(seen, m.has("Expect")); m.has("Expect") {
				p.send("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
				return
			}
			if _, err := io.ReadFull(p.r, make([]byte, size)); err == nil {
				p.send(clean())
			}
		})
		_, open := source(t, size)
		part := whole(size, open)
		part.Expect = true
		if r, err := newClient(t, s, Options{}).Send(t.Context(), someSession, part); err != nil || r.Received != size {
			t.Errorf("%+v, %v", r, err)
		}
		if len(seen) != 2 || !seen[0] || seen[1] {
			t.Errorf("asked first: %v", seen)
		}
	})
}

// TestEarlyAnswer: the answer of a server that refuses a fragment by its head and closes is received, although the
// body meets a reset.
func TestEarlyAnswer(t *testing.T) {
	const size = 8 << 20
	answers := map[string]string{
		"proxy": "HTTP/1.1 413 Payload Too Large\r\nContent-Type: text/html\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>",
		"plain": "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n\r\n",
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(p *peer) {
				if _, err := p.head(); err == nil {
					p.send(answer)
				}
			})
			c := newClient(t, s, Options{})
			path, _ := source(t, size)
			for i := range 50 {
				file := &keptFile{path: path}
				_, err := c.Send(t.Context(), someSession, whole(size, file.open))
				e, ok := errors.AsType[*Error](err)
				if !ok || e.Status != 413 || !e.NotAck {
					t.Fatalf("try %d: %v", i, err)
				}
				if !file.closed() {
					t.Errorf("try %d: the file is open", i)
				}
			}
		})
	}
}

// TestEarlyAck: an answer before the end of the body counts, and the rest of the body does not disturb the next
// packet.
func TestEarlyAck(t *testing.T) {
	const size = 16 << 20
	s := serve(t, func(p *peer) {
		for {
			m, err := p.head()
			if err != nil {
				return
			}
			p.send(clean())
			n, _ := strconv.ParseInt(m.get("Content-Length"), 10, 64)
			if _, err := io.CopyN(io.Discard, p.r, n); err != nil {
				return
			}
		}
	})
	c := newClient(t, s, Options{})
	_, open := source(t, size)
	if _, err := c.Send(t.Context(), someSession, whole(size, open)); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(t.Context(), someSession); err != nil {
		t.Error(err)
	}
}

// TestShrunk: a file that is truncated while it is sent has an error of its own.
func TestShrunk(t *testing.T) {
	const size = 64 << 20
	t.Run("before", func(t *testing.T) {
		s := serve(t, func(p *peer) { _, _ = io.Copy(io.Discard, p.r) })
		_, open := source(t, 1000)
		if _, err := newClient(t, s, Options{}).Send(t.Context(), someSession, whole(size, open)); !errors.Is(err, ErrShort) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("midway", func(t *testing.T) {
		path := t.TempDir() + "/a.bin"
		if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
		s := serveOn(t, listen(t), func(p *peer) {
			if _, err := p.request(); err != nil {
				return
			}
			p.send(clean())
			_, _ = p.head()
			_, _ = io.ReadFull(p.r, make([]byte, 1<<20))
			if err := os.Truncate(path, 32<<20); err != nil {
				t.Error(err)
			}
			_, _ = io.Copy(io.Discard, p.r)
		})
		c := newClient(t, s, Options{Answer: soon})
		if err := c.Ping(t.Context(), someSession); err != nil {
			t.Fatal(err)
		}
		file := &keptFile{path: path}
		begun := time.Now()
		_, err := c.Send(t.Context(), someSession, whole(size, file.open))
		if !errors.Is(err, ErrShort) || time.Since(begun) > soon || !file.closed() {
			t.Errorf("error %v after %v", err, time.Since(begun))
		}
		if n := s.taken(); n != 1 {
			t.Errorf("%d connections: it was sent again", n)
		}
	})
}

// TestNoSource: a file that cannot be opened or read has an error of its own, and the request is not resent.
func TestNoSource(t *testing.T) {
	s := script(t, clean())
	c := newClient(t, s, Options{})
	part := whole(10, func() (*os.File, error) { return os.Open(t.TempDir() + "/none") })
	if _, err := c.Send(t.Context(), someSession, part); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	if err := c.Ping(t.Context(), someSession); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	part.Open = func() (*os.File, error) { return os.Open(folder) }
	if _, err := c.Send(t.Context(), someSession, part); err == nil {
		t.Error("a folder was sent")
	}
	if n := s.taken(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

// TestFileThatOpensTooLateIsClosed: a file that opens after the wait has ended does not stay open.
func TestFileThatOpensTooLateIsClosed(t *testing.T) {
	path, _ := source(t, 10)
	file, hold := &keptFile{path: path}, make(chan struct{})
	s := serve(t, func(p *peer) { _, _ = io.Copy(io.Discard, p.r) })
	part := whole(10, func() (*os.File, error) { <-hold; return file.open() })
	_, err := newClient(t, s, Options{Stall: 50 * time.Millisecond}).Send(t.Context(), someSession, part)
	stuck, ok := errors.AsType[*StuckError](err)
	close(hold)
	if !ok {
		t.Fatal(err)
	}
	<-stuck.Back
	if !file.closed() {
		t.Error("the file is open")
	}
}

// TestAckOfWhatHasNotLeft: an early Ack does not count for bytes that were not sent, unless they may have been sent
// before. For a fully sent fragment its time does not matter.
func TestAckOfWhatHasNotLeft(t *testing.T) {
	const size = 32 << 20 // more than the buffers on the way take
	offset := clean("BITS-Received-Content-Range: " + strconv.Itoa(size))
	for name, tc := range map[string]struct {
		answer string
		whole  bool  // it comes with the last byte
		known  bool  // it is known what was sent before
		before int64 // so much
		fine   bool
	}{
		"of all":                     {offset, false, true, 0, false},
		"without an offset":          {clean(), false, true, 0, false},
		"of nothing":                 {clean("BITS-Received-Content-Range: 0"), false, true, 0, true},
		"of what may have left":      {offset, false, false, 0, true},
		"of all, with the last byte": {offset, true, true, 0, true},
		"without one, with the last": {clean(), true, true, 0, true},
		"416, of what is there":      {ack("416 No", "BITS-Packet-Type: Ack", "BITS-Received-Content-Range: 7"), false, true, 7, true},
		"416, of more than has left": {ack("416 No", "BITS-Packet-Type: Ack", "BITS-Received-Content-Range: "+strconv.Itoa(size)), false, true, 7, false},
		"416, of what may have left": {ack("416 No", "BITS-Packet-Type: Ack", "BITS-Received-Content-Range: "+strconv.Itoa(size)), false, false, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			left := make(chan struct{})
			s := serve(t, func(p *peer) {
				read := p.head
				if tc.whole {
					read = p.request
				}
				if _, err := read(); err == nil {
					p.send(tc.answer)
					<-left
				}
			})
			c := newClient(t, s, Options{})
			_, open := source(t, size)
			part := whole(size, open)
			part.Counted, part.Before = tc.known, tc.before
			_, err := c.Send(t.Context(), someSession, part)
			close(left)
			if tc.fine && err != nil {
				t.Fatal(err)
			}
			if early, ok := errors.AsType[*Error](err); !tc.fine && (!ok || early.Flaw != FlawEarly || early.Code != CodeInvalidServerResponse) {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestAckOfWhatHasNotLeftInAnyTry: a fragment that is sent again, since its connection died, was not sent whole for
// that. An Ack counts for what was sent the first time or in an earlier request.
func TestAckOfWhatHasNotLeftInAnyTry(t *testing.T) {
	const size, some = 32 << 20, 1 << 20
	for name, tc := range map[string]struct {
		first    int64 // bytes that the server reads of the first try
		before   int64
		received int
		fine     bool
	}{
		"resent, ack of all at the head":          {0, 0, size, false},
		"resent, ack of what came the first time": {some, 0, some, true},
		"resent, all came the first time":         {size, 0, size, true},
		"sent in an earlier request":              {0, size, size, true},
		"more than in the earlier request":        {0, some, size, false},
	} {
		t.Run(name, func(t *testing.T) {
			done := make(chan struct{})
			s := serve(t, func(p *peer) {
				m, err := p.head()
				if err != nil {
					return
				}
				if m.get("BITS-Packet-Type") == "Ping" { // the connection is kept for the fragment
					p.send(clean())
					if _, err := p.head(); err == nil {
						_, _ = io.CopyN(io.Discard, p.r, tc.first)
					}
					return
				}
				p.send(clean("BITS-Received-Content-Range: " + strconv.Itoa(tc.received)))
				<-done
			})
			c := newClient(t, s, Options{})
			if err := c.Ping(t.Context(), someSession); err != nil {
				t.Fatal(err)
			}
			_, open := source(t, size)
			part := whole(size, open)
			part.Counted, part.Before = true, tc.before
			r, err := c.Send(t.Context(), someSession, part)
			close(done)
			if n := s.taken(); n != 2 {
				t.Fatalf("%d connections: it was not sent again", n)
			}
			if tc.fine && (err != nil || r.Received != int64(tc.received)) {
				t.Errorf("%+v, %v", r, err)
			}
			if early, ok := errors.AsType[*Error](err); !tc.fine && (!ok || early.Flaw != FlawEarly) {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
}
