package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/ui/words"

	"github.com/adrg/xdg"
)

// policyFolders are where cards are handed out by policy: beside the program, and for all users.
func policyFolders() []string {
	var list []string
	if program, err := os.Executable(); err == nil {
		list = append(list, filepath.Join(filepath.Dir(program), queue.PolicyFolder))
	}
	for _, dir := range xdg.ConfigDirs {
		list = append(list, filepath.Join(dir, "sendoff", queue.PolicyFolder))
	}
	return slices.Compact(list)
}

// servers are the cards of the queue, and those of policies where there is no queue. Nothing is left behind.
func (c *call) servers(ctx context.Context) (s queue.Servers, err error) {
	if _, err := os.Stat(filepath.Join(c.Dir, "queue.db")); c.Placed() != nil || err != nil {
		if r, err := queue.Dial(ctx, c.Dir); err == nil {
			return r.Servers(ctx)
		}
		return queue.ServersWithout(c.Config), nil
	}
	err = c.withQueue(ctx, func(f *follower) error {
		return f.Ask(ctx, func(q queue.Queue) (err error) {
			s, err = q.Servers(ctx)
			return err
		})
	})
	return s, err
}

// destination is what the user named as the place to upload to.
type destination struct {
	address string      // as given, or that of the card with what followed its name
	card    *cards.Card // nil: an address was given
}

// meant finds what the user named: an address, or the name of a server with or without a path below it. A text
// without "://" that names no server is left to whoever checks addresses.
func (c *call) meant(ctx context.Context, to string) (destination, error) {
	if strings.Contains(to, "://") || to == "" {
		return destination{address: to}, nil
	}
	s, err := c.servers(ctx)
	if err != nil {
		return destination{}, err
	}
	card, rest, ok := s.Cards.Meant(to)
	if !ok {
		if strings.Contains(to, "@") { // what is before it may be a password
			return destination{address: to}, nil
		}
		if _, err := transfer.CheckURL(to); err != nil {
			return destination{}, wrongUsage(words.Tr("%q is neither an address with http:// or https://, nor the name of a server; sendoff server list shows the names"), to)
		}
		return destination{address: to}, nil
	}
	address, err := below(card.Address, rest)
	return destination{address, &card}, err
}

// below is the address of a path below a folder's.
func below(folder, rest string) (string, error) {
	if rest == "" {
		return folder, nil
	}
	u, err := transfer.CheckURL(folder)
	if err != nil {
		return "", err
	}
	checked, err := transfer.CheckURL(u.JoinPath(rest).String())
	if err != nil {
		return "", err
	}
	if _, inside := (cards.Book{{Address: folder}}).For(checked.String()); !inside { // ".." leads elsewhere
		return "", errors.New(words.Tr("what follows the server's name must be below its address"))
	}
	return checked.String(), nil
}

// addressOf is meant for commands that need no more than the address.
func (c *call) addressOf(ctx context.Context, to string) (string, error) {
	d, err := c.meant(ctx, to)
	return d.address, err
}
