package cli

import (
	"bytes"
	"io"
	"regexp"
	"strings"

	"sendoff/ui/words"

	"github.com/alecthomas/kong"
)

// Help and errors of the command line in the user's language. Kong's own texts are in English and translated here;
// the help in tags is a key of the catalogue.

// translateHelp translates the help of all commands and flags. dir replaces ${dir} in it.
func translateHelp(parser *kong.Kong, dir string) {
	_ = kong.Visit(parser.Model, func(v kong.Visitable, next kong.Next) error {
		switch v := v.(type) {
		case *kong.Application:
			translateNode(v.Node)
		case *kong.Node:
			translateNode(v)
		case *kong.Flag:
			translateValue(v.Value, dir)
		case *kong.Value:
			translateValue(v, dir)
		}
		return next(nil)
	}) // the callback never fails
}

func translateNode(n *kong.Node) {
	if n.Help != "" {
		n.Help = words.Tr(n.Help)
	}
}

func translateValue(v *kong.Value, dir string) {
	if v.OrigHelp == "" {
		return
	}
	v.Help = strings.NewReplacer("${dir}", dir, "${enum}", v.Enum, "${default}", v.Default).Replace(words.Tr(v.OrigHelp))
}

// printHelp prints the help with kong's own texts translated.
func printHelp(o kong.HelpOptions, ctx *kong.Context) error {
	var page bytes.Buffer
	out := ctx.Stdout
	ctx.Stdout = &page
	err := kong.DefaultHelpPrinter(o, ctx)
	ctx.Stdout = out
	if err != nil {
		return err
	}
	for line := range strings.Lines(page.String()) {
		if _, err := io.WriteString(out, helpLine(line)); err != nil {
			return err
		}
	}
	return nil
}

// helpLine translates a line of kong's own.
func helpLine(line string) string {
	if rest, ok := strings.CutPrefix(line, "Usage: "); ok {
		return words.Tr("Usage:") + " " + rest
	}
	switch strings.TrimSpace(line) {
	case "Arguments:":
		return words.Tr("Arguments:") + "\n"
	case "Flags:":
		return words.Tr("Flags:") + "\n"
	case "Commands:":
		return words.Tr("Commands:") + "\n"
	case `Run "sendoff <command> --help" for more information on a command.`:
		return words.Tr(`Run "sendoff <command> --help" for more information on a command.`) + "\n"
	}
	return line
}

// The help of kong's own flag.
var _ = words.Mark("Show context-sensitive help.")

// usageError is kong's error about arguments, in the user's language.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func (e usageError) Error() string { return complaint(e.error.Error()) }

// complaints are kong's errors. What the parentheses match is inserted into the translation.
var complaints = []struct {
	said *regexp.Regexp
	text string
}{
	{regexp.MustCompile(`^(.*), did you mean one of (.*)\?$`), words.Mark("%s; did you mean one of %s?")},
	{regexp.MustCompile(`^(.*), did you mean (.*)\?$`), words.Mark("%s; did you mean %s?")},
	{regexp.MustCompile(`^(.*); perhaps try (.*)\?$`), words.Mark("%s; perhaps write %s")},
	{regexp.MustCompile(`^unknown flag (\S+)$`), words.Mark("there is no flag %s")},
	{regexp.MustCompile(`^unexpected argument (\S+)$`), words.Mark("the argument %s is not expected")},
	{regexp.MustCompile(`^missing flags: (.*)$`), words.Mark("missing: %s")},
	{regexp.MustCompile(`^missing positional arguments (.*)$`), words.Mark("missing: %s")},
	{regexp.MustCompile(`^expected one of (.*)$`), words.Mark("missing: one of %s")},
	{regexp.MustCompile(`^(--?[\w-]+)(?:=\S+)? must be one of (.*) but got (.*)$`), words.Mark("%s must be one of %s, not %s")},
	{regexp.MustCompile(`^(--\S+) and (--\S+) can't be used together$`), words.Mark("%s and %s cannot be used together")},
	{regexp.MustCompile(`^expected duration but got ("[^"]*").*$`), words.Mark("%s is no length of time: write 30s, 5m or 2h")},
	{regexp.MustCompile(`^expected an? (?:valid \d+ bit )?u?int but got ("[^"]*").*$`), words.Mark("%s is no whole number")},
	{regexp.MustCompile(`^expected \S+ value but got "EOL" \(<EOL>\)$`), words.Mark("a value is missing")},
	{regexp.MustCompile(`^expected (.*)$`), words.Mark("missing: %s")},
}

var ofFlag = regexp.MustCompile(`^(--?[\w-]+)(?:=\S+)?: (.*)$`)

// complaint translates kong's error; an unknown one stays as it is.
func complaint(said string) string {
	if m := ofFlag.FindStringSubmatch(said); m != nil {
		return m[1] + ": " + complaint(m[2])
	}
	for _, c := range complaints {
		m := c.said.FindStringSubmatch(said)
		if m == nil {
			continue
		}
		text := words.Tr(c.text)
		for i, part := range m[1:] {
			if i == 0 && len(m) > 2 {
				part = complaint(part)
			}
			text = strings.Replace(text, "%s", part, 1)
		}
		return text
	}
	return said
}
