package list

import (
	"os"
	"os/user"
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/ui/wallclock"
	"sendoff/ui/words"
)

// TemplateExamples are proposed where a template is typed.
var TemplateExamples = []string{
	cards.DefaultTemplate, "{date}-{name}{ext}", "{name}-{date}-{time}{ext}", "{host}-{name}{ext}", "{folder}-{n}{ext}", "{folder}/{name}{ext}",
}

// NameFacts are the values of a template's fields. They are taken once for all files of a sheet, so that the
// preview is what is sent.
type NameFacts struct {
	path       string // local path of the file
	n, of      int    // its number among the files, from 1, and their count
	Now        time.Time
	Host, User string
}

// LocalFacts are the values that this computer and the current time supply for names.
func LocalFacts() NameFacts {
	f := NameFacts{Now: time.Now()}
	if name, err := os.Hostname(); err == nil {
		f.Host = name
	}
	if u, err := user.Current(); err == nil {
		f.User = u.Username[strings.LastIndexByte(u.Username, '\\')+1:] // Windows puts the domain first
	}
	return f
}

// Of are the facts for the nth of so many files, from 1.
func (f NameFacts) Of(n, of int) NameFacts {
	f.n, f.of = n, of
	return f
}

// For are the facts for a file.
func (f NameFacts) For(path string) NameFacts {
	f.path = path
	return f
}

// NamedAddress is the address of a file below a folder's, with a name made of a template.
func NamedAddress(to, template string, f NameFacts) (string, error) {
	names := strings.Split(expandName(template, f), "/")
	if err := checkNames(names); err != nil {
		return "", err
	}
	return joinAddress(to, names)
}

func checkNames(names []string) error {
	for _, name := range names {
		if !cards.GoodSegment(name) {
			return errNoName
		}
	}
	return nil
}

// joinAddress appends names to a folder's address.
func joinAddress(to string, names []string) (string, error) {
	to, query, asked := strings.Cut(to, "?")
	for i, name := range names {
		next, err := transfer.Destination(to, name)
		if err != nil {
			return "", err
		}
		if to = next; i < len(names)-1 {
			to += "/"
		}
	}
	if asked {
		to += "?" + query
	}
	return to, nil
}

// expandName makes a file's name on the server.
func expandName(template string, f NameFacts) string {
	return cards.Expand(template, cards.Facts{Path: f.path, N: f.n, Of: f.of, Now: wallclock.In(f.Now), Host: f.Host, User: f.User})
}

// templateFlaw says what is wrong with a template; "" = nothing.
func templateFlaw(template string) string {
	flaw := cards.CheckTemplate(template)
	if flaw == nil {
		return ""
	}
	switch flaw.Why { //nolint:exhaustive // a template has no other flaws
	case cards.FlawBrace:
		return words.Tr(words.BraceOpen)
	case cards.FlawUnknown:
		return words.UnknownFieldText(flaw.Value)
	}
	return words.Tr(words.BadSegment)
}
