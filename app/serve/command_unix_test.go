//go:build unix

package serve

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

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
		"takes":   {script: `printf '%s|%s|%s|%s' "$SENDOFF_FILE" "$SENDOFF_PATH" "$SENDOFF_SIZE" "$SENDOFF_USER"`, reply: "/drop/$(touch x).bin|$(touch x).bin|7|ann"},
		"silent":  {script: "exit 0"},
		"refuses": {script: "echo no; exit 77", status: 403},
		"fails":   {script: "echo disk is away >&2; exit 1", fails: "disk is away"},
		"killed":  {script: "kill -9 $$", fails: "killed"},
	} {
		path := filepath.Join(dir, "on-upload")
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+c.script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		u := receiver.Upload{File: "/drop/$(touch x).bin", Path: "$(touch x).bin", Size: 7, User: "ann", Reply: filepath.Join(dir, name)}
		v, err := command{path}.Take(t.Context(), u)
		if v.Status != c.status || (err != nil) != (c.fails != "") || err != nil && !strings.Contains(err.Error(), c.fails) {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
		text, err := os.ReadFile(u.Reply)
		if string(text) != c.reply || (err == nil) != (c.reply != "") {
			t.Errorf("%s: the reply is %q, %v", name, text, err)
		}
	}
	if _, err := (command{filepath.Join(dir, "none")}).Take(t.Context(), receiver.Upload{}); err == nil {
		t.Error("a command that is not there takes an upload")
	}
}
