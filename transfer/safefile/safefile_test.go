package safefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
	}
	return string(data)
}

// names lists a folder.
func names(t *testing.T, dir string) string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range list {
		all = append(all, e.Name())
	}
	return strings.Join(all, " | ")
}

// everyFileSystem runs a test with hard links and without.
func everyFileSystem(t *testing.T, test func(t *testing.T)) {
	t.Run("links", test)
	t.Run("no links", func(t *testing.T) {
		link = func(from, to string) error {
			return &os.LinkError{Op: "link", Old: from, New: to, Err: syscall.Errno(1)}
		}
		t.Cleanup(func() { link = os.Link })
		test(t)
	})
}

func TestPublishReplacesNothing(t *testing.T) {
	everyFileSystem(t, func(t *testing.T) {
		dir := t.TempDir()
		free, taken, folder := filepath.Join(dir, "free"), write(t, filepath.Join(dir, "taken"), "theirs"), filepath.Join(dir, "folder")
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		from := write(t, filepath.Join(dir, "x.part"), "ours")
		for _, to := range []string{taken, folder} {
			if err := Publish(from, to); !errors.Is(err, fs.ErrExist) {
				t.Errorf("%s: %v", to, err)
			}
		}
		if err := Publish(from, free); err != nil || read(t, free) != "ours" || read(t, taken) != "theirs" {
			t.Errorf("%v, in the folder %s", err, names(t, dir))
		}
		if got := names(t, dir); got != "folder | free | taken" {
			t.Errorf("in the folder: %s", got)
		}
	})
}

func TestPublishFollowsNoLink(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a right there")
	}
	everyFileSystem(t, func(t *testing.T) {
		dir := t.TempDir()
		aim := write(t, filepath.Join(dir, "aim"), "theirs")
		to, nowhere := filepath.Join(dir, "to"), filepath.Join(dir, "nowhere")
		if err := errors.Join(os.Symlink(aim, to), os.Symlink(filepath.Join(dir, "new"), nowhere)); err != nil {
			t.Fatal(err)
		}
		from := write(t, filepath.Join(dir, "x.part"), "ours")
		for _, link := range []string{to, nowhere} {
			if err := Publish(from, link); !errors.Is(err, fs.ErrExist) {
				t.Errorf("%s: %v", link, err)
			}
			if _, err := Create(link); !errors.Is(err, fs.ErrExist) {
				t.Errorf("made %s: %v", link, err)
			}
		}
		f, err := Renew(to)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil || read(t, aim) != "theirs" {
			t.Errorf("it was written through the link: %v", err)
		}
	})
}

func TestPublishBesideKeepsBoth(t *testing.T) {
	everyFileSystem(t, func(t *testing.T) {
		dir := t.TempDir()
		to := write(t, filepath.Join(dir, "reply.txt"), "theirs")
		for i, want := range []string{"reply (2).txt", "reply (3).txt"} {
			name, err := PublishBeside(write(t, filepath.Join(dir, "x.part"), "ours "+want), to)
			if err != nil || filepath.Base(name) != want || read(t, name) != "ours "+want {
				t.Errorf("%d: %s, %v", i, name, err)
			}
		}
		// The same once more, as after a sudden end between two steps, needs no other name.
		name, err := PublishBeside(write(t, filepath.Join(dir, "x.part"), "theirs"), to)
		if err != nil || name != to {
			t.Errorf("%s, %v", name, err)
		}
		if got := names(t, dir); got != "reply (2).txt | reply (3).txt | reply.txt" {
			t.Errorf("in the folder: %s", got)
		}
	})
}

func TestReplaceOnlyTheAgreedFile(t *testing.T) {
	dir := t.TempDir()
	to := write(t, filepath.Join(dir, "list.csv"), "old")
	agreed, err := os.Lstat(to)
	if err != nil {
		t.Fatal(err)
	}
	if name, err := Replace(write(t, filepath.Join(dir, "x.part"), "new"), to, agreed); err != nil || name != to || read(t, to) != "new" {
		t.Errorf("%s, %v", name, err)
	}
	// What is there by now is another file.
	if name, err := Replace(write(t, filepath.Join(dir, "x.part"), "newer"), to, agreed); err != nil || name == to || read(t, to) != "new" || read(t, name) != "newer" {
		t.Errorf("%s, %v", name, err)
	}
	if name, err := Replace(write(t, filepath.Join(dir, "x.part"), "newest"), to, nil); err != nil || name == to || read(t, to) != "new" {
		t.Errorf("nobody agreed: %s, %v", name, err)
	}
}

