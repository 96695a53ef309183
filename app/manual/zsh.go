package manual

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

// Zsh writes the completions for zsh.
func Zsh(w io.Writer, app *kong.Application) error {
	p := read(app)
	_, err := fmt.Fprintf(w, zshScript, zshLines(zshOptions(p.options)), zshLines(zshNames(p)),
		zshMore(zshOptions(p.standard().options)), zshCommands(p))
	if err != nil {
		return fmt.Errorf("write the completions for zsh: %w", err)
	}
	return nil
}

// The arguments in order: options of every command, commands, options of the default command, arguments by command.
const zshScript = `#compdef sendoff
# Completions for sendoff in zsh, made from its command line.

_sendoff() {
    local curcontext="$curcontext" state ret=1
    local -a line common commands queue
    local -A opt_args
    local at=${words[(i)--dir]}
    ((at < CURRENT - 1)) && queue=(--dir ${~${(Q)words[at+1]}})

    common=(
%[1]s    )
    commands=(
%[2]s    )
    _arguments -C $common%[3]s \
            '1: :->first' '*:: :->rest' && ret=0

    case $state in
    first)
        _describe -t commands command commands && ret=0
        _files && ret=0
        ;;
    rest)
        case $words[1] in
%[4]s        *) _files && ret=0 ;;
        esac
        ;;
    esac
    return ret
}

_sendoff_jobs() {
    local -a jobs
    jobs=(${(f)"$(command sendoff $queue list $@ --json 2>/dev/null |
        sed -n 's/^{"id":"\([^"]*\)","name":"\([^"]*\)".*/\1:\2/p')"})
    _describe -t jobs job jobs
}

_sendoff "$@"
`

// zshLines are the elements of an array.
func zshLines(specs []string) string {
	return "        " + strings.Join(specs, "\n        ") + "\n"
}

// zshMore are further arguments, on lines of their own.
func zshMore(specs []string) string {
	var b strings.Builder
	for _, spec := range specs {
		b.WriteString(" \\\n            " + spec)
	}
	return b.String()
}

func zshNames(p program) []string {
	names := make([]string, len(p.commands))
	for i, c := range p.commands {
		names[i] = zshQuoted(c.name + ":" + sentence(c.help))
	}
	return names
}

func zshCommands(p program) string {
	var b strings.Builder
	for _, c := range p.commands {
		specs := zshOptions(c.options)
		for _, o := range c.operands {
			specs = append(specs, zshQuoted("*:"+zshMessage(o.holder)+":"+zshAction(o.takes, nil, c)))
		}
		fmt.Fprintf(&b, "        %s) _arguments $common%s && ret=0 ;;\n", c.name, zshMore(specs))
	}
	return b.String()
}

func zshOptions(list []option) []string {
	specs := make([]string, len(list))
	for i, o := range list {
		specs[i] = zshOption(o)
	}
	return specs
}

func zshOption(o option) string {
	about := "[" + strings.NewReplacer("[", `\[`, "]", `\]`).Replace(sentence(o.help)) + "]"
	equals := ""
	if o.takes != nothing {
		about += ":" + zshMessage(o.holder) + ":" + zshAction(o.takes, o.words, command{})
		equals = "="
	}
	if o.short == "" {
		return zshQuoted(o.long + equals + about)
	}
	return fmt.Sprintf("'(%[1]s %[2]s)'{%[1]s,%[2]s%[3]s}%[4]s", o.short, o.long, equals, zshQuoted(about))
}

// zshMessage describes the expected value.
func zshMessage(holder string) string {
	return strings.Trim(strings.NewReplacer(":", `\:`, "<", "", ">", "", "[", "", "]", "", "...", "").Replace(holder), " ")
}

func zshAction(takes kind, words []string, c command) string {
	switch takes {
	case aFile:
		return "_files"
	case aFolder:
		return "_files -/"
	case oneOf:
		return "(" + strings.Join(words, " ") + ")"
	case aJob:
		return "{_sendoff_jobs" + c.list(" --all") + "}"
	case nothing, anything:
	}
	return " "
}

// zshQuoted is a word quoted for the shell.
func zshQuoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
