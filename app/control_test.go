package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
)

func TestTwoProcesses(t *testing.T) {
	r := newRig(t)
	owner := r.child("run")
	eventually(t, "an owner that answers", func() bool { _, err := dial(t.Context(), r.dir); return err == nil })
	path := r.file("a.bin", 2<<20)
	r.run(exitDone, "upload", "--to", r.server.url, path)
	r.arrived(path)
	if _, stderr := r.run(exitQueue, "run"); !strings.Contains(stderr, "another Sendoff") {
		t.Errorf("a second run says %q", stderr)
	}
	if _, stderr := r.run(exitQueue, path); !strings.Contains(stderr, "display") && !strings.Contains(stderr, "without a window") {
		t.Errorf("a window beside run says %q", stderr)
	}
	if runtime.GOOS == "windows" {
		return // files have no modes there, and no signal can be sent to a process
	}
	if info, err := os.Stat(filepath.Join(r.dir, controlName)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("control socket: %v, %v", info, err)
	}
	if err := owner.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_ = owner.end(t)
	if code := owner.ProcessState.ExitCode(); code != exitInterrupted {
		t.Errorf("the owner ended with %d: %s", code, owner.err.String())
	}
	if !strings.Contains(owner.out.String(), "a.bin: Done") {
		t.Errorf("the owner printed %q", owner.out.String())
	}
	if _, err := os.Lstat(filepath.Join(r.dir, controlName)); err == nil {
		t.Error("the control socket was left behind")
	}
}

// A command whose owner is killed takes the queue over and finishes the work.
func TestOwnerKilled(t *testing.T) {
	r := newRig(t)
	owner := r.child("run", "--limit", "1M")
	eventually(t, "an owner that answers", func() bool { _, err := dial(t.Context(), r.dir); return err == nil })
	path := r.file("a.bin", 20<<20)
	up := r.start("upload", "--to", r.server.url, path)
	eventually(t, "the first acknowledged fragment", func() bool {
		s := r.server.recv.Sessions()
		return len(s) == 1 && s[0].Received > 0
	})
	if err := owner.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = owner.end(t)
	if code := up.end(t); code != exitDone {
		t.Errorf("the upload ended with %d: %s", code, up.err.String())
	}
	r.arrived(path)
}

func TestLockedWithoutSocket(t *testing.T) {
	r := newRig(t)
	e, err := transfer.Open(transfer.Options{Dir: r.dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	for _, args := range [][]string{{"list"}, {"run"}} {
		if _, stderr := r.run(exitQueue, args...); !strings.Contains(stderr, r.dir) {
			t.Errorf("%v does not say which queue is in use: %s", args, stderr)
		}
	}
}

// owner makes this process the owner of the rig's queue.
func (r *rig) owner() *local {
	r.t.Helper()
	p := process{stdout: &output{}, stderr: &output{}, getenv: testEnv}
	l, err := p.call(grammar{Dir: r.dir}).Own(r.t.Context(), takeOver, work)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = l.Close() })
	return l
}

// plainHTTP speaks to the owner of dir as curl does.
func plainHTTP(dir string) *http.Client {
	return &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext:       func(ctx context.Context, _, _ string) (net.Conn, error) { return dialControl(ctx, dir) },
	}}
}

