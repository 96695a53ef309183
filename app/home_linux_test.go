package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// homed starts the program with this home and environment, and without --dir.
func homed(t *testing.T, env []string, args ...string) (code int, out string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // one that finds a queue would work on it for ever
	defer cancel()
	c := exec.CommandContext(ctx, os.Args[0], args...)
	c.Dir = t.TempDir()
	c.Env = append(env, asProgram+"=1", languageEnv+"=en", "PATH="+os.Getenv("PATH"))
	said, err := c.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), string(said)
}

// TestNoHome: without a home for the queue each command that needs one says so in one sentence that names --dir, with
// the code of a queue that is unavailable, and makes no folder anywhere.
func TestNoHome(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "gone")
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, env := range map[string][]string{
		"unset": nil, "empty": {"HOME="}, "relative": {"HOME=here"}, "missing": {"HOME=" + missing}, "a file": {"HOME=" + file},
		"read-only": {"HOME=/proc"}, "a file for the data": {"HOME=" + t.TempDir(), "XDG_DATA_HOME=" + file},
	} {
		for _, args := range [][]string{{"list"}, {"add", "--to", "http://127.0.0.1:1/", file}, {"run", "--until-idle"}} {
			code, said := homed(t, env, args...)
			if code != exitQueue || strings.Count(said, "--dir") != 1 || strings.Count(said, "\n") != 1 || !strings.HasPrefix(said, "sendoff: ") {
				t.Errorf("%s: %s: code %d, %q", name, args[0], code, said)
			}
		}
		if code, said := homed(t, env, "--dir", filepath.Join(t.TempDir(), "q"), "list"); code != exitDone || said != "Nothing to upload.\n" {
			t.Errorf("%s, with --dir: code %d, %q", name, code, said)
		}
		if code, said := homed(t, env, "version"); code != exitDone || !strings.HasPrefix(said, "sendoff ") {
			t.Errorf("%s: version needs no home: code %d, %q", name, code, said)
		}
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("a home was made")
	}
	if code, said := homed(t, []string{"XDG_DATA_HOME=" + t.TempDir()}, "list"); code != exitDone {
		t.Errorf("a folder for data is enough: code %d, %q", code, said)
	}
}
