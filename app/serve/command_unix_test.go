//go:build unix

package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"sendoff/app/apptest"
	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// TestCommand: the facts are in the environment, what is printed is the reply, and the exit code is the verdict. Nothing
// of an upload's name is read by a shell.
func TestCommand(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		script string
		status int
		fails  string
		reply  string
	}{
		"takes":                                {script: `printf '%s|%s|%s|%s' "$SENDOFF_FILE" "$SENDOFF_PATH" "$SENDOFF_SIZE" "$SENDOFF_USER"`, reply: "/drop/$(touch x).bin|$(touch x).bin|7|ann"},
		"silent":                               {script: "exit 0"},
		"refuses":                              {script: "echo no; exit 77", status: 403},
		"fails":                                {script: "echo disk is away >&2; exit 1", fails: "disk is away"},
		"killed":                               {script: "kill -9 $$", fails: "killed"},
		"leaves a child that holds its output": {script: "sleep 9 & echo taken", reply: "taken\n"},
	} {
		path := filepath.Join(dir, "on-upload")
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+c.script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		u := receiver.Upload{File: "/drop/$(touch x).bin", Path: "$(touch x).bin", Size: 7, User: "ann", Reply: filepath.Join(dir, name)}
		v, err := command{path, time.Minute}.Take(t.Context(), u)
		if v.Status != c.status || (err != nil) != (c.fails != "") || err != nil && !strings.Contains(err.Error(), c.fails) {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
		text, err := os.ReadFile(u.Reply)
		if string(text) != c.reply || (err == nil) != (c.reply != "") {
			t.Errorf("%s: the reply is %q, %v", name, text, err)
		}
	}
	if _, err := (command{filepath.Join(dir, "none"), time.Minute}).Take(t.Context(), receiver.Upload{}); err == nil {
		t.Error("a command that is not there takes an upload")
	}
}

// lingering makes a command that waits for a program it has started. Both write who they are to pids.
func lingering(t *testing.T) (path, pids string) {
	t.Helper()
	dir := t.TempDir()
	path, pids = filepath.Join(dir, "on-upload"), filepath.Join(dir, "pids")
	script := "#!/bin/sh\nsleep 1000 &\necho $$ $! >" + pids + ".new\nmv " + pids + ".new " + pids + "\nwait\n"
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return path, pids
}

// allGone waits for the end of both.
func allGone(t *testing.T, pids string) {
	t.Helper()
	text, err := os.ReadFile(pids)
	if err != nil {
		t.Fatal(err)
	}
	for field := range strings.FieldsSeq(string(text)) {
		pid, err := strconv.Atoi(field)
		if err != nil {
			t.Fatal(err)
		}
		apptest.Eventually(t, "the end of "+field, func() bool { return gone(pid) })
	}
}

// TestCommandIsBounded: a command that takes too long is killed with all that it has started, and its upload comes again:
// else the next run would work beside what the last one has left.
func TestCommandIsBounded(t *testing.T) {
	path, pids := lingering(t)
	_, err := command{path, 2 * time.Second}.Take(t.Context(), receiver.Upload{Reply: filepath.Join(t.TempDir(), "reply")})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	allGone(t, pids)
}

// TestCommandEndsWithItsServer: what a command still does when the time of farewell is over is killed before the server has
// ended. A later server would run the command again beside it.
func TestCommandEndsWithItsServer(t *testing.T) {
	path, pids := lingering(t)
	r := run(t, Options{OnUpload: path})
	ask := func(headers ...string) (http.Header, error) {
		req, err := http.NewRequestWithContext(t.Context(), bits.Method, r.url+"a", http.NoBody)
		if err != nil {
			return nil, err
		}
		for i := 0; i < len(headers); i += 2 {
			bits.Put(req.Header, headers[i], headers[i+1])
		}
		if req.Header.Get(bits.HeaderContentRange) != "" {
			req.Body, req.ContentLength = io.NopCloser(strings.NewReader("a")), 1
		}
		res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
		if err != nil {
			return nil, err
		}
		return res.Header, res.Body.Close()
	}
	created, err := ask(bits.HeaderPacketType, "Create-Session", bits.HeaderSupportedProtocols, bits.Protocol)
	if err != nil {
		t.Fatal(err)
	}
	cut := make(chan error, 1)
	go func() { // the end of the server ends it
		_, err := ask(bits.HeaderPacketType, "Fragment", bits.HeaderSessionID, created.Get(bits.HeaderSessionID), bits.HeaderContentRange, "bytes 0-0/1")
		cut <- err
	}()
	apptest.Eventually(t, "the command", func() bool { _, err := os.Stat(pids); return err == nil })
	if err := r.end(); err != nil {
		t.Error(err)
	}
	<-cut
	allGone(t, pids)
}

// gone reports whether a process has ended, even if its parent has not asked for that yet.
func gone(pid int) bool {
	if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return true
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && strings.Contains(string(stat), ") Z ")
}
