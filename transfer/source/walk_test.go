package source

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"sendoff/transfer/source/sourcetest"
)

// plant makes files of one byte each; a name that ends in "/" makes a folder.
func plant(t *testing.T, dir string, names ...string) {
	t.Helper()
	for _, name := range names {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if name[len(name)-1] == '/' {
			if err := os.MkdirAll(path, 0o700); err != nil {
				t.Fatal(err)
			}
		} else if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// walked is what a walk of roots finds, as "rel" or "rel skip-reason".
func walked(t *testing.T, roots ...string) []string {
	t.Helper()
	var got []string
	err := Walk(t.Context(), roots, func(batch []Found) error {
		for _, f := range batch {
			line := f.Rel
			if f.Skip != "" {
				line += " " + string(f.Skip)
			} else if f.Source.Size != 1 || f.Source.ModTime.IsZero() || !filepath.IsAbs(f.Source.Path) {
				t.Errorf("%s: %+v", f.Rel, f.Source)
			}
			got = append(got, line)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func wantWalk(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("found %q\nwant  %q", got, want)
	}
}

func TestWalkFolders(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, "drop/b.txt", "drop/a/2.txt", "drop/a/1.txt", "drop/empty/", "drop/.git/config", "drop/.hidden", "drop/Größe 1:2.txt", "single", ".profile")
	wantWalk(t, walked(t, filepath.Join(dir, "single"), filepath.Join(dir, ".profile"), filepath.Join(dir, "drop"), filepath.Join(dir, "gone")),
		"single", ".profile", "drop/.git hidden", "drop/.hidden hidden", "drop/Größe 1:2.txt", "drop/a/1.txt", "drop/a/2.txt", "drop/b.txt", "gone missing")
}

func TestWalkOfAHiddenFolderThatWasChosen(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, ".config/x", ".config/.y")
	wantWalk(t, walked(t, filepath.Join(dir, ".config")), ".config/.y hidden", ".config/x")
}

func TestWalkLinks(t *testing.T) {
	sourcetest.NeedLinks(t)
	dir := t.TempDir()
	plant(t, dir, "drop/in/x", "other/y")
	for link, to := range map[string]string{
		"drop/in/back": "..", "drop/away": "../other", "drop/file": "../other/y", "drop/nowhere": "nothing", "chosen": "other", "drop/self": "self",
	} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	got := walked(t, filepath.Join(dir, "drop"), filepath.Join(dir, "chosen"))
	wantWalk(t, got, "drop/away loop", "drop/file", "drop/in/back loop", "drop/in/x", "drop/nowhere missing", "drop/self unreadable", "chosen/y")
}

func TestWalkUnreadable(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, "a", "locked/x", "secret")
	sourcetest.ForbidReading(t, filepath.Join(dir, "locked"))
	sourcetest.ForbidReading(t, filepath.Join(dir, "secret"))
	base := filepath.Base(dir)
	wantWalk(t, walked(t, dir), base+"/a", base+"/locked unreadable", base+"/secret unreadable")
}

func TestWalkInBatches(t *testing.T) {
	dir := t.TempDir()
	for i := range 2000 {
		plant(t, dir, fmt.Sprintf("d%d/%04d", i%7, i))
	}
	var batches []int
	seen := map[string]bool{}
	err := Walk(t.Context(), []string{dir}, func(batch []Found) error {
		batches = append(batches, len(batch))
		for _, f := range batch {
			seen[f.Source.Path] = f.Skip == ""
		}
		return nil
	})
	if err != nil || !slices.Equal(batches, []int{500, 500, 500, 500}) || len(seen) != 2000 {
		t.Errorf("%v: batches %v, %d files", err, batches, len(seen))
	}
}

func TestWalkEnds(t *testing.T) {
	dir := t.TempDir()
	for i := range 600 {
		plant(t, dir, fmt.Sprint(i))
	}
	full := errors.New("full")
	if err := Walk(t.Context(), []string{dir}, func([]Found) error { return full }); !errors.Is(err, full) {
		t.Errorf("emit's error: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	calls := 0
	err := Walk(ctx, []string{dir}, func([]Found) error { calls++; cancel(); return nil })
	if !errors.Is(err, context.Canceled) || calls != 1 {
		t.Errorf("cancelled: %v after %d batches", err, calls)
	}
}
