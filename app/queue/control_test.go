package queue

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/source"
)

func TestMalformedRequests(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	job := `{"id":"` + uuid.NewString() + `","source":{"path":"` + absent + `","size":1,"mtime":"2026-01-02T03:04:05Z"},"target":{"url":"%s"}}`
	tests := []struct {
		name, method, path, body string
		status                   int
	}{
		{"no body", "POST", "/v1/commands", "", 400},
		{"no JSON", "POST", "/v1/commands", "GET / HTTP/1.1", 400},
		{"not an object", "POST", "/v1/commands", "[1,2]", 400},
		{"unknown path", "GET", "/v1/format", "", 400},
		{"another version", "GET", "/v9", "", 400},
		{"wrong method", "DELETE", "/v1/jobs", "", 400},
		{"unknown field", "POST", "/v1/window", `{"paths":[],"more":1}`, 400},
		{"no command", "POST", "/v1/commands", `{}`, 400},
		{"unknown command", "POST", "/v1/commands", `{"verb":"burn"}`, 400},
		{"no limits", "POST", "/v1/commands", `{"verb":"limits"}`, 400},
		{"job without an ID", "POST", "/v1/commands", `{"verb":"add","jobs":[{"source":{"path":"` + absent + `"},"target":{"url":"http://h/"}}]}`, 400},
		{"job with a bad address", "POST", "/v1/commands", `{"verb":"add","jobs":[` + strings.Replace(job, "%s", "file:///etc", 1) + `]}`, 409},
		{"job of less than nothing", "POST", "/v1/commands", `{"verb":"add","jobs":[` + strings.NewReplacer("%s", "http://h/", `"size":1`, `"size":-1`).Replace(job) + `]}`, 400},
		{"job with a relative path", "POST", "/v1/commands", `{"verb":"add","jobs":[` + strings.NewReplacer("%s", "http://h/", absent, "a").Replace(job) + `]}`, 400},
		{"relative path", "POST", "/v1/window", `{"paths":["a"]}`, 400},
		{"unknown aim", "POST", "/v1/hand-over", `{"aim":7}`, 400},
		{"hand-over of one who works", "POST", "/v1/hand-over", `{"aim":2}`, 409},
		{"unknown job", "GET", "/v1/jobs/0123", "", 404},
		{"command for no job", "POST", "/v1/commands", `{"verb":"forget","ids":["` + uuid.NewString() + `"]}`, 404},
		{"no certificate", "POST", "/v1/commands", `{"verb":"trust"}`, 409},
		{"sign-in of nobody", "POST", "/v1/sign-in", `{"place":"https://files.example.com","account":{"user":"","password":""}}`, 400},
		{"sign-in nowhere", "POST", "/v1/sign-in", `{"place":"ftp://files.example.com","account":{"user":"ines","password":"x"}}`, 409},
		{"sign-out nowhere", "POST", "/v1/sign-out", `{"place":"files"}`, 409},
		{"unknown verb", "POST", "/v1/jobs/0123/burn", "", 400},
		{"no ID", "GET", "/v1/transcripts/x", "", 400},
		{"unknown field of a command", "POST", "/v1/commands", `{"verb":"pause","ids":[],"more":1}`, 400},
		{"too long", "POST", "/v1/window", `{"paths":["` + absent + strings.Repeat("x", maxBody) + `"]}`, 400},
		{"binary", "POST", "/v1/commands", "\x00\xff\xfe", 400},
		{"deep", "POST", "/v1/commands", strings.Repeat("[", 100_000), 400},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q, err := http.NewRequestWithContext(t.Context(), tt.method, "http://sendoff"+tt.path, strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			a, err := plainHTTP(r.Dir).Do(q)
			if err != nil {
				t.Fatal(err)
			}
			defer a.Body.Close() //nolint:errcheck // a test
			var p problem
			if err := json.NewDecoder(a.Body).Decode(&p); err != nil || a.StatusCode != tt.status || p.Error == "" {
				t.Errorf("answered with %d, %+v, %v", a.StatusCode, p, err)
			}
			if _, err := Dial(t.Context(), r.Dir); err != nil {
				t.Fatalf("the owner does not answer any more: %v", err)
			}
		})
	}
	all, err := l.All(t.Context())
	if err != nil || len(all) != 0 {
		t.Errorf("jobs came in: %v, %v", all, err)
	}
}

