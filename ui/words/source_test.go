package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// folders are searched, with all below them, for packages that show texts.
var folders = []string{"..", "../../app"}

// sourceFolders are the folders with source. That of package words is first: the others use its constants.
func sourceFolders(t *testing.T) []string {
	t.Helper()
	list := []string{"."}
	for _, root := range folders {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil || !d.IsDir():
				return err
			case d.Name() == "testdata", d.Name() == "manual", // shell words, and a page in English
				strings.HasSuffix(d.Name(), "test"): // for tests
				return fs.SkipDir
			}
			if filepath.Clean(path) != "../words" {
				list = append(list, path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// parseFolder parses the source of a folder, without tests.
func parseFolder(t *testing.T, files *token.FileSet, dir string) (list []*ast.File) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, f)
	}
	return list
}

// sourceWords are the keys used in Go source.
type sourceWords struct {
	t      *testing.T
	files  *token.FileSet
	consts map[string]string // of the package; those of words as "words.Pause"
	single map[string]string // key -> position
	plural map[string]string // plural key -> singular
	where  map[string]string // plural key -> position
	shown  []shownConst
}

// shownConst is a constant used without translation.
type shownConst struct{ name, text, at string }

// readFolder collects the keys of a package.
func (s *sourceWords) readFolder(dir string) {
	s.t.Helper()
	parsed := parseFolder(s.t, s.files, dir)
	maps.DeleteFunc(s.consts, func(name, _ string) bool { return !strings.HasPrefix(name, "words.") })
	for _, f := range parsed {
		s.readConsts(f)
	}
	for _, f := range parsed {
		for _, d := range f.Decls {
			_, inFunc := d.(*ast.FuncDecl)
			ast.Inspect(d, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					s.readCall(n, inFunc)
				case *ast.Field:
					s.readTag(n)
				}
				return true
			})
			s.readUse(d)
		}
	}
	if dir == "." {
		for name, text := range maps.Clone(s.consts) {
			s.consts["words."+name] = text
		}
	}
}

// readTag collects the help of a flag or command, which is translated when printed.
func (s *sourceWords) readTag(f *ast.Field) {
	if f.Tag == nil {
		return
	}
	tag, err := strconv.Unquote(f.Tag.Value)
	if err != nil {
		s.t.Fatal(err)
	}
	if help := reflect.StructTag(tag).Get("help"); help != "" {
		s.single[help] = s.files.Position(f.Pos()).String()
	}
}

func (s *sourceWords) readConsts(f *ast.File) {
	ast.Inspect(f, func(n ast.Node) bool {
		d, ok := n.(*ast.GenDecl)
		if !ok || d.Tok != token.CONST {
			return true
		}
		for _, spec := range d.Specs {
			v := spec.(*ast.ValueSpec)
			for i, name := range v.Names {
				if i < len(v.Values) {
					if text, ok := s.value(v.Values[i]); ok {
						s.consts[name.Name] = text
					}
				}
			}
		}
		return true
	})
}

// value is the text of a constant expression.
func (s *sourceWords) value(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.Ident, *ast.SelectorExpr:
		text, ok := s.consts[types.ExprString(e)]
		return text, ok
	case *ast.BinaryExpr:
		x, okX := s.value(e.X)
		y, okY := s.value(e.Y)
		return x + y, okX && okY && e.Op == token.ADD
	case *ast.ParenExpr:
		return s.value(e.X)
	}
	return "", false
}

// called is the name of the called function, without package or receiver.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// translator is what a function does with its texts: "Tr", "Trn", "Counted" or "Mark"; "" for any other function.
func translator(call *ast.CallExpr) string {
	switch name := strings.TrimPrefix(types.ExprString(call.Fun), "words."); name {
	case "Tr", "Trn", "Counted", "Mark":
		return name
	}
	return ""
}

// readCall collects the keys of a call. Only Tr may take a variable: its texts were marked with Mark.
func (s *sourceWords) readCall(call *ast.CallExpr, inFunc bool) {
	at := s.files.Position(call.Pos()).String()
	switch name := translator(call); name {
	case "Tr", "Mark":
		text, ok := s.value(call.Args[0])
		switch {
		case ok:
			s.single[text] = at
		case name == "Mark":
			s.t.Errorf("%s: Mark needs a text", at)
		}
		if name == "Tr" && !inFunc {
			s.t.Errorf("%s: Tr is called before the language is known; mark the text with Mark", at)
		}
	case "Trn", "Counted":
		one, okOne := s.value(call.Args[0])
		other, okOther := s.value(call.Args[1])
		if !okOne || !okOther {
			if !isParameter(call.Args[0]) {
				s.t.Errorf("%s: %s needs texts", at, name)
			}
			return
		}
		if before, known := s.plural[other]; known && before != one {
			s.t.Errorf("%s: %q has the singulars %q and %q", at, other, before, one)
		}
		s.plural[other], s.where[other] = one, at
	}
}

// isParameter reports whether e is a parameter: functions may pass theirs on to Trn.
func isParameter(e ast.Expr) bool {
	name, ok := e.(*ast.Ident)
	return ok && name.Name == "one"
}

// readUse records constants used outside of a translator's arguments.
func (s *sourceWords) readUse(d ast.Decl) {
	if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST {
		return
	}
	translated := map[ast.Node]bool{} // also for what is no constant at all
	ast.Inspect(d, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && translator(call) != "" {
			for _, a := range call.Args {
				translated[a] = true
			}
		}
		if translated[n] {
			return false
		}
		switch e := n.(type) {
		case *ast.Field:
			for _, name := range e.Names {
				translated[name] = true
			}
		case *ast.KeyValueExpr:
			_, named := e.Key.(*ast.Ident)
			translated[e.Key] = named // a field
		case *ast.SelectorExpr:
			translated[e.Sel] = true // a field, a method, or from another package
			s.note(e)
		case *ast.Ident:
			s.note(e)
		}
		return true
	})
}

func (s *sourceWords) note(e ast.Expr) {
	name := types.ExprString(e)
	if text := s.consts[name]; text != "" {
		s.shown = append(s.shown, shownConst{name, text, s.files.Position(e.Pos()).String()})
	}
}

// TestConstantsAreShownTranslated: a constant whose text is in the catalogues is shown only through them.
func TestConstantsAreShownTranslated(t *testing.T) {
	s := wordsOfSource(t)
	for _, c := range s.shown {
		if s.single[c.text] != "" || s.where[c.text] != "" {
			t.Errorf("%s: %s is shown without being translated", c.at, c.name)
		}
	}
}

func wordsOfSource(t *testing.T) *sourceWords {
	t.Helper()
	s := &sourceWords{t: t, files: token.NewFileSet(), consts: map[string]string{}, single: map[string]string{}, plural: map[string]string{}, where: map[string]string{}}
	for _, dir := range sourceFolders(t) {
		s.readFolder(dir)
	}
	return s
}