// TestReplaceSparesAGrownFile: some programs put the time back.
func TestReplaceSparesAGrownFile(t *testing.T) {
	dir := t.TempDir()
	to := write(t, filepath.Join(dir, "list.csv"), "old")
	agreed, err := os.Lstat(to)
	if err != nil {
		t.Fatal(err)
	}
	write(t, to, "older")
	if err := os.Chtimes(to, agreed.ModTime(), agreed.ModTime()); err != nil {
		t.Fatal(err)
	}
	if name, err := Replace(write(t, filepath.Join(dir, "x.part"), "new"), to, agreed); err != nil || name == to || read(t, to) != "older" {
		t.Errorf("%s, %v", name, err)
	}
}

// TestPublishBesideComparesWholeFiles: files that differ only in length are different.
func TestPublishBesideComparesWholeFiles(t *testing.T) {
	dir, block := t.TempDir(), strings.Repeat("x", 64<<10)
	for name, c := range map[string][2]string{
		"longer": {block, block + "y"}, "shorter": {block + "y", block}, "empty": {block, ""}, "other end": {block + "y", block + "z"},
	} {
		to := write(t, filepath.Join(dir, name), c[0])
		got, err := PublishBeside(write(t, filepath.Join(dir, "x.part"), c[1]), to)
		if err != nil || got == to || read(t, to) != c[0] || read(t, got) != c[1] {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

// TestUnreadableFilesAreNotTheSame: a file that ends does not equal one whose reading fails.
func TestUnreadableFilesAreNotTheSame(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "empty"), "")
	empty, err := os.Open(filepath.Join(dir, "empty"))
	if err != nil {
		t.Fatal(err)
	}
	shut, err := os.OpenFile(write(t, filepath.Join(dir, "full"), "ours"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if equal(empty, shut) || equal(shut, empty) {
		t.Error("they are taken for the same")
	}
	if err := errors.Join(empty.Close(), shut.Close()); err != nil {
		t.Error(err)
	}
}

// TestPublishedFileIsDurable: a name is durable when it is returned, and a copy is durable before it gets its name.
func TestPublishedFileIsDurable(t *testing.T) {
	everyFileSystem(t, func(t *testing.T) {
		dir := t.TempDir()
		var synced []string
		syncFile = func(f *os.File) error {
			what := "folder"
			if f.Name() != dir {
				what = filepath.Base(f.Name())
			}
			synced = append(synced, what)
			return f.Sync()
		}
		t.Cleanup(func() { syncFile = (*os.File).Sync })
		copied := ""
		if !strings.HasSuffix(t.Name(), "/links") {
			copied = "a "
		}
		from := func() string { return write(t, filepath.Join(dir, "x.part"), "ours") }
		to := filepath.Join(dir, "a")
		for _, c := range []struct {
			name string
			do   func() error
			want string
		}{
			{"published", func() error { return Publish(from(), to) }, copied + "folder"},
			{"found as it is", func() error { _, err := PublishBeside(from(), to); return err }, "folder"},
			{"replaced", func() error {
				agreed, err := os.Lstat(to)
				if err != nil {
					return err
				}
				_, err = Replace(from(), to, agreed)
				return err
			}, "folder"},
		} {
			synced = nil
			if err := c.do(); err != nil || strings.Join(synced, " ") != c.want && runtime.GOOS != "windows" {
				t.Errorf("%s: %q, want %q, %v", c.name, synced, c.want, err)
			}
		}
	})
}

func TestPartIsShortEnough(t *testing.T) {
	long := strings.Repeat("ж", 127)
	name := filepath.Base(Part("/tmp/"+long, "0193e5a0-0000-7000-8000-000000000000"))
	if len(name) > 255 || !strings.HasPrefix(name, "ж") || strings.ToValidUTF8(name, "") != name {
		t.Errorf("%d bytes: %s", len(name), name)
	}
}
