package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sendoff/app/apptest"

	"github.com/alecthomas/kong"
)

// homed starts the program with this home and environment, without --dir.
func homed(t *testing.T, env []string, args ...string) (code int, out string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // one that finds a queue would work on it for ever
	defer cancel()
	c := exec.CommandContext(ctx, os.Args[0], args...)
	c.Dir = t.TempDir()
	c.Stdin = strings.NewReader("x")
	c.Env = append(env, apptest.AsProgram+"=1", LanguageEnv+"=en", "PATH="+os.Getenv("PATH"))
	said, err := c.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if made, err := os.ReadDir(c.Dir); err != nil || len(made) != 0 {
		t.Errorf("%v made %v: %v", args, made, err)
	}
	return c.ProcessState.ExitCode(), string(said)
}

// TestNoHome: without a home, each command that needs the queue says so in one sentence that names --dir, exits
// with the code for an unavailable queue, and makes no folder.
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
			if code != ExitQueue || strings.Count(said, "--dir") != 1 || strings.Count(said, "\n") != 1 || !strings.HasPrefix(said, "sendoff: ") {
				t.Errorf("%s: %s: code %d, %q", name, args[0], code, said)
			}
		}
		if code, said := homed(t, env, "--dir", filepath.Join(t.TempDir(), "q"), "list"); code != ExitDone || said != "Nothing to upload.\n" {
			t.Errorf("%s, with --dir: code %d, %q", name, code, said)
		}
		if code, said := homed(t, env, "version"); code != ExitDone || !strings.HasPrefix(said, "sendoff ") {
			t.Errorf("%s: version needs no home: code %d, %q", name, code, said)
		}
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("a home was made")
	}
	if code, said := homed(t, []string{"XDG_DATA_HOME=" + t.TempDir()}, "list"); code != ExitDone {
		t.Errorf("a folder for data is enough: code %d, %q", code, said)
	}
}

// commandLines has arguments for each command. {file} is a file, {new} an unused name.
var commandLines = map[string][]string{
	"window": {"{file}"}, "upload": {"--to", "http://127.0.0.1:1/", "--name", "p.txt", "-"}, "add": {"--to", "http://127.0.0.1:1/", "--name", "p.txt", "-"},
	"list": nil, "accounts": nil, "show": {"0"}, "pause": {"--all"}, "resume": {"--all"}, "retry": {"--all"}, "change": {"0", "--to", "http://127.0.0.1:1/b"},
	"cancel": {"--all"}, "forget": {"--all"}, "sessions": nil, "run": {"--until-idle"}, "quit": nil,
	"serve": {"{new}"}, "sign-in": {"http://127.0.0.1:1/", "--user", "ines", "--password-stdin"}, "sign-out": {"http://127.0.0.1:1/"},
	"server list": nil, "server show": {"Lab"}, "server add": {"Lab", "http://127.0.0.1:1/"}, "server edit": {"Lab"}, "server remove": {"Lab"},
	"server forget": {"Lab"}, "server export": {"Lab"}, "server import": {"{card}", "--yes"},
	"verify": {"0"}, "receipt": {"0"}, "proxy": nil,
	"test": {"http://127.0.0.1:1/"}, "trust": nil, "certificate": nil, "diagnostics": nil, "version": nil, "manual": {"fish"}, "help": {"upload"},
}

// queueless are the exit codes of the commands that work without a queue: here there is no folder to serve, and no
// server to test.
var queueless = map[string]int{"serve": exitUsage, "test": ExitFailed, "diagnostics": ExitDone, "version": ExitDone, "manual": ExitDone, "help": ExitDone}

// unmaking are the commands that have something else to say before they need a missing folder: looking for a server
// makes none.
var unmaking = map[string]bool{
	"window": true, "quit": true, "sign-in": true, "server list": true, "server show": true, "server edit": true, "server forget": true,
	"server export": true, "server import": true,
}

// TestEveryCommandAsksForAHome: without a place for the queue, each command that uses it is refused in one sentence
// that names --dir before it touches a disk. The others work, and make no folder either.
func TestEveryCommandAsksForAHome(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(t.TempDir(), "gone")
	parser, err := Process{}.parser(&grammar{}, "")
	if err != nil {
		t.Fatal(err)
	}
	card := filepath.Join(t.TempDir(), "a.sendoff")
	if err := os.WriteFile(card, []byte(`{"sendoff_card":1,"name":"a","address":"http://127.0.0.1:1/"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range parser.Model.Leaves(false) {
		words := []string{command.Name}
		if command.Parent.Type == kong.CommandNode {
			words = []string{command.Parent.Name, command.Name}
		}
		command.Name = strings.Join(words, " ")
		line, known := commandLines[command.Name]
		if !known {
			t.Errorf("%s has no line here", command.Name)
			continue
		}
		args := words
		for _, a := range line {
			args = append(args, strings.NewReplacer("{file}", file, "{card}", card, "{new}", missing).Replace(a))
		}
		for name, env := range map[string][]string{"relative": {"HOME=here"}, "missing": {"HOME=" + missing}, "read-only": {"HOME=/proc"}} {
			if name == "read-only" && unmaking[command.Name] {
				continue
			}
			code, said := homed(t, env, args...)
			if want, without := queueless[command.Name]; without {
				if code != want {
					t.Errorf("%s: %v: code %d, %q", name, args, code, said)
				}
			} else if code != ExitQueue || strings.Count(said, "--dir") != 1 || strings.Count(said, "\n") != 1 || !strings.HasPrefix(said, "sendoff: ") {
				t.Errorf("%s: %v: code %d, %q", name, args, code, said)
			}
			if strings.Contains(said, "here/.local") || strings.Contains(said, missing+"/.local") && command.Name == "help" {
				t.Errorf("%s: %v names a folder that is none: %q", name, args, said)
			}
		}
	}
	if _, err := os.Lstat(missing); err == nil {
		t.Error("a home was made")
	}
}
