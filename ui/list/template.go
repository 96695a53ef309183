package list

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sendoff/ui/wallclock"
	"sendoff/ui/words"
)

// DefaultTemplate keeps a file's local name.
const DefaultTemplate = "{name}{ext}"

// templateFields are the fields of a name template, in the order in which they are explained.
var templateFields = []string{"name", "ext", "date", "time", "host", "user", "n", "folder"}

// TemplateExamples are proposed where a template is typed.
var TemplateExamples = []string{
	DefaultTemplate, "{date}-{name}{ext}", "{name}-{date}-{time}{ext}", "{host}-{name}{ext}", "{folder}-{n}{ext}", "{folder}/{name}{ext}",
}

// NameFacts are the values of a template's fields. They are taken once for all files of a sheet, so that the
// preview is what is sent.
type NameFacts struct {
	path       string // local path of the file
	n, of      int    // its number among the files, from 1, and their count
	Now        time.Time
	Host, User string
}

// expandName makes a file's name on the server. Only slashes of the template itself separate folders. Unknown
// fields stay as they are: templateFlaw has rejected them.
func expandName(template string, f NameFacts) string {
	var b strings.Builder
	rest := template
	for {
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		field, next, closed := strings.Cut(after, "}")
		if !closed || !slices.Contains(templateFields, field) {
			b.WriteString("{")
			rest = after
			continue
		}
		b.WriteString(oneSegment(f.field(field)))
		rest = next
	}
}

func (f NameFacts) field(name string) string {
	base, ext := splitName(filepath.Base(f.path))
	switch name {
	case "name":
		return base
	case "ext":
		return ext
	case "date":
		return wallclock.In(f.Now).Format(time.DateOnly)
	case "time":
		return wallclock.In(f.Now).Format("150405")
	case "host":
		return f.Host
	case "user":
		return f.User
	case "n":
		return fmt.Sprintf("%0*d", len(fmt.Sprint(f.of)), f.n)
	}
	return filepath.Base(filepath.Dir(f.path)) // "folder"
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

// oneSegment replaces slashes, so that a value cannot add folders.
func oneSegment(s string) string { return slashes.Replace(s) }

var slashes = strings.NewReplacer("/", "_", `\`, "_")

// templateFlaw says what is wrong with a template; "" = nothing.
func templateFlaw(template string) string {
	rest := template
	for {
		_, after, found := strings.Cut(rest, "{")
		if !found {
			break
		}
		field, next, closed := strings.Cut(after, "}")
		if !closed {
			return words.Tr(words.BraceOpen)
		}
		if !slices.Contains(templateFields, field) {
			return words.UnknownFieldText(field)
		}
		rest = next
	}
	for segment := range strings.SplitSeq(template, "/") {
		if !goodSegment(segment) {
			return words.Tr(words.BadSegment)
		}
	}
	return ""
}

// goodSegment reports whether a name can be a path segment: "." and ".." would lead elsewhere.
func goodSegment(s string) bool { return strings.TrimSpace(s) != "" && s != "." && s != ".." }

// numbered reports whether the names depend on the number of files.
func numbered(template string) bool { return strings.Contains(template, "{n}") }
