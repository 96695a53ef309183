package words

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// shows maps a function to the index of its argument that is shown to the user.
var shows = map[string]int{
	"NewTitle": 0, "NewTextLine": 0, "Labelled": 0, "LabelledPicker": 0, "Heading": 0, "Paragraph": 0, "CentredTitle": 0,
	"Section": 0, "Titled": 0, "NewCheckBox": 0, "NewField": 0,
	"NewChoice": 1, "NewSmallButton": 1, "NewLabel": 0, "NewButton": 0, "NewButtonWithIcon": 0, "NewCheck": 0,
	"NewMenuItem": 0, "SetText": 0, "Message": 0, "news": 0, "offer": 0, "Notify": 0,
	"wrongUsage": 0, "Unavailable": 0, "misnamed": 0, "Fprintln": 1, "Fprintf": 1, "Sprintf": 0,
}

// untranslated are texts that are the same in every language: the program's name before its messages, its version,
// and a shell command.
var untranslated = []string{"sendoff: %s\n", "sendoff %s %s/%s %s\n", "sendoff:", "sendoff: \n", "tail -c +%d %s | head -c %d | "}

var wordOf = regexp.MustCompile(`[A-Za-z]{3,}`)

// TestNothingIsShownUntranslated finds texts that are shown without the catalogues.
func TestNothingIsShownUntranslated(t *testing.T) {
	files := token.NewFileSet()
	found := 0
	for _, dir := range sourceFolders(t) {
		for _, f := range parseFolder(t, files, dir) {
			ast.Inspect(f, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					found++
					checkShown(t, files, call)
				}
				return true
			})
		}
	}
	if found < 1000 {
		t.Errorf("%d calls were found: the source is not read", found)
	}
}

func checkShown(t *testing.T, files *token.FileSet, call *ast.CallExpr) {
	t.Helper()
	at, known := shows[called(call)]
	if !known || at >= len(call.Args) {
		return
	}
	text := literals(call.Args[at])
	if wordOf.MatchString(verb.ReplaceAllString(text, "")) && !slices.Contains(untranslated, text) {
		t.Errorf("%s: %q is shown in English to everybody; give it to words.Tr", files.Position(call.Pos()), text)
	}
}

// literals are the texts that stand directly in an expression, outside of calls.
func literals(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, _ := strconv.Unquote(e.Value)
			return text
		}
	case *ast.BinaryExpr:
		return literals(e.X) + literals(e.Y)
	}
	return ""
}
