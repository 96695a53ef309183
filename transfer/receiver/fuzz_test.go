package receiver

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// oneConnection is a listener with one connection.
type oneConnection struct {
	conn chan net.Conn
	done chan struct{}
}

func (l *oneConnection) Accept() (net.Conn, error) {
	select {
	case c := <-l.conn:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}
func (l *oneConnection) Close() error   { return nil }
func (l *oneConnection) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

// FuzzConnection has any bytes come over a connection. The receiver answers with Acks or not at all, and makes nothing
// but plain names below its folder.
func FuzzConnection(f *testing.F) {
	const create = "BITS_POST /a.bin HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: Create-Session\r\nBITS-Supported-Protocols: {7df0354d-249b-430f-820d-3d2a9bef4931}\r\n\r\n"
	const id = "{00000000-0000-4000-8000-000000000000}"
	f.Add([]byte(create))
	f.Add([]byte(create + "BITS_POST /a.bin HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: Fragment\r\nBITS-Session-Id: " + id + "\r\nContent-Range: bytes 0-2/3\r\nContent-Length: 3\r\n\r\nabc"))
	f.Add([]byte("POST /a.bin HTTP/1.1\r\nHost: h\r\nX-HTTP-Method-Override: BITS_POST\r\nBITS-Packet-Type: Ping\r\n\r\n"))
	f.Add([]byte("BITS_POST /a.bin HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: Cancel-Session\r\nBITS-Session-Id: " + id + "\r\n\r\n"))
	f.Add([]byte("GET / HTTP/1.0\r\n\r\n"))
	for n, r := range hostileRequests("/outside") {
		if n%10 == 0 { // all of them have a test of their own
			f.Add([]byte(r))
		}
	}
	f.Fuzz(func(t *testing.T, request []byte) {
		base := t.TempDir()
		dir := filepath.Join(base, "drop")
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		known := record{ID: id, Path: "a.bin", Total: -1, Touched: time.Now()}
		d, err := openDisk(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.create(known); err != nil {
			t.Fatal(err)
		}
		_ = d.close()
		for _, status := range answersTo(t, dir, request) {
			if status < 200 || status > 599 {
				t.Errorf("answered with %d", status)
			}
		}
		if list, err := os.ReadDir(base); err != nil || len(list) != 1 {
			t.Errorf("outside the folder are %v, %v", list, err)
		}
		for _, path := range tree(t, dir)[1:] {
			for segment := range strings.SplitSeq(filepath.ToSlash(strings.TrimPrefix(path, dir+string(filepath.Separator))), "/") {
				if !plainName(segment) {
					t.Errorf("a file has the name %q", path)
				}
			}
		}
	})
}

// answersTo serves a folder to one connection, and returns the statuses of the answers. Each has to be an Ack.
func answersTo(t *testing.T, dir string, request []byte) (list []int) {
	t.Helper()
	r, err := Open(Options{Dir: dir, MakeFolders: true, Overwrite: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	l := &oneConnection{conn: make(chan net.Conn, 1), done: make(chan struct{})}
	server := NewServer(r)
	var group sync.WaitGroup
	group.Go(func() { _ = server.Serve(Listener(l)) }) // close(l.done) ends it
	client, other, err := pair()
	if err != nil {
		t.Fatal(err)
	}
	_ = client.SetDeadline(time.Now().Add(10 * time.Second))
	l.conn <- other
	group.Go(func() { // ends with the connection
		_, _ = client.Write(request)
		_ = client.(*net.TCPConn).CloseWrite()
	})
	answer, _ := io.ReadAll(client)
	_ = client.Close()
	close(l.done)
	_ = server.Close()
	group.Wait()
	for b := bufio.NewReader(bytes.NewReader(answer)); ; {
		res, err := http.ReadResponse(b, nil)
		if err != nil {
			return list
		}
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
		if res.StatusCode != http.StatusContinue && res.Header.Get("BITS-Packet-Type") != "Ack" {
			t.Errorf("no Ack: %v", res.Header)
		}
		list = append(list, res.StatusCode)
	}
}

// pair returns both ends of a connection.
func pair() (client, server net.Conn, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = l.Close() }()
	if client, err = net.Dial("tcp", l.Addr().String()); err != nil {
		return nil, nil, err
	}
	server, err = l.Accept()
	return client, server, err
}

// FuzzRecord reads any bytes as the record of a session, and behind a record a line that is no JSON.
func FuzzRecord(f *testing.F) {
	f.Add([]byte(`{"id":"{A}","path":"a","state":"","received":0,"total":-1}`))
	f.Add([]byte("\n{\"received\":5,\"total\":9}\n{\"state\":\"ended\",\"rec"))
	f.Add([]byte("\x00\xff{}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if rec, ok := parseRecord(text); ok && (rec.ID == "" || rec.Path == "" || rec.Received < 0 || rec.Total < -1) {
			t.Errorf("%+v", rec)
		}
		good := []byte(`{"id":"{A}","path":"a","state":"","received":3,"total":9}` + "\n]")
		if rec, ok := parseRecord(append(good, bytes.ReplaceAll(text, []byte("\n"), nil)...)); !ok || rec.Received != 3 || rec.Path != "a" {
			t.Errorf("a line that is no JSON changes a record to %+v, %t", rec, ok)
		}
	})
}

// FuzzUsers reads any bytes as a file of htpasswd.
func FuzzUsers(f *testing.F) {
	f.Add([]byte("ann:$2y$05$abcdefghijklmnopqrstuuLJ1rtFZ6Yb8vQpYkBqjZLxTzVvP8Nwq\n"))
	f.Add([]byte("# x\n\nann\n"))
	f.Add([]byte(":"))
	f.Fuzz(func(t *testing.T, text []byte) {
		users, err := parseUsers(text)
		if _, nobody := users[""]; nobody || err == nil && len(users) == 0 {
			t.Errorf("%v", users)
		}
	})
}