func TestMalformedRequests(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	job := `{"id":"` + uuid.NewString() + `","source":{"path":"/a","size":1,"mtime":"2026-01-02T03:04:05Z"},"target":{"url":"%s"}}`
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
		{"job without an ID", "POST", "/v1/commands", `{"verb":"add","jobs":[{"source":{"path":"/a"},"target":{"url":"http://h/"}}]}`, 400},
		{"job with a bad address", "POST", "/v1/commands", `{"verb":"add","jobs":[` + strings.Replace(job, "%s", "file:///etc", 1) + `]}`, 409},
		{"job of less than nothing", "POST", "/v1/commands", `{"verb":"add","jobs":[` + strings.NewReplacer("%s", "http://h/", `"size":1`, `"size":-1`).Replace(job) + `]}`, 400},
		{"job with a relative path", "POST", "/v1/commands", `{"verb":"add","jobs":[` + strings.NewReplacer("%s", "http://h/", `"/a"`, `"a"`).Replace(job) + `]}`, 400},
		{"relative path", "POST", "/v1/window", `{"paths":["a"]}`, 400},
		{"unknown aim", "POST", "/v1/hand-over", `{"aim":7}`, 400},
		{"hand-over of one who works", "POST", "/v1/hand-over", `{"aim":2}`, 409},
		{"unknown job", "GET", "/v1/jobs/0123", "", 404},
		{"unknown verb", "POST", "/v1/jobs/0123/burn", "", 400},
		{"no ID", "GET", "/v1/transcripts/x", "", 400},
		{"unknown field of a command", "POST", "/v1/commands", `{"verb":"pause","ids":[],"more":1}`, 400},
		{"too long", "POST", "/v1/window", `{"paths":["/` + strings.Repeat("x", maxBody) + `"]}`, 400},
		{"binary", "POST", "/v1/commands", "\x00\xff\xfe", 400},
		{"deep", "POST", "/v1/commands", strings.Repeat("[", 100_000), 400},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q, err := http.NewRequestWithContext(t.Context(), tt.method, "http://sendoff"+tt.path, strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			a, err := plainHTTP(r.dir).Do(q)
			if err != nil {
				t.Fatal(err)
			}
			defer a.Body.Close() //nolint:errcheck // a test
			var p problem
			if err := json.NewDecoder(a.Body).Decode(&p); err != nil || a.StatusCode != tt.status || p.Error == "" {
				t.Errorf("answered with %d, %+v, %v", a.StatusCode, p, err)
			}
			if _, err := dial(t.Context(), r.dir); err != nil {
				t.Fatalf("the owner does not answer any more: %v", err)
			}
		})
	}
	all, err := l.All(t.Context())
	if err != nil || len(all) != 0 {
		t.Errorf("jobs came in: %v, %v", all, err)
	}
}

// TestOtherVersions: an older Sendoff at either end speaks lines of JSON. Neither hangs, and this one says why.
func TestOtherVersions(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	conn, err := dialControl(t.Context(), r.dir)
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
			answering(t, r.dir, said)
			r.t = t
			if _, stderr := r.run(exitQueue, "list"); !strings.Contains(stderr, "another version") {
				t.Errorf("says %q", stderr)
			}
		})
	}
}

// answering gives whoever connects to the control channel of dir the same answer.
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

// TestCurl: what "sendoff help control" promises to people with curl.
func TestCurl(t *testing.T) {
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Skip("there is no curl here")
	}
	r := newRig(t)
	r.owner()
	out, _ := r.run(exitDone, "add", "--paused", "--to", r.server.url, r.file("a.bin", 10))
	id := strings.TrimSpace(out)
	ask := func(args ...string) map[string]any {
		t.Helper()
		args = append([]string{"--silent", "--show-error", "--fail", "--unix-socket", filepath.Join(r.dir, controlName)}, args...)
		out, err := exec.CommandContext(t.Context(), curl, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("curl %v: %v: %s", args, err, out)
		}
		var v map[string]any
		if err := json.Unmarshal(out, &v); err != nil {
			t.Fatalf("curl %v: %v in %s", args, err, out)
		}
		return v
	}
	if got := ask("http://sendoff/v1")["sendoff"]; got != version {
		t.Errorf("version %v", got)
	}
	if got := ask("http://sendoff/v1/jobs"); got["id"] != id || got["state"] != "paused" {
		t.Errorf("listed as %v", got)
	}
	ask("-X", "POST", "http://sendoff/v1/jobs/"+id[:30]+"/cancel")
	if got := ask("http://sendoff/v1/jobs/" + id); got["state"] != "cancelled" || got["transcript"] == nil {
		t.Errorf("after the cancel: %v", got)
	}
	if got := ask("http://sendoff/v1/jobs?all=true"); got["outcome"] != string(transfer.NeverReached) {
		t.Errorf("in the history: %v", got)
	}
}

