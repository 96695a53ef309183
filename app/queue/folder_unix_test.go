//go:build unix

package queue

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sendoff/transfer"
	"sendoff/transfer/source"
)

// TestPlantedLinks: nothing is written through links that others put into the folder while it was open to them.
func TestPlantedLinks(t *testing.T) {
	for _, name := range []string{"log/sendoff.log", "log", crashName, "queue.db.bak.part", controlName} {
		for _, kind := range []string{"symbolic", "hard"} {
			t.Run(name+", "+kind, func(t *testing.T) {
				if name == "log" && kind == "hard" {
					t.Skip("a folder has one name")
				}
				r := newRig(t)
				precious := r.File("precious", 100)
				want, err := os.ReadFile(precious)
				if err != nil {
					t.Fatal(err)
				}
				target := precious
				if name == "log" {
					target = t.TempDir()
				}
				path := filepath.Join(r.Dir, filepath.FromSlash(name))
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
				link := map[string]func(string, string) error{"symbolic": os.Symlink, "hard": os.Link}[kind]
				if err := link(target, path); err != nil {
					t.Fatal(err)
				}
				l := r.owner()
				l.log.Error("a line", slog.String("for", "the log"))
				if err := l.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				source, err := source.Stat(precious)
				if err != nil {
					t.Fatal(err)
				}
				j := transfer.NewJob(source, transfer.Target{URL: r.Server.URL + "a"}) // something to copy
				if err := l.Do(t.Context(), transfer.Command{Verb: transfer.VerbAdd, Jobs: []transfer.Job{j}}); err != nil {
					t.Fatal(err)
				}
				if err := l.Close(); err != nil {
					t.Error(err)
				}
				if got, err := os.ReadFile(precious); err != nil || !bytes.Equal(got, want) {
					t.Errorf("the file it led to is %q now: %v", got, err)
				}
				if name == "log" {
					if inside, err := os.ReadDir(target); err != nil || len(inside) != 0 {
						t.Errorf("it wrote %v: %v", inside, err)
					}
				}
			})
		}
	}
}

// TestRefusedFolderIsNotLeftBehind: folders made for a refused queue are removed, and nothing else is.
func TestRefusedFolderIsNotLeftBehind(t *testing.T) {
	for name, c := range map[string]struct {
		mode os.FileMode
		fine bool
	}{
		"everybody may write above it": {0o777, false},
		"nobody else may":              {0o700, true},
	} {
		t.Run(name, func(t *testing.T) {
			top := filepath.Join(t.TempDir(), "top")
			there := filepath.Join(top, "there")
			if err := os.MkdirAll(there, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(top, c.mode); err != nil {
				t.Fatal(err)
			}
			for _, dir := range []string{filepath.Join(top, "q"), filepath.Join(there, "a", "b") + "/"} {
				if err := makeFolder(dir); (err == nil) != c.fine {
					t.Errorf("%s: %v", dir, err)
				}
				if _, err := os.Stat(dir); (err == nil) != c.fine {
					t.Errorf("%s is there: %t", dir, err == nil)
				}
			}
			if left, err := os.ReadDir(there); err != nil || (len(left) > 0) != c.fine {
				t.Errorf("%v, %v", left, err)
			}
		})
	}
}

// TestFolderThatOthersMayWriteTo is refused, whoever the others are; who may only look does no harm.
func TestFolderThatOthersMayWriteTo(t *testing.T) {
	for mode, ok := range map[os.FileMode]bool{0o700: true, 0o755: true, 0o750: true, 0o770: false, 0o702: false, 0o777: false, 0o777 | os.ModeSticky: false} {
		dir := filepath.Join(t.TempDir(), "q")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		err := checkFolder(dir)
		if unavailable, told := errors.AsType[UnavailableError](err); told == ok || told && !strings.Contains(unavailable.Error(), dir) {
			t.Errorf("%v: %v", mode, err)
		}
	}
}
