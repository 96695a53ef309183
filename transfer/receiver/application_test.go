package receiver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sendoff/transfer/bits"
)

// teller is an application that is a function; it counts how often it is told.
type teller struct {
	take func(u Upload) (Verdict, error)
	told []Upload
}

func (a *teller) Take(_ context.Context, u Upload) (Verdict, error) {
	a.told = append(a.told, u)
	return a.take(u)
}

// last is the last fragment of an upload of four bytes.
func last(status int) step {
	s := step{packet: "Fragment", rng: "2-3/4", body: "cd", status: status}
	if s.received = "4"; status != 200 {
		s.received = ""
	}
	return s
}

// ask sends a step and returns its answer, of which only the status is checked.
func (g *rig) ask(s step) http.Header {
	g.t.Helper()
	res, err := g.srv.Client().Transport.RoundTrip(g.request(s))
	if err != nil {
		g.t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != s.status || res.Header.Get("BITS-Packet-Type") != "Ack" {
		g.t.Errorf("%s: %d, want %d", s.packet, res.StatusCode, s.status)
	}
	return res.Header
}

// TestVerdicts: the application's word decides about the answer, the file and whether it is told again (S41).
func TestVerdicts(t *testing.T) {
	said := errors.New("database is down")
	for name, c := range map[string]struct {
		first   bool // Options.PublishFirst
		verdict Verdict
		err     error
		status  int
		told    int    // after the last fragment came twice
		file    bool   // is there
		reply   string // BITS-Reply-URL
	}{
		"takes it":               {verdict: Verdict{}, status: 200, told: 1},
		"takes and keeps it":     {verdict: Verdict{Keep: true}, status: 200, told: 1, file: true},
		"published first":        {first: true, status: 200, told: 1, file: true},
		"reply elsewhere":        {verdict: Verdict{ReplyURL: "http://a.example.test/r"}, status: 200, told: 1, reply: "http://a.example.test/r"},
		"fails":                  {err: said, status: 500, told: 2},
		"fails, published first": {first: true, err: said, status: 500, told: 2, file: true},
		"busy":                   {verdict: Verdict{Status: 503}, status: 503, told: 2},
		"redirects":              {verdict: Verdict{Status: 302}, status: 502, told: 2},
		"redirects for long":     {verdict: Verdict{Status: 308}, status: 502, told: 2},
		"has not changed":        {verdict: Verdict{Status: 304}, status: 502, told: 2},
		"says it is accepted":    {verdict: Verdict{Status: 202}, status: 502, told: 2},
		"has no content":         {verdict: Verdict{Status: 204}, status: 502, told: 2},
		"refuses":                {verdict: Verdict{Status: 403}, status: 403, told: 1},
		"refuses what it sees":   {first: true, verdict: Verdict{Status: 403}, status: 403, told: 1},
		"is late":                {err: fmt.Errorf("slow: %w", context.DeadlineExceeded), status: 408, told: 2},
	} {
		t.Run(name, func(t *testing.T) {
			a := &teller{take: func(Upload) (Verdict, error) { return c.verdict, c.err }}
			g := start(t, Options{Application: a, PublishFirst: c.first})
			g.run(create)
			if reply := g.ask(part("0-1/4", "ab", "2")).Get("BITS-Reply-URL"); reply != "" || len(a.told) > 0 {
				t.Errorf("S42: told %d times before the end, reply at %s", len(a.told), reply)
			}
			for range 2 {
				h := g.ask(last(c.status))
				if got := h.Get("BITS-Reply-URL"); got != c.reply {
					t.Errorf("reply at %q, want %q", got, c.reply)
				}
				if got := h.Get("BITS-Error-Context"); (got == "0x7") != (c.status != 200) {
					t.Errorf("context %q", got)
				}
				g.restart()
			}
			if len(a.told) != c.told {
				t.Errorf("told %d times, want %d", len(a.told), c.told)
			}
			if text, there := g.file("a.bin"); there != c.file || there && text != "abcd" {
				t.Errorf("the file is %q (there: %t)", text, there)
			}
			u := a.told[0]
			if u.Path != "a.bin" || u.Size != 4 || u.Session != g.id || !strings.HasSuffix(u.URL, "/a.bin") || !strings.HasPrefix(u.URL, "http://127.0.0.1:") {
				t.Errorf("told of %+v", u)
			}
			if digest := g.do(closing).Get("Repr-Digest"); (digest != "") != (c.status == 200 || c.file) {
				t.Errorf("the end names the digest %q", digest)
			}
			if list := g.partial(); len(list) > 0 {
				t.Errorf("left %v", list)
			}
		})
	}
}

// TestRefusalSparesAnotherFile: the name of a refused upload is taken back, but not if the application has put another
// file there. Then the name is free for the next upload.
func TestRefusalSparesAnotherFile(t *testing.T) {
	var g *rig
	other := false
	a := &teller{take: func(u Upload) (Verdict, error) {
		if other {
			if err := errors.Join(os.WriteFile(u.File+".new", []byte("other"), 0o600), os.Rename(u.File+".new", u.File)); err != nil {
				t.Error(err)
			}
		}
		return Verdict{Status: 403}, nil
	}}
	g = start(t, Options{Application: a, PublishFirst: true})
	for _, other = range []bool{false, true} {
		g.run(create)
		g.ask(part("0-1/4", "ab", "2"))
		g.ask(last(403))
		g.do(closing)
	}
	g.wantFile("a.bin", "other")
}

// silences are where an application may stand still: it takes nothing of an upload, says nothing, or sends nothing of its
// reply.
var silences = map[string]func(w http.ResponseWriter, q *http.Request){
	"takes nothing": func(http.ResponseWriter, *http.Request) { <-time.After(2 * notifyTimeout) },
	"says nothing": func(_ http.ResponseWriter, q *http.Request) {
		_, _ = io.Copy(io.Discard, q.Body)
		<-time.After(2 * notifyTimeout)
	},
	"begins a reply": func(w http.ResponseWriter, q *http.Request) {
		_, _ = io.Copy(w, q.Body)
		_ = http.NewResponseController(w).Flush()
		<-time.After(2 * notifyTimeout)
	},
}

// TestSilentApplication: an application that stands still is given up after five minutes, wherever that is, and one that
// goes on slowly is not: its time begins anew with each byte. The error is that of a time limit, which is answered with
// 408 (S41).
func TestSilentApplication(t *testing.T) {
	for name, app := range silences {
		for _, value := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, by value: %t", name, value), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					took, err := notifyInBubble(t, value, app)
					if reads := !value && name == "begins a reply"; reads { // of no interest by reference
						if err != nil || took != 0 {
							t.Errorf("%v after %s", err, took)
						}
					} else if !errors.Is(err, context.DeadlineExceeded) || took != notifyTimeout {
						t.Errorf("%v after %s", err, took)
					}
				})
			})
		}
	}
	t.Run("slow", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			took, err := notifyInBubble(t, true, func(w http.ResponseWriter, q *http.Request) {
				_, _ = io.Copy(io.Discard, q.Body)
				for range 10 {
					<-time.After(notifyTimeout - time.Second)
					_, _ = io.WriteString(w, "x")
					_ = http.NewResponseController(w).Flush()
				}
			})
			if err != nil || took != 10*(notifyTimeout-time.Second) {
				t.Errorf("%v after %s", err, took)
			}
		})
	})
}

