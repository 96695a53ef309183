//go:build unix && !nowindow

package main

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sendoff/app/apptest"
	"sendoff/app/cli"
)

// tour are the steps of the test below: name and arguments.
var tour = []struct {
	name string
	args []string
}{
	{"start-up", nil},
	{"list", []string{"list", "--all"}},
	{"add", []string{"add", "--paused", "--again", "--to", "http://127.0.0.1:1/", "--name", "piped.txt", "-"}},
	{"diagnostics", []string{"diagnostics"}},
	{"quit", []string{"quit"}},
}

// goOn runs the tour. No step may hang, crash or fail without a sentence.
func goOn(t *testing.T, dir string) {
	t.Helper()
	for _, step := range tour {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		c := exec.CommandContext(ctx, os.Args[0], append([]string{"--dir", dir}, step.args...)...)
		c.Env = append(os.Environ(), apptest.AsProgram+"=1", cli.LanguageEnv+"=")
		if step.args == nil {
			c.Env = append(os.Environ(), startUpIn+"="+dir)
		}
		c.Stdin = strings.NewReader("piped")
		said, err := c.CombinedOutput()
		hung := ctx.Err() != nil
		cancel()
		var exit *exec.ExitError
		switch code := c.ProcessState.ExitCode(); {
		case hung:
			t.Errorf("%s hangs: %s", step.name, said)
		case err != nil && !errors.As(err, &exit):
			t.Fatal(err)
		case code != cli.ExitDone && code != cli.ExitFailed && code != cli.ExitQueue, code != cli.ExitDone && !strings.Contains(string(said), "sendoff: "):
			t.Errorf("%s: code %d, %s", step.name, code, said)
		}
	}
}

// namesIn are the files and folders in a folder, with the content of regular files.
func namesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		name, text := strings.TrimPrefix(path, dir+"/"), []byte(d.Type().String())
		if d.Type().IsRegular() {
			text, err = os.ReadFile(path)
		}
		found[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// passing are names that exist only while a step runs.
var passing = []string{"language.new.part", "crash.txt", "control.sock", "queue.db.bak.part", "log/sendoff.log.old"}

// planting puts an obstacle at a path. theirs is a folder of the user's, outside.
var planting = map[string]func(path, theirs string) error{
	"a pipe":                  func(path, _ string) error { return syscall.Mkfifo(path, 0o600) },
	"a link to a file":        func(path, theirs string) error { return os.Symlink(filepath.Join(theirs, "user.txt"), path) },
	"a link to an empty file": func(path, theirs string) error { return os.Symlink(filepath.Join(theirs, "empty"), path) },
	"a link to nothing":       func(path, theirs string) error { return os.Symlink(filepath.Join(theirs, "not there"), path) },
	"a link to a folder":      func(path, theirs string) error { return os.Symlink(filepath.Join(theirs, "folder"), path) },
	"a link without an end":   func(path, _ string) error { return os.Symlink("/dev/zero", path) },
	"a folder": func(path, _ string) error {
		return errors.Join(os.Mkdir(path, 0o700), os.WriteFile(filepath.Join(path, "user.txt"), []byte("theirs"), 0o600))
	},
}

// TestWhatStandsInTheWay: whatever occupies one of the names of the program's own files, no command and no window
// start hangs, writes outside the folder or removes a folder of the user's; each step continues or explains itself.
func TestWhatStandsInTheWay(t *testing.T) {
	clean := filepath.Join(t.TempDir(), "q")
	if err := os.Mkdir(clean, 0o700); err != nil {
		t.Fatal(err)
	}
	goOn(t, clean)
	names := slices.Concat(passing, slices.Collect(maps.Keys(namesIn(t, clean))))
	groups := map[string][]string{}
	for _, name := range names {
		switch {
		case strings.HasPrefix(name, "spool/"): // a new name each time
		case name == "queue.db":
			groups["queue.db"] = []string{name}
		case strings.Contains(name, "/"):
			groups["below"] = append(groups["below"], name)
		default:
			groups["above"] = append(groups["above"], name)
		}
	}
	if len(groups["above"]) < 10 || len(groups["below"]) < 2 || len(groups["queue.db"]) != 1 {
		t.Errorf("the names are %v", groups)
	}
	for kind, plant := range planting {
		for group, names := range groups {
			t.Run(group+", "+kind, func(t *testing.T) { standInTheWay(t, names, plant) })
		}
	}
}

func standInTheWay(t *testing.T, names []string, plant func(path, theirs string) error) {
	theirs, dir := t.TempDir(), filepath.Join(t.TempDir(), "q")
	err := errors.Join(os.Mkdir(filepath.Join(theirs, "folder"), 0o700), os.WriteFile(filepath.Join(theirs, "user.txt"), []byte("theirs"), 0o600),
		os.WriteFile(filepath.Join(theirs, "empty"), nil, 0o600))
	for _, name := range names {
		path := filepath.Join(dir, name)
		err = errors.Join(err, os.MkdirAll(filepath.Dir(path), 0o700), plant(path, theirs))
	}
	if err != nil {
		t.Fatal(err)
	}
	outside, inside := namesIn(t, theirs), namesIn(t, dir)
	goOn(t, dir)
	if now := namesIn(t, theirs); !maps.Equal(now, outside) {
		t.Errorf("outside there is now %q, before %q", now, outside)
	}
	now := namesIn(t, dir)
	for name, text := range inside {
		if text == "theirs" && now[name] != text {
			t.Errorf("%s is now %q", name, now[name])
		}
	}
}
