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

// DefaultTemplate names a file on the server as it is named on this computer.
const DefaultTemplate = "{name}{ext}"

// templateFields are what a name template can hold between braces, in the order people are told of them.
var templateFields = []string{"name", "ext", "date", "time", "host", "user", "n", "folder"}

// TemplateExamples are offered where a template is typed.
var TemplateExamples = []string{
	DefaultTemplate, "{date}-{name}{ext}", "{name}-{date}-{time}{ext}", "{host}-{name}{ext}", "{folder}-{n}{ext}", "{folder}/{name}{ext}",
}

// NameFacts are what the fields of a template stand for. They are taken once for all files of a sheet,
// so that what is shown is what is sent.
type NameFacts struct {
	path       string // of the file, on this computer
	n, of      int    // its number among the files, from 1, and how many there are
	Now        time.Time
	Host, User string
}

// expandName makes the name that a file has on the server. The slashes of the template, and only they,
// part folders. A field that is not known stays as it is typed: templateFlaw has said so.
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

// splitName parts a name and its extension, which begins with the dot. A name that begins with its
// only dot has no extension.
func splitName(name string) (base, ext string) {
	ext = filepath.Ext(name)
	if base = strings.TrimSuffix(name, ext); base == "" {
		return name, ""
	}
	return base, ext
}

// oneSegment keeps a value from being taken for folders.
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

// goodSegment tells whether a name can stand between two slashes of an address: "." and ".." would lead
// elsewhere.
func goodSegment(s string) bool { return strings.TrimSpace(s) != "" && s != "." && s != ".." }

// numbered tells whether the names depend on how many files there are.
func numbered(template string) bool { return strings.Contains(template, "{n}") }
