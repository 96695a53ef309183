package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// evil has everything that must not reach a terminal: colours, a title, a new line, both kinds of controls,
// direction marks and overrides, and invisible characters.
const evil = "a\x1b[31m\x1b]0;t\x07\r\n\u0085\u009b2J\u200e\u200f\u061c\u202a\u202e\u2066\u2069\u200b\u2060\ufeff\u00ad\u2028\U000e0041gnp.exe"

// evilHeader is the part of it that an HTTP header can carry.
const evilHeader = "x\u0085\u009b2J\u200e\u202egnp\u2066\u200b\ufeff\u2028y"

// actsOn returns the hostile characters of a text, except line breaks, which are the program's.
func actsOn(text string) string {
	var found []string
	for i, c := range text {
		invalid := c == utf8.RuneError && !strings.HasPrefix(text[i:], "\ufffd")
		if invalid || c != '\n' && (unicode.IsControl(c) || unicode.In(c, unicode.Cf, unicode.Zl, unicode.Zp)) {
			found = append(found, fmt.Sprintf("%U", c))
		}
	}
	return strings.Join(found, " ")
}

// says is a server that answers every request with the same bytes.
func says(t *testing.T, head string) string {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	go func() { // ends with the listener
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go answerAll(conn, head) // ends with its client
		}
	}()
	return "http://" + ln.Addr().String() + "/"
}

func answerAll(conn net.Conn, head string) {
	defer conn.Close() //nolint:errcheck // a test's server
	in := bufio.NewReader(conn)
	for length := 0; ; {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		if n, ok := strings.CutPrefix(strings.ToLower(line), "content-length:"); ok {
			length, _ = strconv.Atoi(strings.TrimSpace(n))
		}
		if line == "\r\n" {
			_, _ = io.CopyN(io.Discard, in, int64(length))
			if _, err := io.WriteString(conn, head+"\r\nContent-Length: 0\r\n\r\n"); err != nil {
				return
			}
			length = 0
		}
	}
}

// evilAnswers are refusals whose text is shown to the user.
var evilAnswers = map[string]string{
	"refused":     "HTTP/1.1 403 " + evilHeader + "\r\nServer: " + evilHeader + "\r\nBITS-Packet-Type: Ack\r\nBITS-Error: 0x80070005",
	"not BITS":    "HTTP/1.1 200 OK\r\nServer: " + evilHeader + "\r\nContent-Type: text/" + evilHeader + "\r\nVia: " + evilHeader,
	"moved":       "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/" + evilHeader,
	"sign-in":     "HTTP/1.1 401 No\r\nWWW-Authenticate: " + evilHeader + " realm=\"" + evilHeader + "\"\r\nWWW-Authenticate: Basic realm=\"" + evilHeader + "\"",
	"strange id":  "HTTP/1.1 200 OK\r\nBITS-Packet-Type: Ack\r\nBITS-Protocol: {7df0354d-249b-430f-820d-3d2a9bef4931}\r\nBITS-Session-Id: {" + evilHeader + "}",
	"program":     "HTTP/1.1 500 " + evilHeader + "\r\nBITS-Packet-Type: Ack\r\nBITS-Error-Code: 0x80004005\r\nBITS-Error-Context: 0x7\r\nServer: " + evilHeader,
	"strange way": "HTTP/1.1 200 OK\r\nBITS-Packet-Type: Ack\r\nBITS-Protocol: " + evilHeader + "\r\nBITS-Session-Id: {A}",
}

// TestNothingHostileReachesTheTerminal runs every command that prints facts of jobs and servers, with hostile file
// names and answers.
func TestNothingHostileReachesTheTerminal(t *testing.T) {
	for name, answer := range evilAnswers {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.Stdin = "geheim\n"
			to := says(t, answer)
			path := r.File(evil, 10)
			sub := filepath.Join(r.Files, "sub"+evil)
			if err := os.Mkdir(sub, 0o700); err != nil {
				t.Fatal(err)
			}
			same := filepath.Join(sub, evil)
			if err := os.WriteFile(same, []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
			old := time.Now().Add(-time.Hour) // otherwise both would be waited for
			if err := errors.Join(os.Chtimes(path, old, old), os.Chtimes(same, old, old)); err != nil {
				t.Fatal(err)
			}
			quiet := func(args ...string) string {
				t.Helper()
				c := r.Start(args...)
				c.End(t)
				for stream, text := range map[string]string{"stdout": strings.ReplaceAll(c.Out.String(), "\r\n", "\n"), "stderr": c.Err.String()} { // CSV ends lines so
					if bad := actsOn(text); bad != "" {
						t.Errorf("%s: %s has %s:\n%q", args[0], stream, bad, text)
					}
				}
				return c.Out.String()
			}
			quiet("upload", "--no-progress-timeout", "0", "--to", to, path)
			id := strings.TrimSpace(quiet("-v", "add", "--to", to+"again/", path))
			for _, args := range [][]string{
				{"add", "--to", to, path, same},
				{"add", "--to", to, sub},
				{"add", "--to", to, path + "-gone"},
				{"add", "--to", to, "--reply", same, path},
				{"list"},
				{"list", "--all"},
				{"show", id},
				{"show", ""},
				{"sessions"},
				{"sessions", "--csv"},
				{"diagnostics"},
				{"test", "--timeout", "5s", to},
				{"sign-in", to, "--user", evil, "--password-stdin"},
				{"sign-in", to, "--user", "u", "--password-stdin"},
				{"sign-out", to},
				{"trust", to},
				{"trust"},
				{"pause", id},
				{"resume", id},
				{"retry", id},
				{"change", id, "--file", same},
				{"change", id, "--file", sub},
				{"forget", id},
				{"cancel", "--all", "--wait", "1s"},
				{"resume", id},
				{"list", evil},
				{evil},
				{"show", evil},
				{"--dir", path, "list"},
			} {
				quiet(args...)
			}
			queue := r.Dir
			r.Dir = filepath.Join(t.TempDir(), "worked") // with nothing left to retry
			quiet("add", "--no-progress-timeout", "0", "--to", to, path)
			quiet("-v", "run", "--until-idle")
			quiet("quit")
			r.Dir = queue
			for _, args := range [][]string{{"list", "--all", "--json"}, {"show", id, "--json"}, {"sessions", "--json"}} {
				for line := range strings.Lines(quiet(args...)) {
					var j struct{ Name, File string }
					if err := json.Unmarshal([]byte(line), &j); err != nil || j.Name != evil && filepath.Base(j.File) != evil {
						t.Errorf("%s: %v, %q in %s", args[0], err, j, line)
					}
				}
			}
		})
	}
}
