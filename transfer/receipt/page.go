package receipt

import (
	"html/template"
	"io"
)

// Page is a receipt to be printed, in the user's language.
type Page struct {
	Language string // of the texts: "en"
	Title    string
	Made     string // when and by what
	Sections []Section
	Note     string // what a receipt says and what it does not
}

// Section is one upload.
type Section struct {
	Name string
	Rows []Row
}

// Row is one fact.
type Row struct{ Label, Value string }

// page has no script and loads nothing. Values are escaped.
var page = template.Must(template.New("receipt").Parse(`<!DOCTYPE html>
<html lang="{{.Language}}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{.Title}}</title>
<style>
body { font: 11pt/1.4 sans-serif; color: #000; background: #fff; max-width: 48em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 16pt; } h2 { font-size: 12pt; overflow-wrap: anywhere; }
section { break-inside: avoid; border-top: 1px solid #888; margin-top: 1.5em; }
table { border-collapse: collapse; width: 100%; }
th { text-align: start; vertical-align: top; font-weight: normal; color: #444; width: 11em; padding: .15em 1em .15em 0; }
td { vertical-align: top; overflow-wrap: anywhere; white-space: pre-line; padding: .15em 0; }
</style>
</head>
<body>
<h1>{{.Title}}</h1>
<p>{{.Made}}</p>
{{range .Sections}}<section>
<h2><bdi>{{.Name}}</bdi></h2>
<table>
{{range .Rows}}<tr><th scope="row">{{.Label}}</th><td><bdi>{{.Value}}</bdi></td></tr>
{{end}}</table>
</section>
{{end}}<p>{{.Note}}</p>
</body>
</html>
`))

// Write writes the page as HTML.
func (p Page) Write(w io.Writer) error { return page.Execute(w, p) }
