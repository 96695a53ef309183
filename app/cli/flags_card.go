package cli

import (
	"slices"
	"strings"

	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/ui/words"
)

// cardFlags are the fields of a server's card. A flag that is not given changes nothing.
type cardFlags struct {
	Names         *string   `placeholder:"TEMPLATE" help:"Names of files there: {name} {ext} {date} {time} {host} {user} {n} {folder}; empty: as on this computer."`
	Account       *string   `placeholder:"NAME" help:"Who signs in there, with the domain where there is one: filled in where the password is asked for. A password is never part of a server."`
	SignedIn      *bool     `negatable:"" help:"Whoever is signed in to this computer (kinit, a keytab, Windows) signs in there, without a password: for servers outside its domain."`
	Certificate   *string   `placeholder:"FILE" help:"File of your own certificate with its key, for servers that ask for one; empty: none."`
	TrustedSHA256 *string   `name:"server-certificate" placeholder:"SHA256" help:"Trust the server's certificate of this SHA-256 for this server; empty: as this computer does."`
	Proxy         *string   `placeholder:"PROXY" help:"http://, https:// or socks5:// address of a proxy; none, system, or settings for what holds for all servers."`
	ProxyScript   *string   `placeholder:"URL" help:"Address of a script that names the proxy (PAC)."`
	ProxyBypass   *string   `placeholder:"HOSTS" help:"Hosts that are reached without the proxy, separated by commas."`
	Tell          *string   `placeholder:"HOSTS" help:"Further hosts that secrets go to (secret headers, what follows the ? of an address) when the server sends uploads there, separated by commas."`
	Uploads       *int      `placeholder:"N" help:"Uploads at once, 1 to 64; 0: as in the settings."`
	Limit         *size     `placeholder:"RATE" help:"Bytes a second for the uploads to this server, such as 500k or 2M; 0: no limit."`
	PartSize      *string   `placeholder:"SIZE" help:"Size of parts: auto, windows for 13 MiB, or bytes such as 4Mi."`
	Retry         *waitTime `placeholder:"TIME" help:"Shortest wait after a failure, up to 24h; 0: as usual."`
	GiveUp        *waitTime `placeholder:"TIME" help:"Give up after so long without a confirmed byte, such as 36h or 14d; none: at the first failure; 0: as usual."`
	AfterUnclear  string    `default:"" enum:",auto,resume,restart" placeholder:"WAY" help:"What to do after a part without an answer: auto, resume or restart."`
	Method        string    `default:"" enum:",bits,post" placeholder:"METHOD" help:"bits for BITS_POST, or post for networks that block that."`
	Reply         *bool     `negatable:"" help:"Expect replies and save them beside the files."`
	Verify        *bool     `negatable:"" help:"Compare what the server has before an upload counts as done: by reading it back, if the server names no digest and allows that."`
	KeepFolders   *bool     `negatable:"" help:"Keep the structure of folders dropped on the window."`
	StartAtOnce   *bool     `negatable:"" help:"Start what is dropped on the window without asking."`
	RemoveHeader  []string  `placeholder:"NAME" help:"Send this header no longer; may be given several times."`
	headerFlags
}

// waitTime is a time of a card; 0 leaves it open.
type waitTime cards.Span

// UnmarshalText parses a time of the command line.
func (w *waitTime) UnmarshalText(text []byte) error {
	if string(text) == "0" {
		*w = 0
		return nil
	}
	if string(text) == "none" {
		*w = waitTime(cards.None)
		return nil
	}
	var p patience
	err := p.UnmarshalText(text)
	*w = waitTime(p)
	return err
}

// apply changes a card as the flags say.
func (f *cardFlags) apply(c *cards.Card) error {
	setIf(&c.Names, f.Names)
	setIf(&c.Account, f.Account)
	setIf(&c.SignedIn, f.SignedIn)
	setIf(&c.Certificate.File, f.Certificate)
	setIf(&c.Certificate.Server, f.TrustedSHA256)
	setIf(&c.Tell, f.Tell)
	setIf(&c.Uploads, f.Uploads)
	setIf(&c.Reply, f.Reply)
	setIf(&c.Verify, f.Verify)
	setIf(&c.KeepFolders, f.KeepFolders)
	setIf(&c.AtOnce, f.StartAtOnce)
	if f.Limit != nil {
		c.Rate = int64(*f.Limit)
	}
	if f.Retry != nil {
		c.Retry = cards.Span(*f.Retry)
	}
	if f.GiveUp != nil {
		c.GiveUp = cards.Span(*f.GiveUp)
	}
	if way, given := ways[f.AfterUnclear]; given {
		c.Unclear = cards.Unclear(way)
	}
	switch f.Method {
	case "bits":
		c.Method = cards.MethodBITS
	case "post":
		c.Method = cards.MethodPOST
	}
	f.applyProxy(&c.Proxy)
	if err := f.applyPartSize(c); err != nil {
		return err
	}
	return f.applyHeaders(c)
}

// setIf changes a field if its flag was given.
func setIf[T any](field, flag *T) {
	if flag != nil {
		*field = *flag
	}
}

func (f *cardFlags) applyProxy(p *cards.Proxy) {
	if f.Proxy != nil {
		switch use := *f.Proxy; use {
		case "settings", "":
			*p = cards.Proxy{}
		case "none", "system":
			*p = cards.Proxy{Use: cards.ProxyUse(use)}
		default:
			p.Use, p.Address = cards.ProxyManual, use
		}
	}
	if f.ProxyScript != nil {
		p.Use, p.Address = cards.ProxyScript, *f.ProxyScript
	}
	setIf(&p.Bypass, f.ProxyBypass)
}

func (f *cardFlags) applyPartSize(c *cards.Card) error {
	switch {
	case f.PartSize == nil:
	case *f.PartSize == "auto":
		c.PartSize = 0
	case *f.PartSize == "windows":
		c.PartSize = cards.WindowsPart
	default:
		n, err := parseSize(*f.PartSize)
		if err != nil {
			return wrongUsage("%w", err)
		}
		c.PartSize = int64(n)
	}
	return nil
}

// applyHeaders adds the given headers, in place of those of the same name, and removes others.
func (f *cardFlags) applyHeaders(c *cards.Card) error {
	lines, err := f.headers()
	if err != nil {
		return err
	}
	given, _ := lines.List()    // just made
	list, _ := c.Headers.List() // checked with the card
	list = slices.DeleteFunc(list, func(h bits.Custom) bool {
		same := func(name string) bool { return strings.EqualFold(name, h.Name) }
		return slices.ContainsFunc(f.RemoveHeader, same) || slices.ContainsFunc(given, func(g bits.Custom) bool { return same(g.Name) })
	})
	if c.Headers, err = bits.JoinCustom(append(list, given...)); err != nil {
		return wrongUsage("%s", "--header: "+words.ErrorText(err))
	}
	return nil
}
