package assets

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sourceWords are the keys that Go source asks for.
type sourceWords struct {
	t      *testing.T
	files  *token.FileSet
	consts map[string]string // of the package
	single map[string]string // key -> where
	plural map[string]string // key of the plural -> the singular
	where  map[string]string // key of the plural -> where
}

// readSource collects the keys of a package's files, tests left out.
func (s *sourceWords) readSource(dir string) {
	s.t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(names) == 0 {
		s.t.Fatalf("no source in %s: %v", dir, err)
	}
	var parsed []*ast.File
	s.consts = map[string]string{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(s.files, name, nil, parser.SkipObjectResolution)
		if err != nil {
			s.t.Fatal(err)
		}
		parsed = append(parsed, f)
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
			s.checkUse(d)
		}
	}
}

// readTag takes in the help of a flag or a command, which is translated when it is printed.
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
	case *ast.Ident:
		text, ok := s.consts[e.Name]
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

func called(call *ast.CallExpr) string {
	if name, ok := call.Fun.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}

// readCall takes in the keys of a call. A variable may be given to tr alone: word has marked what is in it.
func (s *sourceWords) readCall(call *ast.CallExpr, inFunc bool) {
	at := s.files.Position(call.Pos()).String()
	switch name := called(call); name {
	case "tr", "word":
		text, ok := s.value(call.Args[0])
		switch {
		case ok:
			s.single[text] = at
		case name == "word":
			s.t.Errorf("%s: word needs a text", at)
		}
		if name == "tr" && !inFunc {
			s.t.Errorf("%s: tr is called before the language is known; mark the text with word", at)
		}
	case "trn", "counted":
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

// isParameter lets the functions pass that hand their parameters on to trn.
func isParameter(e ast.Expr) bool {
	name, ok := e.(*ast.Ident)
	return ok && name.Name == "one"
}

var letters = regexp.MustCompile(`\p{L}`)

// checkUse fails for constants of words that are shown without being translated.
func (s *sourceWords) checkUse(d ast.Decl) {
	if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST {
		return
	}
	translated := map[*ast.Ident]bool{}
	ast.Inspect(d, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && slices.Contains([]string{"tr", "trn", "counted", "word"}, called(call)) {
			for _, a := range call.Args {
				if name, ok := a.(*ast.Ident); ok {
					translated[name] = true
				}
			}
		}
		name, ok := n.(*ast.Ident)
		if !ok || translated[name] || !strings.HasPrefix(name.Name, "text") && !strings.HasPrefix(name.Name, "remark") {
			return true
		}
		if text := s.consts[name.Name]; letters.MatchString(text) {
			s.t.Errorf("%s: %s is shown without being translated", s.files.Position(name.Pos()), name.Name)
		}
		return true
	})
}

func wordsOfSource(t *testing.T) *sourceWords {
	t.Helper()
	s := &sourceWords{t: t, files: token.NewFileSet(), single: map[string]string{}, plural: map[string]string{}, where: map[string]string{}}
	s.readSource("../ui")
	s.readSource("../app")
	return s
}
