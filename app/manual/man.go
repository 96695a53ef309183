package manual

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// Section is a part of the manual that is not in the command line's model.
type Section struct {
	Title   string // in capitals
	Text    string // before the entries; may be empty
	Entries [][2]string
}

// Cover is the text around the commands on the man page.
type Cover struct {
	Version  string
	Summary  string    // one line, for whatis
	Date     time.Time // of the release; only the day is used
	Sections []Section // after the commands
}

// Man writes the man page, for section 1 of the manual.
func Man(w io.Writer, app *kong.Application, c Cover) error {
	p := read(app)
	m := &roff{}
	m.line(".TH %s 1 %s %s %s", quoted(strings.ToUpper(p.name)), quoted(c.Date.UTC().Format(time.DateOnly)),
		quoted(p.name+" "+c.Version), quoted("User Commands"))
	m.section("NAME")
	m.text(p.name + " - " + c.Summary)
	m.section("SYNOPSIS")
	m.synopsis(p)
	m.section("DESCRIPTION")
	m.text(p.help)
	m.section("OPTIONS")
	m.text("Every command takes these.")
	m.options(p.options)
	m.section("COMMANDS")
	for _, command := range p.commands {
		m.command(command)
	}
	for _, s := range c.Sections {
		m.extra(s)
	}
	_, err := io.WriteString(w, m.String())
	if err != nil {
		return fmt.Errorf("write the man page: %w", err)
	}
	return nil
}

// roff writes the man macros.
type roff struct{ strings.Builder }

func (m *roff) line(format string, a ...any) { fmt.Fprintf(m, format+"\n", a...) }

func (m *roff) section(title string) { m.line(".SH %s", quoted(title)) }

// text writes a paragraph's text.
func (m *roff) text(s string) { m.line("%s", escaped(s)) }

func (m *roff) synopsis(p program) {
	m.line(".B %s", escaped(p.name))
	m.line("%s", escaped(strings.TrimSpace("[options] "+operands(p.standard()))))
	m.line(".br")
	m.line(".B %s", escaped(p.name))
	m.line(".I command")
	m.line("%s", escaped("[options] [arguments]"))
}

func operands(c command) string {
	list := make([]string, len(c.operands))
	for i, o := range c.operands {
		list[i] = o.holder
	}
	return strings.Join(list, " ")
}

func (m *roff) command(c command) {
	m.line(".SS %s", quoted(strings.TrimSpace(c.name+" "+operands(c))))
	m.text(c.help)
	for _, o := range c.operands {
		m.entry(`\fI`+escaped(o.holder)+`\fR`, o.help)
	}
	m.options(c.options)
}

func (m *roff) options(list []option) {
	for _, o := range list {
		names := o.names()
		for i, name := range names {
			names[i] = `\fB` + escaped(name) + `\fR`
		}
		tag := strings.Join(names, ", ")
		if o.takes != nothing {
			tag += ` \fI` + escaped(o.holder) + `\fR`
		}
		m.entry(tag, o.help)
	}
}

// entry writes a tag, already in roff, and its explanation.
func (m *roff) entry(tag, meaning string) {
	m.line(".TP\n%s", tag)
	m.text(meaning)
}

func (m *roff) extra(s Section) {
	m.section(s.Title)
	if s.Text != "" {
		m.text(s.Text)
	}
	for _, e := range s.Entries {
		m.entry(`\fB`+escaped(e[0])+`\fR`, e[1])
	}
}

// literal escapes characters that are special in roff. A hyphen becomes a minus: command lines are copied from man
// pages.
var literal = strings.NewReplacer(`\`, `\e`, "-", `\-`, "~", `\(ti`, "^", `\(ha`, "`", `\(ga`, "'", `\(aq`, "“", `\(lq`, "”", `\(rq`)

func escaped(s string) string {
	s = literal.Replace(strings.Join(strings.Fields(s), " "))
	if strings.HasPrefix(s, ".") {
		s = `\&` + s
	}
	return s
}

// quoted is one argument of a macro.
func quoted(s string) string { return `"` + strings.ReplaceAll(escaped(s), `"`, `\(dq`) + `"` }
