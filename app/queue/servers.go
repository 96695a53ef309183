package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// Servers are the cards of servers, with what is known beside them.
type Servers struct {
	Cards   cards.Book                      `json:"cards"`
	Learned map[string]transfer.ServerStats `json:"learned,omitempty"` // what servers have taught, by cards.Card.Server
	Broken  []string                        `json:"broken,omitempty"`  // sentences about files of policies that cannot be used
}

// Servers implements Queue.
func (l *Local) Servers(context.Context) (Servers, error) {
	s := Servers{Cards: l.engine.Cards(), Broken: l.broken}
	var origins []string
	for _, c := range s.Cards {
		origins = append(origins, c.Server())
	}
	var err error
	s.Learned, err = l.engine.Learned(origins)
	return s, gone(err)
}

// Servers implements Queue.
func (r *Remote) Servers(ctx context.Context) (s Servers, err error) {
	err = r.get(ctx, "/servers", &s)
	return s, err
}

// PolicyFolder is the name of a folder with cards that are handed out by policy.
const PolicyFolder = "servers.d"

// maxPolicies bounds how many files of one folder are read.
const maxPolicies = 200

// readPolicies reads the cards of all folders that are there, the first file of a name or an address counts. broken
// are sentences about files that cannot be used, or not wholly.
func readPolicies(folders []string) (policy []cards.Card, broken []string) {
	var found cards.Book
	for _, folder := range folders {
		entries, err := os.ReadDir(folder)
		if err != nil {
			if !os.IsNotExist(err) {
				broken = append(broken, fmt.Sprintf(words.Tr("The servers in %s cannot be read: %s"), words.Plain(folder), words.ErrorText(err)))
			}
			continue
		}
		entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool { return !strings.EqualFold(filepath.Ext(e.Name()), cards.Extension) })
		for _, e := range entries[:min(len(entries), maxPolicies)] {
			path := filepath.Join(folder, e.Name())
			c, unknown, err := ReadCard(path)
			if err == nil {
				c.From = path
				var more cards.Book
				if more, err = found.Put("", c); err == nil {
					found = more
				}
			}
			if err != nil {
				broken = append(broken, fmt.Sprintf(words.Tr("The server in %s is left out: %s"), words.Plain(path), words.ErrorText(err)))
			} else if len(unknown) > 0 {
				broken = append(broken, fmt.Sprintf(words.Tr("%s says something that this Sendoff does not know: %s."), words.Plain(path), unknownText(unknown)))
			}
		}
	}
	return found, broken
}

// unknownText lists names from a file, which may be anything.
func unknownText(names []string) string {
	const most = 10
	text := words.Plain(strings.Join(names[:min(len(names), most)], ", "))
	if len(names) > most {
		text += ", ..."
	}
	return words.Shorten(text, 200)
}

// ReadCard reads a .sendoff file. It opens plain files only: a pipe would be waited for.
func ReadCard(path string) (c cards.Card, unknown []string, err error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = cards.ErrNoFile
	}
	if err != nil {
		return cards.Card{}, nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return cards.Card{}, nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return cards.ReadFile(f, transfer.CheckURL)
}

// oldServers are the servers as settings had them before there were cards.
type oldServers struct {
	Servers []list.Server
	Habits  map[string]list.Habit
}

// moveServers makes cards of the servers in the settings of an older version, once. The settings stay as they are.
func (l *Local) moveServers(ctx context.Context) error {
	if has, err := l.engine.HasCards(); has || err != nil {
		return err
	}
	var old oldServers
	if found, err := l.engine.LoadSetting(keySettings, &old); !found || err != nil {
		return err
	}
	own := cardsOf(old)
	if len(own) == 0 {
		return nil
	}
	l.log.Info("servers of an older version are taken over", slog.Int("servers", len(own)))
	return l.Do(ctx, transfer.Command{Verb: transfer.VerbCard, Cards: own})
}

// cardsOf makes valid cards of servers: none of them is lost for its name.
func cardsOf(old oldServers) []cards.Card {
	var book cards.Book
	for _, s := range old.Servers {
		if s.Practice || s.URL == "" {
			continue
		}
		c := list.CardOf(s.Name, s.URL, old.Habits[s.URL])
		for n := 1; n < 100; n++ {
			checked, err := c.Checked(transfer.CheckURL)
			if err == nil {
				var more cards.Book
				if more, err = book.Put("", checked); err == nil {
					book = more
					break
				}
			}
			c = mended(c, s, err, n)
		}
	}
	return book
}

// mended gives a card another name or forgets its template, for what is wrong with them.
func mended(c cards.Card, s list.Server, err error, n int) cards.Card {
	var flaw *cards.Error
	if !errors.As(err, &flaw) {
		return c
	}
	switch {
	case flaw.Field == cards.FieldName && flaw.Why == cards.FlawTaken:
		c.Name = fmt.Sprintf("%s (%d)", s.Name, n+1)
	case flaw.Field == cards.FieldName && n == 1:
		c.Name = strings.TrimRight(strings.ReplaceAll(words.Shorten(words.Plain(s.Name), 90), "://", " "), "/")
	case flaw.Field == cards.FieldName:
		c.Name = list.ServerName(s.URL)
	case flaw.Field == cards.FieldNames:
		c.Names = ""
	}
	return c
}

// ServersWithout are the servers where there is no queue: those of policies.
func ServersWithout(c *Config) Servers {
	policy, broken := readPolicies(c.Policies)
	return Servers{Cards: policy, Broken: broken}
}
