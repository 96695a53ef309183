package manual

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// Bash writes the completions for bash. They need no shell library.
func Bash(w io.Writer, app *kong.Application) error {
	p := read(app)
	_, err := fmt.Fprintf(w, bashScript, strings.Join(valued(p), "|"), bashNames(p), bashOptions(p),
		bashValues(p), bashOperands(p), p.standard().name)
	if err != nil {
		return fmt.Errorf("write the completions for bash: %w", err)
	}
	return nil
}

// The arguments in order: options with a value, commands, options by command, values by command and option,
// operands by command, the default command.
const bashScript = `# Completions for sendoff in bash, made from its command line.
_sendoff() {
    local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= word i
    local -a queue=()
    COMPREPLY=()
    # --option=value comes as three words.
    if [[ $cur == "=" ]]; then
        cur=
    elif [[ $before == "=" ]]; then
        before=${COMP_WORDS[COMP_CWORD-2]}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case $word in
        --dir) queue=(--dir "${COMP_WORDS[i+1]/#\~/$HOME}"); ((i++)) ;;
        %[1]s) ((i++)) ;;
        -* | =) ;;
        *) command=$word; break ;;
        esac
    done
    local names="%[2]s"
    [[ " $names " == *" $command "* ]] || command=${command:+%[6]s}

    case $command:$before in
%[4]s    esac

    if [[ $cur == -* ]]; then
        case $command in
%[3]s        esac
        return
    fi

    case $command in
%[5]s    esac
}

_sendoff_jobs() {
    local ids
    ids=$(sendoff "${queue[@]}" list "$@" --json 2>/dev/null | sed -n 's/^{"id":"\([^"]*\)".*/\1/p')
    mapfile -t COMPREPLY < <(compgen -W "$ids" -- "$cur")
}

_sendoff_paths() {
    compopt -o filenames 2>/dev/null
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen "$1" -- "$cur")
}

complete -F _sendoff sendoff
`

// valued are the spellings of all options with a value, of any command.
func valued(p program) []string {
	var list []string
	for _, o := range everyOption(p) {
		if o.takes != nothing && o.long != "--dir" {
			list = append(list, o.names()...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func everyOption(p program) []option {
	list := slices.Clone(p.options)
	for _, c := range p.commands {
		list = append(list, c.options...)
	}
	return list
}

func bashNames(p program) string {
	names := make([]string, len(p.commands))
	for i, c := range p.commands {
		names[i] = c.name
	}
	return strings.Join(names, " ")
}

func spellings(lists ...[]option) string {
	var words []string
	for _, list := range lists {
		for _, o := range list {
			words = append(words, o.names()...)
		}
	}
	return strings.Join(words, " ")
}

const bashWords = "mapfile -t COMPREPLY < <(compgen -W %q -- \"$cur\") ;;\n"

func bashOptions(p program) string {
	var b strings.Builder
	for _, c := range p.commands {
		pattern := c.name
		if c.standard {
			pattern = `"" | ` + c.name
		}
		fmt.Fprintf(&b, "        %s) "+bashWords, pattern, spellings(c.options, p.options))
	}
	return b.String()
}

func bashValues(p program) string {
	var b strings.Builder
	write := func(pattern string, list []option) {
		for _, o := range list {
			if o.takes != nothing {
				fmt.Fprintf(&b, "    %s:%s) %s", pattern, o.long, bashValue(o))
			}
		}
	}
	for _, c := range p.commands {
		if c.standard {
			write("", c.options)
		}
		write(c.name, c.options)
	}
	write("*", p.options)
	return b.String()
}

func bashValue(o option) string {
	switch o.takes {
	case aFile:
		return "_sendoff_paths -f; return ;;\n"
	case aFolder:
		return "_sendoff_paths -d; return ;;\n"
	case oneOf:
		return fmt.Sprintf("mapfile -t COMPREPLY < <(compgen -W %q -- \"$cur\"); return ;;\n", strings.Join(o.words, " "))
	case nothing, anything, aJob:
	}
	return "return ;;\n"
}

func bashOperands(p program) string {
	var b strings.Builder
	fmt.Fprintf(&b, "    \"\") "+strings.TrimSuffix(bashWords, " ;;\n")+"; _sendoff_paths -f ;;\n", bashNames(p))
	for _, c := range p.commands {
		for _, o := range c.operands {
			switch o.takes {
			case aFile:
				fmt.Fprintf(&b, "    %s) _sendoff_paths -f ;;\n", c.name)
			case aFolder:
				fmt.Fprintf(&b, "    %s) _sendoff_paths -d ;;\n", c.name)
			case aJob:
				fmt.Fprintf(&b, "    %s) _sendoff_jobs%s ;;\n", c.name, c.list(" --all"))
			case nothing, anything, oneOf:
			}
		}
	}
	return b.String()
}
