package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
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
	Pins    []transfer.Pin                  `json:"pins,omitempty"`    // all certificates that the user trusts
	Broken  []string                        `json:"broken,omitempty"`  // sentences about policies: files that are not used, and cards of the user's that step aside
}

// Servers implements Queue.
func (l *Local) Servers(context.Context) (Servers, error) {
	s := Servers{Cards: l.engine.Cards(), Pins: l.engine.Pins(), Broken: l.broken}
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

// ReadCard reads a .sendoff file. It opens plain files only: a pipe would be waited for.
func ReadCard(path string) (c cards.Card, unknown []string, err error) {
	f, err := openCard(path)
	if err != nil {
		return cards.Card{}, nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return cards.ReadFile(f, transfer.CheckURL)
}

func openCard(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = cards.ErrNoFile
	}
	if err != nil {
		return nil, err
	}
	return os.Open(path)
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
	case flaw.Field == cards.FieldName && flaw.Why == cards.FlawPath:
		c.Name = strings.ReplaceAll(c.Name, "/", " ")
		if !strings.Contains(s.Name, "/") { // it is the other one's name that holds a slash
			c.Name = fmt.Sprintf("%s (%d)", s.Name, n+1)
		}
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
