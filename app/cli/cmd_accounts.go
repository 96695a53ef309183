package cli

import (
	"context"
	"fmt"

	"sendoff/app/queue"
	"sendoff/ui/words"
)

// accountsCmd is "sendoff accounts".
type accountsCmd struct {
	JSON bool `help:"One line of JSON for each account."`
}

// Run is called by kong.
func (a *accountsCmd) Run(ctx context.Context, c *call) error {
	return c.withQueue(ctx, func(f *follower) error {
		var list []queue.AccountInfo
		err := f.Ask(ctx, func(q queue.Queue) (err error) {
			list, err = q.Accounts(ctx)
			return err
		})
		if err != nil {
			return err
		}
		return a.print(c, list)
	})
}

func (a *accountsCmd) print(c *call, list []queue.AccountInfo) error {
	if len(list) == 0 && !a.JSON {
		_, err := fmt.Fprintln(c.Stderr, words.Tr("No account is known. To sign in: sendoff sign-in URL"))
		return err
	}
	for _, i := range list {
		if a.JSON {
			if err := queue.WriteJSON(c.Stdout, i, words.Hostile); err != nil {
				return err
			}
			continue
		}
		where := words.Tr("until Sendoff ends")
		if i.Keyring {
			where = words.Tr("in the keyring")
		}
		if i.Refused {
			where += ", " + words.Tr("refused")
		}
		if _, err := fmt.Fprintf(c.Stdout, "%s  %s  (%s)\n", words.AccountText(i.Place, i.Proxy), words.Plain(i.User), where); err != nil {
			return err
		}
	}
	return nil
}
