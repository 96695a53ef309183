package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"sendoff/app/apptest"
)

// TestSwallowed: the error explains a quoted folder with a backslash at its end.
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

// TestLimitBelowAByte: it would be rounded to 0, which is no limit.
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
	if _, stderr := r.Run(exitUsage, "upload", "--limit", "0.5", "--to", r.Server.URL, r.File("a", 1)); !strings.Contains(stderr, "less than one byte") {
		t.Errorf("says %q", stderr)
	}
}

// TestTimesInPipes: times in a pipe or file have their date and offset.
func TestTimesInPipes(t *testing.T) {
	stamp := regexp.MustCompile(`20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)`)
	r := newRig(t)
	path := r.File("a.bin", 2000)
	out, _ := r.Run(ExitDone, "add", "--to", r.Server.URL, path)
	id := strings.TrimSpace(out)
	out, _ = r.Run(ExitDone, "run", "--until-idle")
	for line := range strings.Lines(out) {
		if !stamp.MatchString(line) {
			t.Errorf("run: %q", line)
		}
	}
	out, _ = r.Run(ExitDone, "list", "--all")
	if !stamp.MatchString(out) {
		t.Errorf("list: %q", out)
	}
	out, _ = r.Run(ExitDone, "show", id)
	if found := stamp.FindAllString(out, -1); len(found) < 3 {
		t.Errorf("show: %q", out)
	}
	clock := regexp.MustCompile(`(^|[^T\d:])\d\d:\d\d($|[^:\d])`)
	if clock.MatchString(out) {
		t.Errorf("show has a time without a date: %q", out)
	}
}

// TestWatchSaysWhatIsGone: a job removed from the history is reported, as text and in JSON.
func TestWatchSaysWhatIsGone(t *testing.T) {
	r := newRig(t)
	owner := r.Start("run")
	apptest.Eventually(t, "the owner", func() bool { return strings.Contains(owner.Err.String(), "Working") })
	r.Run(ExitDone, "upload", "--to", r.Server.URL, r.File("a.bin", 10))
	words, data := r.Start("list", "--all", "--watch"), r.Start("list", "--all", "--watch", "--json")
	apptest.Eventually(t, "the job", func() bool {
		return strings.Contains(words.Out.String(), "a.bin: Done") && strings.Contains(data.Out.String(), `"outcome":"done"`)
	})
	r.Run(ExitDone, "forget", "--all")
	apptest.Eventually(t, "its end", func() bool {
		return strings.Contains(words.Out.String(), "a.bin: removed from the queue") && strings.Contains(data.Out.String(), `"gone":true`)
	})
	if n := strings.Count(data.Out.String(), `"name":"a.bin"`); n != strings.Count(data.Out.String(), "\n") {
		t.Errorf("an object for each line is wanted:\n%s", data.Out.String())
	}
	for _, c := range []*apptest.Started{words, data, owner} {
		c.Stop()
		c.End(t)
	}
}

// TestUploadQuiet: nothing is printed on success, and only the failure otherwise.
func TestUploadQuiet(t *testing.T) {
	r := newRig(t)
	out, stderr := r.Run(ExitDone, "upload", "--quiet", "--to", r.Server.URL, r.File("a", 10))
	if out+stderr != "" {
		t.Errorf("printed %q", out+stderr)
	}
	_, stderr = r.Run(ExitFailed, "upload", "--quiet", "--again", "--to", r.Server.URL, r.File("b", 10), r.File("a", 10))
	if strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "a: Failed") {
		t.Errorf("printed %q", stderr)
	}
	if out, stderr = r.Run(ExitFailed, "run", "--until-idle", "--quiet"); strings.Count(out+stderr, "\n") != 1 || !strings.Contains(out, "a: Failed") {
		t.Errorf("run printed %q", out+stderr)
	}
	if out, _ = r.Run(ExitDone, "add", "--quiet", "--paused", "--to", r.Server.URL, r.File("c", 10)); out != "" {
		t.Errorf("add printed %q", out)
	}
}

