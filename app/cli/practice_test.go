package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sendoff/app/queue/queuetest"
)

// After a restart, jobs find the practice server at its old address, and uploaded files are kept.
func TestPractice(t *testing.T) {
	r := newRig(t)
	l := queuetest.Own(r.Rig)
	first, err := l.StartPractice(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := l.StartPractice(t.Context()); err != nil || again != first || !first.Practice {
		t.Errorf("started again as %+v, %v", again, err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	r.Run(ExitDone, "run", "--until-idle") // not started, as no job waits for it
	path := r.File("a.bin", 100)
	r.Run(ExitDone, "upload", "--to", first.URL, path)
	if _, err := os.Stat(filepath.Join(r.Dir, "practice", "a.bin")); err != nil {
		t.Error(err)
	}
}

// A sentence about the practice server names it, whichever process works on the queue: its port means nothing to a
// new user.
func TestPracticeIsNamedInSentences(t *testing.T) {
	r := newRig(t)
	l := queuetest.Own(r.Rig)
	s, err := l.StartPractice(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	const sentence = "The practice server refused the upload."
	_, stderr := r.Run(ExitFailed, "upload", "--to", s.URL+"notes.", r.File("a.bin", 100))
	if !strings.Contains(stderr, sentence) {
		t.Errorf("upload says %q", stderr)
	}
	if out, _ := r.Run(ExitDone, "list"); !strings.Contains(out, sentence) {
		t.Errorf("list says %q", out)
	}
	queuetest.Own(r.Rig)
	if out, _ := r.Run(ExitDone, "list"); !strings.Contains(out, sentence) {
		t.Errorf("beside another process, list says %q", out)
	}
}
