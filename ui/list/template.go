package list

import (
	"time"

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
