package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sendoff/app/apptest"

	"github.com/mattn/go-runewidth"
	"golang.org/x/sys/unix"
)

// sh runs a shell command in which $S is the program with the rig's queue.
func (r *rig) sh(line string) (output string, code int) {
	r.T.Helper()
	cmd := exec.CommandContext(r.T.Context(), "bash", "-c", strings.ReplaceAll(line, "$S", fmt.Sprintf("%s --dir %s", os.Args[0], r.Dir)))
	cmd.Env = append(os.Environ(), apptest.AsProgram+"=1", "U="+r.Server.URL)
	cmd.Dir = r.Files
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		r.T.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// TestOwnFileMeansTheCallers: a path to an open file means that of the command, not of the process that works on
// the queue.
func TestOwnFileMeansTheCallers(t *testing.T) {
	r := newRig(t)
	small := r.File("small", 1000)
	r.File("big", 5000)
	owner := r.Child("run")
	apptest.Eventually(t, "the owner", func() bool { return strings.Contains(owner.Err.String(), "Working") })
	if err := os.Symlink("/dev/stdin", filepath.Join(r.Files, "link")); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"$S upload --to $U /dev/stdin < small",
		"$S upload --to $U --again /dev/fd/3 3< small",
		"$S upload --to $U --again /proc/self/fd/0 < small",
		"$S upload --to $U --again link < small",
		"$S upload --to $U --again /proc/self/cwd/small",
	} {
		_ = os.Remove(filepath.Join(r.Folder, "small"))
		if out, code := r.sh(line); code != ExitDone || !strings.Contains(out, "small: Done") {
			t.Errorf("%s: %d\n%s", line, code, out)
			continue
		}
		r.Arrived(small)
	}
	for line, says := range map[string]string{
		"cat small | $S upload --to $U /dev/stdin":                            "Send that with -",
		"$S upload --to $U <(cat small)":                                      "Send that with -",
		"cp small s2; exec 3< s2; rm s2; $S add --to $U /dev/fd/3":            "without a name",
		"cp small s2; exec 3< s2; rm s2; cp big s2; $S add --to $U /dev/fd/3": "without a name",
		"$S add --to $U /proc/self/status":                                    "without a name",
	} {
		if out, code := r.sh(line); code != exitUsage || !strings.Contains(out, says) {
			t.Errorf("%s: %d\n%s", line, code, out)
		}
	}
	_ = owner.Process.Signal(os.Interrupt)
	_ = owner.End(t)
}

// TestLostOutputIsAnError: otherwise a script would take missing output for an empty result.
func TestLostOutputIsAnError(t *testing.T) {
	r := newRig(t)
	r.File("a", 10)
	for _, line := range []string{"$S add --to $U a > /dev/full", "$S list > /dev/full", "$S version > /dev/full", "$S show --help > /dev/full"} {
		if out, code := r.sh(line); code != ExitFailed || !strings.Contains(out, "No space left") && !strings.Contains(out, "no space left") {
			t.Errorf("%s: %d\n%s", line, code, out)
		}
	}
	if out, code := r.sh("$S list --json"); code != ExitDone || strings.Count(out, "\n") != 1 {
		t.Errorf("the job that was added: %d\n%s", code, out)
	}
}

// TestUploadWithFewDescriptors: a lack of descriptors is not reported as missing permission, and no upload fails
// for good. Where none could ever succeed, it is refused at once.
func TestUploadWithFewDescriptors(t *testing.T) {
	r := newRig(t)
	r.File("a", 1000)
	done := 0
	for _, n := range []int{7, 8, 10, 12, 15, 16, 20} {
		out, code := r.sh(fmt.Sprintf("ulimit -n %d; timeout 2 $S upload --again --to ${U}a%d a", n, n))
		for _, wrong := range []string{"no right to", "another program holds", "Failed", "not found"} {
			if strings.Contains(out, wrong) {
				t.Errorf("with %d: %s", n, out)
			}
		}
		if refused := code == ExitQueue && strings.Contains(out, fmt.Sprintf("only %d files", n)); refused != (n < 16) {
			t.Errorf("with %d: %d %s", n, code, out)
		}
		if code == ExitDone {
			done++
		}
	}
	if out, code := r.sh("$S run --until-idle"); done == 0 || code != ExitDone {
		t.Errorf("%d went through, and afterwards the rest: %d %s", done, code, out)
	}
}

// openTerminal makes a terminal of the given size.
func openTerminal(t *testing.T, columns, rows uint16) (outer, inner *os.File) {
	t.Helper()
	outer, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no terminals here:", err)
	}
	fd := int(outer.Fd())
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Col: columns, Row: rows})
	}
	if err != nil {
		t.Fatal(err)
	}
	inner, err = os.OpenFile(fmt.Sprint("/dev/pts/", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = outer.Close(), inner.Close() })
	return outer, inner
}

// TestProgressOnARealTerminal: on 40 columns, with double-width letters, no line of the block wraps, and a block
// taller than the screen becomes one line.
func TestProgressOnARealTerminal(t *testing.T) {
	for _, rows := range []uint16{24, 4} {
		r := newRig(t)
		args := []string{"--dir", r.Dir, "upload", "--limit", "40k", "--to", r.Server.URL}
		for i := range 6 {
			path := r.File(fmt.Sprintf("東京都の大きな報告書の最終版-%d.pdf", i), 10_000)
			if err := os.Chtimes(path, time.Time{}, time.Now().Add(-time.Hour)); err != nil { // so that it counts as complete
				t.Fatal(err)
			}
			args = append(args, path)
		}
		outer, inner := openTerminal(t, 40, rows)
		var seen apptest.Output
		go func() { // ends when the terminal is closed
			part := make([]byte, 4096)
			for {
				n, err := outer.Read(part)
				if err != nil {
					return
				}
				_, _ = seen.Write(part[:n])
			}
		}()
		cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
		cmd.Env = append(os.Environ(), apptest.AsProgram+"=1", "TERM=xterm")
		cmd.Stdout, cmd.Stderr = inner, inner
		if err := cmd.Run(); err != nil {
			t.Fatalf("%v\n%s", err, seen.String())
		}
		apptest.Eventually(t, "the last line", func() bool { return strings.Count(seen.String(), "Done · ") == 6 })
		drawn := 0
		for line := range strings.Lines(seen.String()) {
			if _, after, ok := strings.Cut(line, "\x1b[J"); ok {
				line = after
			}
			line = strings.TrimRight(line, "\r\n")
			if strings.Contains(line, "Done · ") || strings.Contains(line, "\x1b[3") {
				continue
			}
			drawn++
			if w := runewidth.StringWidth(line); w >= 40 {
				t.Errorf("%d columns: %q", w, line)
			}
			if rows == 4 && strings.Contains(line, "東京") && strings.Contains(seen.String(), "\x1b[6A") {
				t.Errorf("six lines on a screen of four: %q", line)
			}
		}
		if drawn == 0 {
			t.Error("nothing was drawn")
		}
		if rows == 4 && !strings.Contains(seen.String(), "of 6 files are over") {
			t.Errorf("no line for all of them:\n%s", seen.String())
		}
	}
}
