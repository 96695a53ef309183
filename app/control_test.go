package main

import (
	"bufio"
	"encoding/json"
	"os"
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
	l, err := p.call(grammar{Dir: r.dir}).own(r.t.Context(), takeOver)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = l.Close() })
	return l
}

func TestMalformedRequests(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	job := `{"id":"` + uuid.NewString() + `","source":{"path":"/a","size":1,"mtime":"2026-01-02T03:04:05Z"},"target":{"url":"%s"}}`
	tests := []struct{ name, line string }{
		{"empty", "\n"},
		{"no JSON", "GET / HTTP/1.1\r\n"},
		{"not an object", "[1,2]\n"},
		{"unknown request", `{"ask":"format"}` + "\n"},
		{"unknown field", `{"ask":"hello","more":1}` + "\n"},
		{"no command", `{"ask":"do"}` + "\n"},
		{"unknown command", `{"ask":"do","command":{"verb":"burn"}}` + "\n"},
		{"no limits", `{"ask":"do","command":{"verb":"limits"}}` + "\n"},
		{"job without an ID", `{"ask":"do","command":{"verb":"add","jobs":[{"source":{"path":"/a"},"target":{"url":"http://h/"}}]}}` + "\n"},
		{"job with a bad address", `{"ask":"do","command":{"verb":"add","jobs":[` + strings.Replace(job, "%s", "file:///etc", 1) + `]}}` + "\n"},
		{"relative path", `{"ask":"raise","paths":["a"]}` + "\n"},
		{"too long", `{"ask":"hello","paths":["` + strings.Repeat("x", maxLine) + `"]}` + "\n"},
		{"binary", "\x00\xff\xfe\n"},
		{"deep", strings.Repeat("[", 100_000) + "\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := ask1(t, r.dir, tt.line)
			if a.Error == "" {
				t.Errorf("answered without an error: %+v", a)
			}
			if _, err := dial(t.Context(), r.dir); err != nil {
				t.Fatalf("the owner does not answer any more: %v", err)
			}
		})
	}
	all, err := snapshot(t.Context(), l)
	if err != nil || len(all) != 0 {
		t.Errorf("jobs came in: %v, %v", all, err)
	}
}

// ask1 sends raw bytes and reads one answer.
func ask1(t *testing.T, dir, line string) answer {
	t.Helper()
	conn, err := dialControl(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() { _, _ = conn.Write([]byte(line)) }() // ends when the owner has read it or hung up
	in := bufio.NewScanner(conn)
	if !in.Scan() {
		t.Fatalf("no answer: %v", in.Err())
	}
	var a answer
	if err := json.Unmarshal(in.Bytes(), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// A client that says nothing and one that goes away in the middle of a watch hold nothing up.
func TestSilentClients(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	for range maxClients - 1 {
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
	far, err := snapshot(t.Context(), remote)
	if err != nil {
		t.Fatal(err)
	}
	near, err := snapshot(t.Context(), l)
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
		var back answer
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

// The path of a socket is short; a deep folder must work all the same.
func TestDeepFolder(t *testing.T) {
	r := newRig(t)
	r.dir = filepath.Join(t.TempDir(), strings.Repeat("deep/", 30))
	l := r.owner()
	if l.control == nil {
		t.Fatal("no control socket")
	}
	if _, err := dial(t.Context(), r.dir); err != nil {
		t.Error(err)
	}
	path, err := socketPath(r.dir)
	if err != nil || len(path) > maxSocketPath {
		t.Errorf("socket at %q: %v", path, err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(filepath.Dir(path)) })
}

func TestStrangersFolder(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	dir := filepath.Join(t.TempDir(), strings.Repeat("deep/", 30))
	path, err := socketPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS == "windows" {
		t.Skip("temporary folders are private there")
	}
	if err := os.Chmod(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := socketPath(dir); err == nil {
		t.Error("a folder that anybody can write to is trusted")
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
	if code := owner.ProcessState.ExitCode(); code != exitInterrupted {
		t.Errorf("the owner ended with %d: %s", code, owner.err.String())
	}
	if _, stderr := r.run(exitDone, "quit"); !strings.Contains(stderr, "No Sendoff") {
		t.Errorf("after it: %q", stderr)
	}
}
