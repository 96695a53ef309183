package cli

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"
)

// TestListFitsTheTerminal: no line of the list wraps, however narrow the terminal, with double-width names and long
// problems. The name is cut first; each job keeps its ID and state. A pipe gets everything.
func TestListFitsTheTerminal(t *testing.T) {
	r := newRig(t)
	const long = "東京都の大きな報告書の最終版と添付資料の一覧表とその他の書類-%d.pdf"
	var names []string
	args := []string{"add", "--paused", "--to", r.Server.URL}
	for i := range 3 {
		names = append(names, fmt.Sprintf(long, i))
		args = append(args, r.File(names[i], 10_000))
	}
	r.Run(ExitDone, args...)
	r.Run(ExitFailed, "upload", "--to", r.Server.URL+"/no/such/folder/", r.File("報告書.pdf", 1000))
	piped, _ := r.Run(ExitDone, "list")
	for _, name := range append(names, "報告書.pdf") {
		if !strings.Contains(piped, name) {
			t.Errorf("a pipe does not get %s:\n%s", name, piped)
		}
	}
	for columns, heads := range map[uint16]string{
		30: "", 40: "JOB NAME STATE", 60: "JOB NAME SIZE STATE", 80: "JOB NAME SIZE SERVER STATE", 500: "JOB NAME SIZE SERVER STATE",
	} {
		list := r.Program("list")
		outer, inner := openTerminal(t, columns, 24)
		read := make(chan string, 1)
		go func() { // ends with the terminal
			text, _ := io.ReadAll(outer) // the error is the end
			read <- strings.ReplaceAll(string(text), "\r", "")
		}()
		list.Stdout, list.Stderr = inner, inner
		if err := list.Run(); err != nil {
			t.Fatal(err)
		}
		_ = inner.Close()
		out := <-read
		lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
		for _, line := range lines {
			if w := runewidth.StringWidth(line); w >= int(columns) {
				t.Errorf("%d columns on a terminal of %d: %q", w, columns, line)
			}
		}
		if len(lines) != 5 {
			t.Errorf("%d columns: 4 jobs are\n%s", columns, out)
		}
		if heads == "" {
			continue // not even ID and state fit
		}
		if got := strings.Join(strings.Fields(lines[0]), " "); got != heads {
			t.Errorf("%d columns:\n%s", columns, out)
			continue
		}
		before, _, _ := strings.Cut(lines[0], "STATE")
		for _, line := range lines[1:] {
			says := runewidth.TruncateLeft(line, runewidth.StringWidth(before), "")
			if !strings.HasPrefix(says, "Paused") && !strings.HasPrefix(says, "Fail") {
				t.Errorf("%d columns: what it does is not under STATE: %q", columns, line)
			}
		}
		if whole := strings.Contains(out, names[0]); whole != (columns == 500) {
			t.Errorf("%d columns, a whole name: %v\n%s", columns, whole, out)
		}
	}
}
