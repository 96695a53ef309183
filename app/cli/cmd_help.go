package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sendoff/ui/words"

	"github.com/alecthomas/kong"
)

// helpCmd is --help, typed as a word.
type helpCmd struct {
	Command []string `arg:"" optional:"" name:"command" help:"Command to show help for, or: exit-codes, control."`
}

func (h *helpCmd) Run(c *call) error {
	if len(h.Command) == 1 {
		switch h.Command[0] {
		case "exit-codes":
			return printExitCodes(c.Stdout)
		case "control":
			return printControl(c.Stdout)
		}
	}
	parser, err := c.parser(&grammar{}, helpDir())
	if err != nil {
		return err
	}
	node := parser.Model.Node
	for _, word := range h.Command {
		if node = commandOf(node, word); node == nil {
			return c.noCommand(fmt.Sprintf(words.Tr("there is no command %q"), strings.Join(h.Command, " ")), word)
		}
	}
	if _, err = parser.Parse(append(h.Command, "--help")); err != nil {
		return wrongUsage(words.Tr("%w; see sendoff --help"), usageError{err})
	}
	return nil
}

func commandOf(n *kong.Node, name string) *kong.Node {
	i := slices.IndexFunc(n.Children, func(c *kong.Node) bool { return c.Name == name || slices.Contains(c.Aliases, name) })
	if i < 0 {
		return nil
	}
	return n.Children[i]
}

// noCommand is the error for an unknown word. It proposes similar commands.
func (p Process) noCommand(said, word string) error {
	parser, err := p.parser(&grammar{}, helpDir())
	if err != nil {
		return err
	}
	var near []string
	for _, c := range parser.Model.Children {
		if !c.Hidden && alike(word, c.Name) {
			near = append(near, strconv.Quote(c.Name))
		}
	}
	switch len(near) {
	case 0:
	case 1:
		said = fmt.Sprintf(words.Tr("%s; did you mean %s?"), said, near[0])
	default:
		said = fmt.Sprintf(words.Tr("%s; did you mean one of %s?"), said, strings.Join(near, ", "))
	}
	return wrongUsage(words.Tr("%s; see sendoff --help"), said)
}

// alike reports whether a word may be meant for a name: it is a prefix of it, or differs by at most two letters.
func alike(word, name string) bool {
	word = strings.ToLower(word)
	return len(word) > 1 && strings.HasPrefix(name, word) || len(word) > 2 && distance(word, name) <= 2
}

// distance is the number of letters to change, add or remove to turn a into b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j]+1, before+1)
		}
	}
	return row[len(b)]
}