// TestOtherVersions: with an older Sendoff at either end, which speaks lines of JSON, neither hangs, and this one
// explains it.
func TestOtherVersions(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	conn, err := DialControl(t.Context(), r.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, `{"ask":"hello"}`+"\n"); err != nil {
		t.Fatal(err)
	}
	if said, err := io.ReadAll(conn); err != nil || !strings.HasPrefix(string(said), "HTTP/1.1 400") {
		t.Errorf("an older client is told %q, %v", said, err)
	}
	if err := errors.Join(conn.Close(), l.Close()); err != nil {
		t.Fatal(err)
	}
	for name, said := range map[string]string{
		"older": `{"error":"request is not understood","known":"version"}` + "\n",
		"newer": "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone",
	} {
		t.Run(name, func(t *testing.T) {
			answering(t, r.Dir, said)
			r.T = t
			_, err := r.config().Open(t.Context(), Look)
			if said, _ := InWords(err); !strings.Contains(said, "another version") {
				t.Errorf("says %q: %v", said, err)
			}
		})
	}
}

// answering gives every client of dir's control channel the same answer.
func answering(t *testing.T, dir, said string) {
	t.Helper()
	ln, err := listenControl(t.Context(), dir)
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
			_, _ = bufio.NewReader(conn).ReadString('\n')
			_, _ = io.WriteString(conn, said)
			_ = conn.Close()
		}
	}()
}

// A silent client, and one that leaves during a watch, block nobody.
func TestSilentClients(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	for range l.budget.clients - 1 { // watchers and other silent clients
		conn, err := DialControl(t.Context(), r.Dir)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
	}
	if _, err := Dial(t.Context(), r.Dir); err != nil {
		t.Errorf("the last free place is refused: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

func TestUpdateOverTheSocket(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	list := make([]transfer.Job, 2*jobsPerLine+7)
	source, err := source.Stat(r.File("a.bin", 5))
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		list[i] = transfer.NewJob(source, transfer.Target{URL: r.Server.URL + uuid.NewString()})
		list[i].Want = transfer.Hold
	}
	remote, err := Dial(t.Context(), r.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.Do(t.Context(), transfer.Command{Verb: transfer.VerbAdd, Jobs: list}); err != nil {
		t.Fatal(err)
	}
	far, err := remote.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	near, err := l.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(far) != len(list) || len(near) != len(list) {
		t.Fatalf("%d jobs over the socket, %d here, %d added", len(far), len(near), len(list))
	}
	for id, j := range near {
		if !reflect.DeepEqual(far[id], j) {
			t.Fatalf("over the socket %+v, here %+v", far[id], j)
		}
	}
}

// TestWatchersLeaveRoom: watchers never use up the places for commands, and one watcher too many waits.
func TestWatchersLeaveRoom(t *testing.T) {
	r := newRig(t)
	config := r.config()
	config.Files = 64
	l, err := config.Own(t.Context(), TakeOver, Work)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	places := budgetOf(64)
	for range places.watchers {
		q, err := Dial(t.Context(), r.Dir)
		if err != nil {
			t.Fatal(err)
		}
		body, err := q.watch(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = body.Close() })
	}
	late, told := r.config(), make(chan string, 1)
	late.Say = func(line string) { told <- line }
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	f, err := late.Follow(ctx, Look)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- f.Until(ctx, func(transfer.Update, bool) (bool, error) { return false, nil }) }() // stop ends it
	if line := <-told; !strings.Contains(line, "Waiting for a turn") {
		t.Errorf("the one too many is told %q", line)
	}
	source, err := source.Stat(r.File("a.bin", 10))
	if err != nil {
		t.Fatal(err)
	}
	j := transfer.NewJob(source, transfer.Target{URL: r.Server.URL + "a.bin"})
	q, err := r.config().Open(t.Context(), Look)
	if err == nil {
		err = q.Do(t.Context(), transfer.Command{Verb: transfer.VerbAdd, Jobs: []transfer.Job{j}})
	}
	if err != nil {
		t.Errorf("beside all who watch: %v", err)
	}
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestOwnerThatSendsElsewhere: what answers at the channel sends nobody to another path. A command would be carried out
// twice, or not at all.
func TestOwnerThatSendsElsewhere(t *testing.T) {
	for _, status := range []string{"301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"} {
		t.Run(status[:3], func(t *testing.T) {
			dir := t.TempDir()
			ln, err := listenControl(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = ln.Close() })
			asked := make(chan string, 16)
			go func() { // ends with the listener
				for {
					conn, err := ln.Accept()
					if err != nil {
						return
					}
					line, _ := bufio.NewReader(conn).ReadString('\n')
					asked <- line
					_, _ = io.WriteString(conn, "HTTP/1.1 "+status+"\r\nLocation: /v2/elsewhere\r\nContent-Length: 2\r\n\r\n{}")
					_ = conn.Close()
				}
			}()
			if q, err := Dial(t.Context(), dir); err == nil {
				t.Errorf("%+v is taken for an owner", q.OwnerInfo)
			}
			if len(asked) != 1 {
				t.Errorf("%d requests were sent", len(asked))
			}
		})
	}
}