// TestHelpControl: every path that the help tells of is answered.
func TestHelpControl(t *testing.T) {
	r := newRig(t)
	r.owner()
	out, _ := r.run(exitDone, "add", "--paused", "--to", r.server.url, r.file("a.bin", 10))
	help, _ := r.run(exitDone, "help", "control")
	for _, p := range controlPaths {
		if !strings.Contains(help, p[0]) {
			t.Errorf("help says nothing of %s", p[0])
		}
		method, path, _ := strings.Cut(strings.Replace(p[0], "JOB", strings.TrimSpace(out), 1), " ")
		q, err := http.NewRequestWithContext(t.Context(), method, "http://sendoff"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		a, err := plainHTTP(r.dir).Do(q)
		if err != nil {
			t.Fatal(err)
		}
		_ = a.Body.Close()
		if quits := strings.HasSuffix(path, "/quit"); (a.StatusCode == http.StatusOK) == quits { // a process of tests is not ended
			t.Errorf("%s is answered with %s", p[0], a.Status)
		}
		if a.Header.Get(headerControl) != version {
			t.Errorf("%s: %s", p[0], a.Header)
		}
	}
}

// A client that says nothing and one that goes away in the middle of a watch hold nothing up.
func TestSilentClients(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	for range l.budget.clients - 1 { // watchers and others that say nothing
		conn, err := dialControl(t.Context(), r.dir)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
	}
	if _, err := dial(t.Context(), r.dir); err != nil {
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
	source, err := transfer.Stat(r.file("a.bin", 5))
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		list[i] = transfer.NewJob(source, transfer.Target{URL: r.server.url + uuid.NewString()})
		list[i].Want = transfer.Hold
	}
	remote, err := dial(t.Context(), r.dir)
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

func TestWireKeepsLiveFields(t *testing.T) {
	j := &transfer.Job{ID: uuid.New(), Phase: transfer.Sending, Sent: 5, Rate: 2.5}
	gone := uuid.New()
	u := transfer.Update{}
	for _, a := range lines(transfer.Update{j.ID: j, gone: nil}) {
		data, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var back wireUpdate
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		back.into(u)
	}
	if got := u[j.ID]; got == nil || got.Phase != j.Phase || got.Sent != 5 || got.Rate != 2.5 {
		t.Errorf("came back as %+v", got)
	}
	if got, known := u[gone]; !known || got != nil {
		t.Errorf("what is gone came back as %v, %v", got, known)
	}
}

func TestQuit(t *testing.T) {
	r := newRig(t)
	if _, stderr := r.run(exitDone, "quit"); !strings.Contains(stderr, "No Sendoff") {
		t.Errorf("without an owner: %q", stderr)
	}
	if _, err := os.Stat(r.dir); err == nil {
		t.Error("a queue was made in order to end it")
	}
	owner := r.child("run")
	eventually(t, "an owner that answers", func() bool { _, err := dial(t.Context(), r.dir); return err == nil })
	r.run(exitDone, "quit")
	over := make(chan error, 1)
	go func() { over <- owner.Wait() }() // ends with the owner
	select {
	case <-over:
	case <-time.After(time.Second):
		t.Error("quit came back before the owner had ended")
		<-over
	}
	if code := owner.ProcessState.ExitCode(); code != exitDone {
		t.Errorf("the owner ended with %d: %s", code, owner.err.String())
	}
	if _, stderr := r.run(exitDone, "quit"); !strings.Contains(stderr, "No Sendoff") {
		t.Errorf("after it: %q", stderr)
	}
}
