package cli

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"sendoff/ui/words"
)

// settingsFile is a file of settings in place of flags: a name and a value on each line, with "=" or blanks between
// them. Lines that begin with "#" say nothing. A name may come again where its flag may.
type settingsFile map[string][]string

// readSettings reads a file of settings.
func readSettings(r io.Reader) (kong.Resolver, error) {
	f := settingsFile{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" || line[0] == '#' {
			continue
		}
		end := strings.IndexAny(line, "= \t")
		if end < 1 {
			return nil, fmt.Errorf(words.Tr("line %d of the settings has no value: %s"), n, words.Plain(line))
		}
		value := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line[end:]), "="))
		f[line[:end]] = append(f[line[:end]], value)
	}
	return f, lines.Err()
}

// Validate refuses names that are no flags of serve, the one command that takes settings.
func (f settingsFile) Validate(app *kong.Application) error {
	serve := app.Children[slices.IndexFunc(app.Children, func(n *kong.Node) bool { return n.Name == "serve" })]
	for name := range f {
		if !slices.ContainsFunc(serve.Flags, func(flag *kong.Flag) bool { return flag.Name == name }) {
			return fmt.Errorf(words.Tr("the settings name %s, which is no flag of serve"), words.Plain(name))
		}
	}
	return nil
}

// Resolve returns the value of a flag that the command line does not have, nil = none.
func (f settingsFile) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	values, ok := f[flag.Name]
	switch {
	case !ok:
		return nil, nil
	case flag.IsBool():
		return yes(values[len(values)-1])
	case flag.IsSlice():
		list := make([]any, len(values))
		for i, v := range values {
			list[i] = v
		}
		return list, nil
	}
	return values[len(values)-1], nil
}

// yes reads a value that is either way.
func yes(value string) (any, error) {
	switch strings.ToLower(value) {
	case "yes", "true", "on", "1":
		return true, nil
	case "no", "false", "off", "0":
		return false, nil
	}
	return nil, fmt.Errorf(words.Tr("%s is neither yes nor no"), words.Plain(value))
}