// notifyInBubble tells an application of an upload over a connection in memory, and returns how long that took.
func notifyInBubble(t *testing.T, value bool, app http.HandlerFunc) (time.Duration, error) {
	t.Helper()
	dir := t.TempDir()
	u := Upload{URL: "http://drop.example.test/a", File: filepath.Join(dir, "file"), Reply: filepath.Join(dir, "reply"), Size: 1 << 20}
	if err := os.WriteFile(u.File, make([]byte, u.Size), 0o600); err != nil {
		t.Fatal(err)
	}
	l := &lines{come: make(chan net.Conn), done: make(chan struct{})}
	server := &http.Server{Handler: app}
	served := make(chan struct{})
	go func() { // Close below ends it
		defer close(served)
		_ = server.Serve(l)
	}()
	transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		l.come <- far
		return near, nil
	}}
	defer func() {
		transport.CloseIdleConnections()
		_ = server.Close()
		<-served
		<-time.After(2 * notifyTimeout) // what stands still ends by itself
	}()
	begun := time.Now()
	_, err := (&Notifier{URL: &url.URL{Scheme: "http", Host: "app.example.test"}, ByValue: value, Transport: transport}).Take(t.Context(), u)
	return time.Since(begun), err
}

// TestReply: what the application writes is the reply: whole, in ranges, after a restart, until the session ends, which removes it (S42, S25).
// The last fragment names it again when it is repeated (S24).
func TestReply(t *testing.T) {
	a := &teller{take: func(u Upload) (Verdict, error) {
		text, err := os.ReadFile(u.File)
		return Verdict{Keep: true}, errors.Join(err, os.WriteFile(u.Reply, append([]byte("got "), text...), 0o600))
	}}
	g := start(t, Options{Application: a})
	g.run(create, part("0-1/4", "ab", "2"))
	reply := g.ask(last(200)).Get("BITS-Reply-URL")
	if again := g.ask(last(200)).Get("BITS-Reply-URL"); again != reply || len(reply) > bits.MaxURL || !strings.HasPrefix(reply, g.srv.URL+"/") {
		t.Errorf("reply at %q, then at %q", reply, again)
	}
	g.restart()
	u, err := url.Parse(reply)
	if err != nil {
		t.Fatal(err)
	}
	get := func(method, path, ranges string) (int, string, http.Header) {
		req, err := http.NewRequestWithContext(t.Context(), method, g.srv.URL+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if ranges != "" {
			req.Header.Set("Range", "bytes="+ranges)
		}
		res, err := g.srv.Client().Transport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		text, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(text), res.Header
	}
	for _, c := range []struct {
		method, path, ranges string
		status               int
		want                 string
	}{
		{"GET", u.Path, "", 200, "got abcd"},
		{"HEAD", u.Path, "", 200, ""},
		{"GET", u.Path, "4-5", 206, "ab"},
		{"GET", u.Path, "9-", 416, "invalid range: failed to overlap\n"},
		{"GET", u.Path + "x", "", 404, ""},
		{"GET", replyPath, "", 404, ""},
		{"GET", "/a.bin", "", 405, ""},
		{"POST", u.Path, "", 405, ""},
	} {
		status, text, h := get(c.method, c.path, c.ranges)
		if status != c.status || text != c.want {
			t.Errorf("%s %s %s: %d %q", c.method, c.path, c.ranges, status, text)
		}
		if status == 200 && (h.Get("Content-Length") != "8" || h.Get("Last-Modified") == "" || h.Get("Accept-Ranges") != "bytes") {
			t.Errorf("%s: %v", c.method, h)
		}
	}
	g.do(closing)
	if status, _, _ := get("GET", u.Path, ""); status != 404 {
		t.Errorf("after the end: %d", status)
	}
	g.wantFile("a.bin", "abcd")
	if list, _ := filepath.Glob(filepath.Join(g.o.Dir, stateDir, "*"+replySuffix)); len(list) > 0 {
		t.Errorf("left %v", list)
	}
}

// TestNotifier: an application behind a URL gets the headers of [MC-BUP] 2.2.12, and answers by those of 2.2.13 (S41).
func TestNotifier(t *testing.T) {
	for name, c := range map[string]struct {
		value  bool
		answer func(w http.ResponseWriter, q *http.Request)
		fails  bool
		want   Verdict
		reply  string // what the reply holds, "" = none
	}{
		"by reference": {answer: func(_ http.ResponseWriter, q *http.Request) {
			_ = os.WriteFile(q.Header.Get("BITS-Response-DataFile-Name"), []byte("written"), 0o600)
		}, reply: "written"},
		"by value": {value: true, answer: func(w http.ResponseWriter, q *http.Request) {
			_, _ = io.Copy(w, q.Body)
		}, reply: "abcd"},
		"by value, no reply": {value: true, answer: func(http.ResponseWriter, *http.Request) {}},
		"static": {value: true, answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("BITS-Static-Response-URL", "https://files.example.test/r")
			_, _ = io.WriteString(w, "ignored")
		}, want: Verdict{ReplyURL: "https://files.example.test/r"}},
		"copied": {answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("BITS-Copy-File-To-Destination", "")
		}, want: Verdict{Keep: true}},
		"refused": {answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) }, want: Verdict{Status: 403}},
		"moved": {answer: func(w http.ResponseWriter, q *http.Request) {
			http.Redirect(w, q, "/other", http.StatusTemporaryRedirect)
		}, want: Verdict{Status: 307}},
		"relative static": {answer: func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("BITS-Static-Response-URL", "r") }, fails: true, want: Verdict{ReplyURL: "r"}},
		"too much": {value: true, answer: func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, strings.Repeat("x", 101))
		}, fails: true},
		"cut off": {answer: func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }, fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			u := Upload{URL: "http://drop.example.test/a.bin?case=7", File: filepath.Join(dir, "file"), Reply: filepath.Join(dir, "reply"), Size: 4}
			if err := os.WriteFile(u.File, []byte("abcd"), 0o600); err != nil {
				t.Fatal(err)
			}
			app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
				file, body := u.File, "0"
				if c.value {
					file, body = "", "4"
				}
				if q.Method != "POST" || q.URL.RequestURI() != "/told?x=y&case=7" || q.Header.Get("BITS-Original-Request-URL") != u.URL ||
					q.Header.Get("BITS-Request-DataFile-Name") != file || (q.Header.Get("BITS-Response-DataFile-Name") == u.Reply) == c.value ||
					q.Header.Get("Content-Length") != body {
					t.Errorf("%s %s %v", q.Method, q.URL, q.Header)
				}
				c.answer(w, q)
			}))
			defer app.Close()
			to, err := url.Parse(app.URL + "/told?x=y")
			if err != nil {
				t.Fatal(err)
			}
			transport := &http.Transport{}
			defer transport.CloseIdleConnections()
			got, err := (&Notifier{URL: to, ByValue: c.value, MaxReply: 100, Transport: transport}).Take(t.Context(), u)
			if got != c.want || (err != nil) != c.fails {
				t.Errorf("%+v, %v", got, err)
			}
			text, err := os.ReadFile(u.Reply)
			if string(text) != c.reply || (err == nil) != (c.reply != "") {
				t.Errorf("the reply is %q, %v", text, err)
			}
		})
	}
}
