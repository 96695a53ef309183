package house_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// oldProse is the file that reads sentences of before: transcripts up to schema 2, once, into facts.
const oldProse = "transfer/store_notes.go"

// othersProse are words of others, who hand over nothing else.
var othersProse = map[string]string{
	"Run \"sendoff <command> --help\" for more information on a command.": "kong",
	"remote error": "crypto/tls",
	"window id":    "xprop",

	"no acceptable authentication methods": "net/http", "username/password authentication failed": "net/http", "invalid username/password": "net/http", // of SOCKS
	"model name": "Linux",

	"CERTIFICATE": "PEM", "TRUSTED CERTIFICATE": "PEM", "PRIVATE KEY": "PEM", "ENCRYPTED PRIVATE KEY": "PEM", // RFC 7468
}

// TestNobodyReadsProse: what one part of the program says to people is no message to another part. A fact goes
// between them as a value, so that a sentence can be reworded or translated without anything else changing.
func TestNobodyReadsProse(t *testing.T) {
	atRoot(t)
	old := 0
	for dir, files := range goFiles(t) {
		for _, name := range files {
			file := filepath.ToSlash(filepath.Join(dir, name))
			tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range proseReadIn(tree) {
				switch {
				case file == oldProse:
					old++
				case othersProse[text] != "":
				default:
					t.Errorf("%s looks for %q in a text: hand the fact over as a value", file, text)
				}
			}
		}
	}
	if old == 0 {
		t.Errorf("%s reads nothing: this test does not see what is read", oldProse)
	}
}

func TestProseIsFound(t *testing.T) {
	atRoot(t)
	for code, want := range map[string]int{
		`strings.HasPrefix(s, "the server")`:                        1,
		`strings.CutSuffix(s, ", a reply is ready")`:                1,
		`fmt.Sscanf(s, "received up to %d", &n)`:                    1,
		`s == "sent again"`:                                         1,
		`"sent again" != s`:                                         1,
		`map[string]int{"sent again": 1, "lost the session": 2}[s]`: 2,
		`strings.HasPrefix(s, "session ")`:                          1,
		`strings.HasPrefix(s, "https://")`:                          0,
		`strings.Contains(s, "...")`:                                0,
		`strings.Replace(s, "a word", "no word", 1)`:                0,
		`say("the server has " + s)`:                                0,
		`s == "BITS_POST"`:                                          0,
		`map[string]int{"name": 1}[s]`:                              0,
	} {
		tree, err := parser.ParseFile(token.NewFileSet(), "", fmt.Sprintf("package p\nvar _ = %s", code), 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := proseReadIn(tree); len(got) != want {
			t.Errorf("%s: found %q, want %d", code, got, want)
		}
	}
}

// proseWords are two words, or one with a blank before or behind it.
var proseWords = regexp.MustCompile(`[A-Za-z]{2,}[,;:]? [A-Za-z%]|[A-Za-z]{3,} $`)

// asks are the functions that look for their second argument in the first.
var asks = map[string]bool{
	"strings.HasPrefix": true, "strings.HasSuffix": true, "strings.Contains": true, "strings.Index": true, "strings.Count": true,
	"strings.Cut": true, "strings.CutPrefix": true, "strings.CutSuffix": true, "strings.EqualFold": true, "strings.Split": true,
	"strings.TrimPrefix": true, "strings.TrimSuffix": true, "fmt.Sscanf": true,
}

// proseReadIn are the words that a file compares texts with: in calls, in comparisons, in cases, as keys of a table.
func proseReadIn(tree *ast.File) []string {
	var found []string
	note := func(list ...ast.Expr) {
		for _, e := range list {
			if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if text, err := strconv.Unquote(l.Value); err == nil && proseWords.MatchString(text) {
					found = append(found, text)
				}
			}
		}
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.SelectorExpr); ok && len(n.Args) > 1 {
				if of, ok := f.X.(*ast.Ident); ok && asks[of.Name+"."+f.Sel.Name] {
					note(n.Args[1])
				}
			}
		case *ast.BinaryExpr:
			if n.Op == token.EQL || n.Op == token.NEQ {
				note(n.X, n.Y)
			}
		case *ast.CaseClause:
			note(n.List...)
		case *ast.CompositeLit:
			if _, table := n.Type.(*ast.MapType); table {
				for _, e := range n.Elts {
					if pair, ok := e.(*ast.KeyValueExpr); ok {
						note(pair.Key)
					}
				}
			}
		}
		return true
	})
	return found
}
