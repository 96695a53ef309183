package receiver

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestRefusalSparesTheReplacedFile: until the application has taken an upload, the file that it replaces is kept. It has
// its name again when the upload is refused, or ends without a verdict, whatever is killed between; with and without links.
func TestRefusalSparesTheReplacedFile(t *testing.T) {
	for name, c := range map[string]struct {
		verdict Verdict
		err     error
		status  int
		end     step
		want    string
	}{
		"taken":               {status: 200, end: closing, want: "abcd"},
		"refused for good":    {verdict: Verdict{Status: 403}, status: 403, end: cancel, want: "old"},
		"failed, cancelled":   {err: errors.New("disk is away"), status: 500, end: cancel, want: "old"},
		"failed, then closed": {err: errors.New("disk is away"), status: 500, end: closing, want: "old"},
	} {
		for _, links := range []bool{true, false} {
			for _, restart := range []bool{false, true} {
				t.Run(name, func(t *testing.T) {
					if !links {
						t.Cleanup(func() { link = (*os.Root).Link })
						link = func(_ *os.Root, from, to string) error {
							return &os.LinkError{Op: "link", Old: from, New: to, Err: errors.ErrUnsupported}
						}
					}
					a := &teller{take: func(Upload) (Verdict, error) { return c.verdict, c.err }}
					g := start(t, Options{Application: a, PublishFirst: true, Overwrite: true})
					if err := os.WriteFile(filepath.Join(g.o.Dir, "a.bin"), []byte("old"), 0o600); err != nil {
						t.Fatal(err)
					}
					g.run(create)
					g.ask(part("0-1/4", "ab", "2"))
					g.ask(last(c.status))
					if restart {
						g.restart()
						g.ask(last(c.status))
					}
					if c.status == 403 {
						g.wantFile("a.bin", "old")
					}
					g.do(c.end)
					g.wantFile("a.bin", c.want)
					if list, _ := filepath.Glob(filepath.Join(g.o.Dir, stateDir, "*"+asideSuffix)); len(list) > 0 {
						t.Errorf("left %v", list)
					}
				})
			}
		}
	}
}

// TestReplacedFileSurvivesAKill: a process that ends after the verdict is on disk, but before the file is put back, leaves
// that to the next one.
func TestReplacedFileSurvivesAKill(t *testing.T) {
	a := &teller{take: func(Upload) (Verdict, error) { return Verdict{}, errors.New("disk is away") }}
	g := start(t, Options{Application: a, PublishFirst: true, Overwrite: true})
	if err := os.WriteFile(filepath.Join(g.o.Dir, "a.bin"), []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	g.run(create)
	g.ask(part("0-1/4", "ab", "2"))
	g.ask(last(500))
	s, err := g.r.table.find(g.id)
	if err != nil {
		t.Fatal(err)
	}
	rec := s.view()
	rec.Refused = 403
	if err := g.r.disk.append(rec); err != nil {
		t.Fatal(err)
	}
	g.restart()
	g.wantFile("a.bin", "old")
	g.ask(last(403))
	g.restart()
	g.wantFile("a.bin", "old")
}

// TestReplacedFileYieldsToAnother: what somebody has put under the name meanwhile stays.
func TestReplacedFileYieldsToAnother(t *testing.T) {
	a := &teller{take: func(Upload) (Verdict, error) { return Verdict{}, errors.New("disk is away") }}
	g := start(t, Options{Application: a, PublishFirst: true, Overwrite: true})
	file := filepath.Join(g.o.Dir, "a.bin")
	if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	g.run(create)
	g.ask(part("0-1/4", "ab", "2"))
	g.ask(last(500))
	if err := errors.Join(os.WriteFile(file+".new", []byte("newer"), 0o600), os.Rename(file+".new", file)); err != nil {
		t.Fatal(err)
	}
	g.do(cancel)
	g.wantFile("a.bin", "newer")
}
