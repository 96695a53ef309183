package manual

import (
	"strings"

	"github.com/alecthomas/kong"
)

// kind is the type of a flag's or an argument's value.
type kind int8

const (
	nothing  kind = iota // a switch
	anything             // any word
	aFile
	aFolder
	oneOf // one of several words
	aJob  // a job's ID
)

// option is a flag of a command.
type option struct {
	long   string // with its dashes
	short  string // with its dash; "" = none
	holder string // name of its value in the help
	help   string
	takes  kind
	words  []string // for oneOf
}

// names are the spellings of the option.
func (o option) names() []string {
	if o.short == "" {
		return []string{o.long}
	}
	return []string{o.long, o.short}
}

// operand is a positional argument.
type operand struct {
	holder string // as in the help: <file> ...
	help   string
	takes  kind
}

// command is one of the program's commands.
type command struct {
	name     string
	help     string
	options  []option
	operands []operand
	standard bool // runs if no command is given
	history  bool // its jobs may be those of the history
}

// program is the whole command line.
type program struct {
	name     string
	help     string
	options  []option // of every command
	commands []command
}

// read extracts the model from kong's. Hidden commands and flags are left out.
func read(app *kong.Application) program {
	p := program{name: app.Name, help: app.Help, options: options(app.Node)}
	for _, node := range app.Children {
		if node.Hidden {
			continue
		}
		c := command{
			name: node.Name, help: node.Help, options: options(node),
			standard: node == app.DefaultCmd, history: node.Tag.Has("history"),
		}
		for _, arg := range node.Positional {
			c.operands = append(c.operands, operand{holder: arg.Summary(), help: arg.Help, takes: operandKind(arg)})
		}
		p.commands = append(p.commands, c)
	}
	return p
}

// standard is the default command.
func (p program) standard() command {
	for _, c := range p.commands {
		if c.standard {
			return c
		}
	}
	return command{}
}

func options(node *kong.Node) []option {
	var list []option
	for _, f := range node.Flags {
		if f.Hidden {
			continue
		}
		o := option{long: "--" + f.Name, help: f.Help, takes: flagKind(f)}
		if f.Short != 0 {
			o.short = "-" + string(f.Short)
		}
		switch o.takes {
		case nothing:
		case oneOf:
			o.words = strings.Split(f.Enum, ",")
			o.holder = strings.Join(o.words, "|")
		case anything, aFile, aFolder, aJob:
			o.holder = f.FormatPlaceHolder()
		}
		list = append(list, o)
	}
	return list
}

func flagKind(f *kong.Flag) kind {
	switch {
	case f.IsBool():
		return nothing
	case f.Enum != "":
		return oneOf
	case f.PlaceHolder == "DIR":
		return aFolder
	case f.Tag.Type == "path":
		return aFile
	}
	return anything
}

func operandKind(arg *kong.Positional) kind {
	switch {
	case arg.Name == "file":
		return aFile
	case arg.Name == "job":
		return aJob
	case arg.Tag.Type == "existingdir":
		return aFolder
	case arg.Enum != "":
		return oneOf
	}
	return anything
}

// sentence is the first part of a help text, short enough for a list of completions.
func sentence(help string) string {
	for _, end := range []string{"; ", ". ", " (", ", such as"} {
		help, _, _ = strings.Cut(help, end)
	}
	return strings.TrimSuffix(strings.TrimSuffix(help, "."), ";")
}

// list is the argument that makes the history's jobs listed too, for commands that accept them.
func (c command) list(argument string) string {
	if c.history {
		return argument
	}
	return ""
}
