package cli

import (
	"context"
	"fmt"

	"sendoff/app/queue"
	"sendoff/transfer/cards"
	"sendoff/ui/words"
)

// proxyCmd is "sendoff proxy".
type proxyCmd struct {
	Proxy  string `arg:"" optional:"" name:"proxy" help:"http://, https:// or socks5:// address of a proxy; none; or system for what the environment or the system says. Without it the setting is shown."`
	Script string `placeholder:"URL" help:"Address of a script that names the proxy (PAC)." xor:"way"`
	Bypass string `placeholder:"HOSTS" help:"Hosts that are reached without the proxy, separated by commas: names, numbers, networks such as 10.0.0.0/8, and <local> for names without a dot."`
}

// Run is called by kong.
func (p *proxyCmd) Run(ctx context.Context, c *call) error {
	set, change := p.setting()
	if p.Script != "" && p.Proxy != "" {
		return wrongUsage("%s", words.Tr("name a proxy or a script, not both"))
	}
	if p.Bypass != "" && set.Use != cards.ProxyManual {
		return wrongUsage("%s", words.Tr("--bypass belongs to the address of a proxy"))
	}
	return c.withQueue(ctx, func(f *follower) error {
		return f.Ask(ctx, func(q queue.Queue) (err error) {
			if change {
				return q.SetProxy(ctx, set)
			}
			if set, err = q.Proxy(ctx); err == nil {
				fmt.Fprintln(c.Stdout, words.Plain(words.ProxySettingText(set)))
			}
			return err
		})
	})
}

// setting is the setting that the arguments ask for; change is false if they only ask what it is.
func (p *proxyCmd) setting() (set cards.Proxy, change bool) {
	switch {
	case p.Script != "":
		return cards.Proxy{Use: cards.ProxyScript, Address: p.Script}, true
	case p.Proxy == "":
		return cards.Proxy{}, false
	case p.Proxy == "none":
		return cards.Proxy{Use: cards.ProxyNone}, true
	case p.Proxy == "system":
		return cards.Proxy{Use: cards.ProxySystem}, true
	}
	return cards.Proxy{Use: cards.ProxyManual, Address: p.Proxy, Bypass: p.Bypass}, true
}
