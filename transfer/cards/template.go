package cards

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// DefaultTemplate keeps a file's local name.
const DefaultTemplate = "{name}{ext}"

// TemplateFields are the fields of a name template, in the order in which they are explained.
var TemplateFields = []string{"name", "ext", "date", "time", "host", "user", "n", "folder"}

// Facts are the values of a template's fields for one file.
type Facts struct {
	Path       string    // local path of the file
	N, Of      int       // its number among the files, from 1, and their count
	Now        time.Time // in the zone that {date} and {time} are written in
	Host, User string    // of this computer, and of who works at it
}

// Expand makes a file's name on the server. Only slashes of the template itself separate folders. Unknown fields stay
// as they are: CheckTemplate has rejected them.
func Expand(template string, f Facts) string {
	var b strings.Builder
	rest := template
	for {
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		field, next, closed := strings.Cut(after, "}")
		if !closed || !slices.Contains(TemplateFields, field) {
			b.WriteString("{")
			rest = after
			continue
		}
		b.WriteString(slashes.Replace(f.field(field)))
		rest = next
	}
}

// slashes are replaced in values, which cannot add folders.
var slashes = strings.NewReplacer("/", "_", `\`, "_")

func (f Facts) field(name string) string {
	base, ext := splitName(filepath.Base(f.Path))
	switch name {
	case "name":
		return base
	case "ext":
		return ext
	case "date":
		return f.Now.Format(time.DateOnly)
	case "time":
		return f.Now.Format("150405")
	case "host":
		return f.Host
	case "user":
		return f.User
	case "n":
		return fmt.Sprintf("%0*d", len(fmt.Sprint(f.Of)), f.N)
	}
	return filepath.Base(filepath.Dir(f.Path)) // "folder"
}

// splitName splits a name into base and extension with its dot. A name whose only dot is its first character has no
// extension.
func splitName(name string) (base, ext string) {
	ext = filepath.Ext(name)
	if base = strings.TrimSuffix(name, ext); base == "" {
		return name, ""
	}
	return base, ext
}

// CheckTemplate says what is wrong with a template; nil = nothing.
func CheckTemplate(template string) *Error {
	rest := template
	for {
		_, after, found := strings.Cut(rest, "{")
		if !found {
			break
		}
		field, next, closed := strings.Cut(after, "}")
		if !closed {
			return &Error{Field: FieldNames, Why: FlawBrace, Value: template}
		}
		if !slices.Contains(TemplateFields, field) {
			return &Error{Field: FieldNames, Why: FlawUnknown, Value: field}
		}
		rest = next
	}
	for segment := range strings.SplitSeq(template, "/") {
		if !GoodSegment(segment) {
			return &Error{Field: FieldNames, Why: FlawSegment, Value: template}
		}
	}
	return nil
}

// GoodSegment reports whether a name can be a path segment: "." and ".." would lead elsewhere.
func GoodSegment(s string) bool { return strings.TrimSpace(s) != "" && s != "." && s != ".." }

// Numbered reports whether the names depend on the number of files.
func Numbered(template string) bool { return strings.Contains(template, "{n}") }
