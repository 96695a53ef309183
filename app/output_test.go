package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// TestSwallowed: what a shell of Windows made of a quoted folder with a backslash at its end is told.
func TestSwallowed(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"serve", `C:\My Folder" --listen 127.0.0.1:0`}, `C:\My Folder" --listen 127.0.0.1:0`},
		{[]string{"serve", `C:\My Folder"`}, `C:\My Folder"`},
		{[]string{`--dir=C:\q" list`}, `--dir=C:\q" list`},
		{[]string{"add", `\\server\share\x" --to http://h/`}, `\\server\share\x" --to http://h/`},
		{[]string{"serve", `My Folder" --listen x`}, `My Folder" --listen x`},
		{[]string{"serve", `C:\My Folder\`, "--listen", "x"}, ""},
		{[]string{"add", "--header", `X-A: "b" -`, "f"}, ""},
		{[]string{"add", `--header=X-A: "b"`, "f"}, ""},
	} {
		if got := swallowed(tt.args); got != tt.want {
			t.Errorf("%q: %q", tt.args, got)
		}
	}
}

// TestLimitBelowAByte: it would become 0, which is no limit.
func TestLimitBelowAByte(t *testing.T) {
	for _, text := range []string{"0.5", "0.0001k", "1e-9"} {
		if got, err := parseSize(text); err == nil {
			t.Errorf("%s is %d", text, got)
		}
	}
	for text, want := range map[string]size{"0": 0, "1": 1, "0.5k": 500, "1.5": 1} {
		if got, err := parseSize(text); err != nil || got != want {
			t.Errorf("%s is %d: %v", text, got, err)
		}
	}
	r := newRig(t)
	if _, stderr := r.run(exitUsage, "upload", "--limit", "0.5", "--to", r.server.url, r.file("a", 1)); !strings.Contains(stderr, "less than one byte") {
		t.Errorf("says %q", stderr)
	}
}

// TestTimesInPipes: where somebody reads them on another day, times have their date and offset.
func TestTimesInPipes(t *testing.T) {
	stamp := regexp.MustCompile(`20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)`)
	r := newRig(t)
	path := r.file("a.bin", 2000)
	out, _ := r.run(exitDone, "add", "--to", r.server.url, path)
	id := strings.TrimSpace(out)
	out, _ = r.run(exitDone, "run", "--until-idle")
	for line := range strings.Lines(out) {
		if !stamp.MatchString(line) {
			t.Errorf("run: %q", line)
		}
	}
	out, _ = r.run(exitDone, "list", "--all")
	if !stamp.MatchString(out) {
		t.Errorf("list: %q", out)
	}
	out, _ = r.run(exitDone, "show", id)
	if found := stamp.FindAllString(out, -1); len(found) < 3 {
		t.Errorf("show: %q", out)
	}
	clock := regexp.MustCompile(`(^|[^T\d:])\d\d:\d\d($|[^:\d])`)
	if clock.MatchString(out) {
		t.Errorf("show has a time without a date: %q", out)
	}
}

// TestWatchSaysWhatIsGone: a job that is removed from the history is told of, in words and in JSON.
func TestWatchSaysWhatIsGone(t *testing.T) {
	r := newRig(t)
	owner := r.start("run")
	eventually(t, "the owner", func() bool { return strings.Contains(owner.err.String(), "Working") })
	r.run(exitDone, "upload", "--to", r.server.url, r.file("a.bin", 10))
	words, data := r.start("list", "--all", "--watch"), r.start("list", "--all", "--watch", "--json")
	eventually(t, "the job", func() bool {
		return strings.Contains(words.out.String(), "a.bin: Done") && strings.Contains(data.out.String(), `"outcome":"done"`)
	})
	r.run(exitDone, "forget", "--all")
	eventually(t, "its end", func() bool {
		return strings.Contains(words.out.String(), "a.bin: removed from the queue") && strings.Contains(data.out.String(), `"gone":true`)
	})
	if n := strings.Count(data.out.String(), `"name":"a.bin"`); n != strings.Count(data.out.String(), "\n") {
		t.Errorf("an object for each line is wanted:\n%s", data.out.String())
	}
	for _, c := range []*started{words, data, owner} {
		c.stop()
		c.end(t)
	}
}

// TestUploadQuiet prints nothing where all went well, and the failure alone where not.
func TestUploadQuiet(t *testing.T) {
	r := newRig(t)
	out, stderr := r.run(exitDone, "upload", "--quiet", "--to", r.server.url, r.file("a", 10))
	if out+stderr != "" {
		t.Errorf("printed %q", out+stderr)
	}
	_, stderr = r.run(exitFailed, "upload", "--quiet", "--again", "--to", r.server.url, r.file("b", 10), r.file("a", 10))
	if strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "a: Failed") {
		t.Errorf("printed %q", stderr)
	}
	if out, stderr = r.run(exitFailed, "run", "--until-idle", "--quiet"); strings.Count(out+stderr, "\n") != 1 || !strings.Contains(out, "a: Failed") {
		t.Errorf("run printed %q", out+stderr)
	}
	if out, _ = r.run(exitDone, "add", "--quiet", "--paused", "--to", r.server.url, r.file("c", 10)); out != "" {
		t.Errorf("add printed %q", out)
	}
}

// TestJoinsAnOpenJob: a script that tries again makes no copies.
func TestJoinsAnOpenJob(t *testing.T) {
	r := newRig(t)
	path := r.file("a.bin", 2000)
	add := func(flags ...string) string {
		out, _ := r.run(exitDone, append([]string{"add", "--to", r.server.url}, append(flags, path)...)...)
		return strings.TrimSpace(out)
	}
	first := add()
	if got := add(); got != first {
		t.Errorf("a second add is job %s, not %s", got, first)
	}
	if got := add("--again"); got == first {
		t.Error("--again joins")
	} else {
		r.run(exitDone, "cancel", got)
	}
	_, stderr := r.run(exitDone, "upload", "--to", r.server.url, path)
	if !strings.Contains(stderr, "a.bin waits already") || !strings.Contains(stderr, "a.bin: Done") {
		t.Errorf("upload printed %q", stderr)
	}
	r.arrived(path)
	// A copy of a failure is none either: it is tried again.
	for range 3 {
		r.run(exitFailed, "upload", "--to", r.server.url, path) // the name is taken there
	}
	if out, _ := r.run(exitDone, "list", "--json"); strings.Count(out, "\n") != 1 {
		t.Errorf("three tries left\n%s", out)
	}
	if err := os.Remove(filepath.Join(r.folder, "a.bin")); err != nil {
		t.Fatal(err)
	}
	r.run(exitDone, "upload", "--to", r.server.url, path)
	r.arrived(path)
}

// TestFilesFrom takes lists as systems write them.
func TestFilesFrom(t *testing.T) {
	r := newRig(t)
	twoLines := "two\nlines"
	if runtime.GOOS == "windows" {
		twoLines = "two words" // no name there has lines
	}
	one, two := r.file("one", 10), r.file(twoLines, 10)
	list := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(list, []byte("\xef\xbb\xbf"+one+"\r\n\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.run(exitDone, "upload", "--to", r.server.url, "--files-from", list)
	r.arrived(one)
	r.stdin = two + "\x00"
	r.run(exitDone, "add", "--paused", "--to", r.server.url, "--files-from", "-", "-0")
	if got := r.list()[twoLines]; got == nil || got["path"] != two {
		t.Errorf("a name of two lines: %v", got)
	}
	r.stdin = ""
	r.run(exitUsage, "upload", "--to", r.server.url, "--files-from", "-")
	r.run(exitUsage, "upload", "--to", r.server.url)
	r.run(exitFailed, "upload", "--to", r.server.url, "--files-from", filepath.Join(r.files, "none"))
	utf16 := "\xff\xfea\x00\r\x00\n\x00\x16\x04\x00\xd8"
	if got := splitList([]byte(utf16), false); len(got) != 2 || got[0] != "a" || []rune(got[1])[0] != 'Ж' {
		t.Errorf("UTF-16: %q", got)
	}
	if got := splitList([]byte(" a \x00b\r\n\x00"), true); fmt.Sprintf("%q", got) != `[" a " "b\r\n"]` {
		t.Errorf("with NUL: %q", got)
	}
}

// TestExpand follows cmd: brackets are letters, case does not matter, and folders and hidden files are left out.
func TestExpand(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.bin", "B.BIN", "c[1].bin", "d.txt", ".e.bin", "~$f.bin"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		pattern string
		all     bool
		want    string
		asides  int
	}{
		{"*.bin", false, "B.BIN a.bin c[1].bin", 2},
		{"*.bin", true, ".e.bin B.BIN a.bin c[1].bin ~$f.bin", 0},
		{"c[1].*", false, "c[1].bin", 0},
		{"?.bin", false, "B.BIN a.bin", 0},
		{"*.*", false, "B.BIN a.bin c[1].bin d.txt", 2},
		{"a.bin", false, "a.bin", 0},
	} {
		got, asides, err := expand(filepath.Join(dir, tt.pattern), tt.all)
		var names []string
		for _, path := range got {
			names = append(names, filepath.Base(path))
		}
		if err != nil || strings.Join(names, " ") != tt.want || asides != tt.asides {
			t.Errorf("%s: %q, %d left out, %v", tt.pattern, names, asides, err)
		}
	}
	if _, _, err := expand(filepath.Join(dir, "*.none"), false); err == nil {
		t.Error("a pattern that nothing is like")
	}
}