// TestJoinsAnOpenJob: a script that repeats an upload makes no second job.
func TestJoinsAnOpenJob(t *testing.T) {
	r := newRig(t)
	path := r.File("a.bin", 2000)
	add := func(flags ...string) string {
		out, _ := r.Run(ExitDone, append([]string{"add", "--to", r.Server.URL}, append(flags, path)...)...)
		return strings.TrimSpace(out)
	}
	first := add()
	if got := add(); got != first {
		t.Errorf("a second add is job %s, not %s", got, first)
	}
	if got := add("--again"); got == first {
		t.Error("--again joins")
	} else {
		r.Run(ExitDone, "cancel", got)
	}
	_, stderr := r.Run(ExitDone, "upload", "--to", r.Server.URL, path)
	if !strings.Contains(stderr, "a.bin waits already") || !strings.Contains(stderr, "a.bin: Done") {
		t.Errorf("upload printed %q", stderr)
	}
	r.Arrived(path)
	// Neither does repeating a failed one: it is retried.
	for range 3 {
		r.Run(ExitFailed, "upload", "--to", r.Server.URL, path) // the name is already taken there
	}
	if out, _ := r.Run(ExitDone, "list", "--json"); strings.Count(out, "\n") != 1 {
		t.Errorf("three tries left\n%s", out)
	}
	if err := os.Remove(filepath.Join(r.Folder, "a.bin")); err != nil {
		t.Fatal(err)
	}
	r.Run(ExitDone, "upload", "--to", r.Server.URL, path)
	r.Arrived(path)
}

// TestFilesFrom reads lists as written by each system.
func TestFilesFrom(t *testing.T) {
	r := newRig(t)
	twoLines := "two\nlines"
	if runtime.GOOS == "windows" {
		twoLines = "two words" // no line breaks in names there
	}
	one, two := r.File("one", 10), r.File(twoLines, 10)
	list := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(list, []byte("\xef\xbb\xbf"+one+"\r\n\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.Run(ExitDone, "upload", "--to", r.Server.URL, "--files-from", list)
	r.Arrived(one)
	r.Stdin = two + "\x00"
	r.Run(ExitDone, "add", "--paused", "--to", r.Server.URL, "--files-from", "-", "-0")
	if got := r.List()[twoLines]; got == nil || got["path"] != two {
		t.Errorf("a name of two lines: %v", got)
	}
	r.Stdin = "\n\r\n" // a search that has found nothing is no failure of the script
	for _, command := range []string{"upload", "add"} {
		if out, said := r.Run(ExitDone, command, "--to", r.Server.URL, "--files-from", "-"); out != "" || !strings.Contains(said, "names no file") {
			t.Errorf("%s of nothing: %q, %q", command, out, said)
		}
		if out, said := r.Run(ExitDone, command, "--quiet", "--to", r.Server.URL, "--files-from", "-"); out+said != "" {
			t.Errorf("a quiet %s of nothing: %q, %q", command, out, said)
		}
	}
	if n := len(r.List()); n != 2 {
		t.Errorf("%d jobs", n)
	}
	r.Run(exitUsage, "upload", "--to", r.Server.URL, "--name", "x", "--files-from", "-")
	r.Run(exitUsage, "upload", "--to", r.Server.URL)
	r.Run(ExitFailed, "upload", "--to", r.Server.URL, "--files-from", filepath.Join(r.Files, "none"))
	utf16 := "\xff\xfea\x00\r\x00\n\x00\x16\x04\x00\xd8"
	if got := splitList([]byte(utf16), false); len(got) != 2 || got[0] != "a" || []rune(got[1])[0] != 'Ж' {
		t.Errorf("UTF-16: %q", got)
	}
	if got := splitList([]byte(" a \x00b\r\n\x00"), true); fmt.Sprintf("%q", got) != `[" a " "b\r\n"]` {
		t.Errorf("with NUL: %q", got)
	}
}

// TestExpand: as in cmd, brackets are ordinary characters, case is ignored, and folders and hidden files are left
// out.
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
