package queue

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/ui/words"
)

// PolicyFolder is the name of a folder with cards that are handed out by policy.
const PolicyFolder = "servers.d"

// maxPolicies bounds how many files of one folder are used.
const maxPolicies = 200

// policies are the cards that are handed out to all users of this computer. They hold without a question, so only the
// administrator can hand them out.
type policies struct {
	handedOut func(*os.File) bool // whether only the administrator can have made a file or folder as it is
	found     cards.Book          // the first file of a name or an address counts
	broken    []string            // sentences about what is not used, or not wholly
}

// readPolicies reads the cards of all folders that are there.
func (c *Config) readPolicies() *policies {
	p := &policies{handedOut: c.handedOut}
	if p.handedOut == nil {
		p.handedOut = byAdministrator
	}
	for _, folder := range c.Policies {
		if err := p.readFolder(folder); err != nil && !os.IsNotExist(err) {
			p.say(words.Tr("The servers in %s cannot be read: %s"), words.Plain(folder), words.ErrorText(err))
		}
	}
	return p
}

func (p *policies) say(format string, values ...any) {
	p.broken = append(p.broken, fmt.Sprintf(format, values...))
}

func (p *policies) readFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	entries, err := f.ReadDir(-1)
	if err != nil {
		return err
	}
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool { return !strings.EqualFold(filepath.Ext(e.Name()), cards.Extension) })
	if len(entries) > 0 && !p.handedOut(f) {
		p.say(words.Tr("The servers in %s are left out: other users than the administrator can change that folder, and servers in it would hold for all without a question. To use one, open its file."), words.Plain(folder))
		return nil
	}
	slices.SortFunc(entries, func(a, b os.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	p.readFiles(folder, entries)
	return nil
}

// readFiles reads the administrator's files of a folder. There is one sentence about all that others put there.
func (p *policies) readFiles(folder string, entries []os.DirEntry) {
	var others []string
	used := 0
	for _, e := range entries {
		if used == maxPolicies {
			break
		}
		path := filepath.Join(folder, e.Name())
		f, err := openCard(path)
		if err == nil && !p.handedOut(f) {
			others = append(others, e.Name())
			_ = f.Close() // it was only looked at
			continue
		}
		used++
		if err == nil {
			err = p.read(f, path)
		}
		if err != nil {
			p.say(words.Tr("The server in %s is left out: %s"), words.Plain(path), words.ErrorText(err))
		}
	}
	if len(others) > 0 {
		p.say(words.Tr("Files in %s are left out, because other users than the administrator can change them: %s. To use one, open it."), words.Plain(folder), shortList(others))
	}
}

// read adds the card of an open file, and closes it.
func (p *policies) read(f *os.File, path string) error {
	defer f.Close() //nolint:errcheck // it was only read
	c, unknown, err := cards.ReadFile(f, transfer.CheckURL)
	if err != nil {
		return err
	}
	c.From = path
	more, err := p.found.Put("", c)
	if err != nil {
		return err
	}
	p.found = more
	if len(unknown) > 0 {
		p.say(words.Tr("%s says something that this Sendoff does not know: %s."), words.Plain(path), shortList(unknown))
	}
	return nil
}

// aside says which of the user's own cards are out of use for one that was handed out.
func (p *policies) aside(own cards.Book) {
	for _, c := range own {
		at := slices.IndexFunc(p.found, c.Collides)
		if at < 0 {
			continue
		}
		p.say(words.Tr("Your server %q is not used while the administrator hands out %q, with the same name or address, in %s."),
			words.Plain(c.Name), words.Plain(p.found[at].Name), words.Plain(p.found[at].From))
	}
}

// shortList lists names from a folder or a file, which may be anything.
func shortList(names []string) string {
	const most = 10
	text := words.Plain(strings.Join(names[:min(len(names), most)], ", "))
	if len(names) > most {
		text += ", ..."
	}
	return words.Shorten(text, 200)
}

// ServersWithout are the servers where there is no queue: those of policies.
func ServersWithout(c *Config) Servers {
	p := c.readPolicies()
	return Servers{Cards: p.found, Broken: p.broken}
}
