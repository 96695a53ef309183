package house_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestNolintNamesALinterThatRuns: an exception from a linter that is off says nothing and ages unseen.
func TestNolintNamesALinterThatRuns(t *testing.T) {
	atRoot(t)
	on := lintersThatRun(t)
	exception := regexp.MustCompile(`//nolint:([a-z,]+)`)
	files := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && path != "." && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir // tools keep code of others there
		}
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		files++
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, found := range exception.FindAllStringSubmatch(string(text), -1) {
			for linter := range strings.SplitSeq(found[1], ",") {
				if !slices.Contains(on, linter) {
					t.Errorf("%s: %s is off", path, linter)
				}
			}
		}
		return nil
	})
	if err != nil || files < 100 {
		t.Fatalf("%d files, %v", files, err)
	}
}

// lintersThatRun are those that .golangci.yml names.
func lintersThatRun(t *testing.T) (names []string) {
	t.Helper()
	config, err := os.ReadFile(".golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(config), "\n  enable:\n")
	for line := range strings.Lines(list) {
		name, ok := strings.CutPrefix(line, "    - ")
		if !ok {
			break
		}
		names = append(names, strings.TrimSpace(name))
	}
	if len(names) < 10 {
		t.Fatalf("found %q", names)
	}
	return names
}
