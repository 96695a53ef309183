package manual

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

// Fish writes the completions for fish.
func Fish(w io.Writer, app *kong.Application) error {
	p := read(app)
	f := &fish{}
	f.WriteString(fishHead)
	for _, o := range p.options {
		f.option("", o)
	}
	for _, o := range p.standard().options {
		f.option("__fish_use_subcommand", o)
	}
	for _, c := range p.commands {
		f.line("-n __fish_use_subcommand -a " + c.name + " -d " + fishQuoted(sentence(c.help)))
	}
	for _, c := range p.commands {
		f.command(c)
	}
	if _, err := io.WriteString(w, f.String()); err != nil {
		return fmt.Errorf("write the completions for fish: %w", err)
	}
	return nil
}

// fishHead lists the jobs with their file names.
const fishHead = `# Completions for sendoff in fish, made from its command line.
function __sendoff_jobs
    set -l words (commandline -opc)
    set -l queue
    if set -l at (contains -i -- --dir $words)
        set queue --dir (string replace -r '^~' $HOME -- $words[(math $at + 1)])
    end
    command sendoff $queue list $argv --json 2>/dev/null |
        string replace -rf '^{"id":"([^"]*)","name":"([^"]*)".*' '$1\t$2'
end

complete -c sendoff -f
complete -c sendoff -n __fish_use_subcommand -F
`

type fish struct{ strings.Builder }

func (f *fish) line(rest string) { f.WriteString("complete -c sendoff " + rest + "\n") }

func (f *fish) command(c command) {
	when := "__fish_seen_subcommand_from " + c.name
	for _, o := range c.options {
		f.option(when, o)
	}
	for _, o := range c.operands {
		if s := fishSource(o.takes, nil, c); s != "" {
			f.line("-n " + fishQuoted(when) + s)
		}
	}
}

func (f *fish) option(when string, o option) {
	var b strings.Builder
	if when != "" {
		b.WriteString("-n " + fishQuoted(when) + " ")
	}
	b.WriteString("-l " + strings.TrimPrefix(o.long, "--"))
	if o.short != "" {
		b.WriteString(" -s " + strings.TrimPrefix(o.short, "-"))
	}
	if o.takes != nothing {
		b.WriteString(" -r" + fishSource(o.takes, o.words, command{}))
	}
	f.line(b.String() + " -d " + fishQuoted(sentence(o.help)))
}

// fishSource is the source of an option's values.
func fishSource(takes kind, words []string, c command) string {
	switch takes {
	case aFile:
		return " -F"
	case aFolder:
		return " -a '(__fish_complete_directories)'"
	case oneOf:
		return " -a " + fishQuoted(strings.Join(words, " "))
	case aJob:
		return " -a '(__sendoff_jobs" + c.list(" --all") + ")'"
	case nothing, anything:
	}
	return ""
}

// fishQuoted is a word quoted for the shell.
func fishQuoted(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s) + "'"
}
