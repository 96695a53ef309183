package house_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestEveryFileIsOnTheMap holds each package's doc.go against the folder: every file must be named there, by
// itself or by a pattern such as store_*.go, and every name must be that of a file. A package of one file
// needs no map.
func TestEveryFileIsOnTheMap(t *testing.T) {
	atRoot(t)
	packages := goFiles(t)
	if len(packages) < 10 {
		t.Fatalf("found %d packages", len(packages))
	}
	for _, dir := range slices.Sorted(maps.Keys(packages)) {
		files := packages[dir]
		if len(files) == 1 {
			continue
		}
		t.Run(dir, func(t *testing.T) {
			for _, fault := range faultsOfMap(packageDoc(t, dir), files) {
				t.Error(fault)
			}
		})
	}
}

func TestMapThatIsWrong(t *testing.T) {
	atRoot(t)
	files := []string{"doc.go", "store.go", "store_sum.go", "loop.go"}
	for _, test := range []struct {
		name, doc string
		want      []string
	}{
		{"complete", "- store.go, store_*.go: the store. loop.go turns.", nil},
		{"pattern for all", "store*.go and (loop.go)", nil},
		{"a file is missing", "store.go, loop.go", []string{"store_sum.go is not on the map"}},
		{"no such file", "store*.go, loop.go, page.go", []string{"page.go is on the map and not in the folder"}},
		{"no such pattern", "store*.go, loop.go, page_*.go", []string{"page_*.go is on the map and not in the folder"}},
		{"a pattern for everything", "*.go", []string{
			"store.go is not on the map", "store_sum.go is not on the map", "loop.go is not on the map",
		}},
		{"a file elsewhere", "store*.go, loop.go; transfer/engine.go", nil},
		{"no file elsewhere", "store*.go, loop.go; transfer/motor.go", []string{"transfer/motor.go is on the map and not in the folder"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := faultsOfMap(test.doc, files); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// goFiles are the Go files of the module by folder, tests left out.
func goFiles(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch name := filepath.Base(path); {
		case err != nil:
			return err
		case d.IsDir() && path != "." && (strings.HasPrefix(name, ".") || name == "testdata"):
			return filepath.SkipDir
		case !d.IsDir() && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			dir := filepath.ToSlash(filepath.Dir(path))
			found[dir] = append(found[dir], name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// packageDoc is the package comment of a folder's doc.go.
func packageDoc(t *testing.T, dir string) string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, "doc.go"), nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatalf("no doc.go with a map of the files: %v", err)
	}
	return f.Doc.Text()
}

// placeOnMap is a file or a pattern. A pattern begins with letters: one that takes every file says nothing.
var placeOnMap = regexp.MustCompile(`(?:[a-z0-9_]+/)*[a-z][a-z0-9_]*\*?\.go\b`)

// faultsOfMap lists the files that doc leaves out, and the places that it names in vain. Places with a slash
// are below the module's root.
func faultsOfMap(doc string, files []string) []string {
	var faults []string
	places := placeOnMap.FindAllString(doc, -1)
	for _, file := range files {
		named := func(place string) bool { ok, _ := filepath.Match(place, file); return ok }
		if file != "doc.go" && !slices.ContainsFunc(places, named) {
			faults = append(faults, file+" is not on the map")
		}
	}
	for _, place := range places {
		exists := func(file string) bool { ok, _ := filepath.Match(place, file); return ok }
		if strings.Contains(place, "/") {
			found, _ := filepath.Glob(place)
			exists = func(string) bool { return len(found) > 0 }
		}
		if !slices.ContainsFunc(files, exists) {
			faults = append(faults, place+" is on the map and not in the folder")
		}
	}
	return faults
}
