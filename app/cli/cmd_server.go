package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/transfer/safefile"
	"sendoff/ui/words"
)

// serverCmd are the commands about remembered servers.
type serverCmd struct {
	List   serverListCmd   `cmd:"" help:"List the servers."`
	Show   serverShowCmd   `cmd:"" help:"Show what is set for a server, and what it has taught."`
	Add    serverAddCmd    `cmd:"" help:"Remember a server under a name: --to NAME/ is then enough."`
	Edit   serverEditCmd   `cmd:"" help:"Change what is set for a server; it holds at once, for running uploads too."`
	Remove serverRemoveCmd `cmd:"" help:"Remove a server. Its uploads stay."`
	Forget serverForgetCmd `cmd:"" help:"Forget what a server has taught: sizes it takes, repeated bytes it notices, ways to sign in."`
	Export serverExportCmd `cmd:"" help:"Write a server into a file that others can open with Sendoff, without secrets."`
	Import serverImportCmd `cmd:"" help:"Add the server of a file, after a question that shows what it does."`
}

type serverListCmd struct {
	JSON bool `name:"json" help:"One JSON object per line."`
}

// Run is called by kong.
func (l *serverListCmd) Run(ctx context.Context, c *call) error {
	s, err := c.servers(ctx)
	if err != nil {
		return err
	}
	for _, text := range s.Broken {
		fmt.Fprintln(c.Stderr, words.PlainLines(text))
	}
	if l.JSON {
		for _, card := range s.Cards {
			if err := writeJSON(c.Stdout, serverJSON(card, s)); err != nil {
				return err
			}
		}
		return nil
	}
	if len(s.Cards) == 0 {
		fmt.Fprintln(c.Stderr, words.Tr("No server is remembered. To add one: sendoff server add NAME ADDRESS"))
		return nil
	}
	t := newTable(column{head: words.Tr("NAME")}, column{head: words.Tr("ADDRESS"), least: 20}, column{head: words.Tr("HANDED OUT BY"), spare: true})
	for _, card := range s.Cards {
		t.add(words.Plain(card.Name), words.HostText(card.WithoutSecrets().Pattern()), words.Plain(card.From))
	}
	return t.write(c.Stdout, c.columns())
}

// jsonServer is one line of server --json. Scripts depend on its names.
type jsonServer struct {
	cards.Card
	Learned *transfer.ServerStats `json:"learned,omitempty"`
	Trusted []transfer.Pin        `json:"trusted,omitempty"` // besides Card.Certificate.Server, oldest first
}

// serverJSON is a card for scripts, without secrets.
func serverJSON(card cards.Card, s queue.Servers) jsonServer {
	j := jsonServer{Card: card.WithoutSecrets(), Trusted: transfer.PinsFor(card.Address, s.Pins)}
	if learned, known := s.Learned[card.Server()]; known {
		j.Learned = &learned
	}
	return j
}

// named finds a card by its name. Its error names the command that lists them.
func (c *call) named(ctx context.Context, name string) (cards.Card, queue.Servers, error) {
	s, err := c.servers(ctx)
	if err != nil {
		return cards.Card{}, s, err
	}
	at := s.Cards.Named(strings.TrimSuffix(name, "/"))
	if at < 0 {
		return cards.Card{}, s, cards.ErrNoCard
	}
	return s.Cards[at], s, nil
}

type serverShowCmd struct {
	Name string `arg:"" name:"name" help:"The server's name."`
	JSON bool   `name:"json" help:"One JSON object."`
}

// Run is called by kong.
func (k *serverShowCmd) Run(ctx context.Context, c *call) error {
	card, s, err := c.named(ctx, k.Name)
	if err != nil {
		return err
	}
	if k.JSON {
		return writeJSON(c.Stdout, serverJSON(card, s))
	}
	fmt.Fprintln(c.Stdout, words.Plain(card.Name))
	printFacts(c.Stdout, append(words.CardFacts(card), words.TrustedFacts(transfer.PinsFor(card.Address, s.Pins))...))
	if learned := words.LearnedFacts(s.Learned[card.Server()], time.Now()); len(learned) > 0 {
		fmt.Fprintf(c.Stdout, "\n%s\n", words.Tr("What the server has taught"))
		printFacts(c.Stdout, learned)
	}
	return nil
}

func printFacts(w io.Writer, facts []words.Fact) {
	t := &table{columns: make([]column, 2)}
	for _, f := range facts {
		t.add("  "+f.Label+":", words.Plain(f.Value))
	}
	_ = t.write(w, 0) // a lost line is noticed by the writer
}

type serverAddCmd struct {
	Name    string `arg:"" name:"name" help:"Name of the server."`
	Address string `arg:"" name:"address" help:"Folder that files go to, with a template of their names if you like: https://example.com/drop/{date}/{name}{ext}"`
	cardFlags
}

// Run is called by kong.
func (a *serverAddCmd) Run(ctx context.Context, c *call) error {
	card := cards.Card{Name: a.Name}
	card.Address, card.Names = cards.SplitPattern(a.Address)
	if err := a.apply(&card); err != nil {
		return err
	}
	return c.putCard(ctx, "", card)
}

type serverEditCmd struct {
	Name    string `arg:"" name:"name" help:"The server's name."`
	NewName string `name:"name" placeholder:"NAME" help:"Another name."`
	Address string `placeholder:"URL" help:"Another address, with a template of names if you like."`
	cardFlags
}

// Run is called by kong.
func (e *serverEditCmd) Run(ctx context.Context, c *call) error {
	card, _, err := c.named(ctx, e.Name)
	if err != nil {
		return err
	}
	old := card.Name
	if e.NewName != "" {
		card.Name = e.NewName
	}
	if e.Address != "" {
		address, names := cards.SplitPattern(e.Address)
		if card.Address = address; names != "" {
			card.Names = names
		}
	}
	if err := e.apply(&card); err != nil {
		return err
	}
	return c.putCard(ctx, old, card)
}

// putCard checks a card and has the queue's owner store it.
func (c *call) putCard(ctx context.Context, old string, card cards.Card) error {
	card, err := card.Checked(transfer.CheckURL)
	if err != nil {
		return wrongUsage("%s", words.ErrorText(err))
	}
	return c.withQueue(ctx, func(f *follower) error {
		return f.Do(ctx, transfer.Command{Verb: transfer.VerbCard, At: old, Cards: []cards.Card{card}})
	})
}

type serverRemoveCmd struct {
	Name string `arg:"" name:"name" help:"The server's name."`
}

// Run is called by kong.
func (r *serverRemoveCmd) Run(ctx context.Context, c *call) error {
	return c.withQueue(ctx, func(f *follower) error {
		return f.Do(ctx, transfer.Command{Verb: transfer.VerbUncard, At: strings.TrimSuffix(r.Name, "/")})
	})
}

type serverForgetCmd struct {
	Name string `arg:"" name:"name" help:"The server's name."`
}

// Run is called by kong.
func (k *serverForgetCmd) Run(ctx context.Context, c *call) error {
	card, _, err := c.named(ctx, k.Name)
	if err != nil {
		return err
	}
	return c.withQueue(ctx, func(f *follower) error {
		return f.Do(ctx, transfer.Command{Verb: transfer.VerbUnlearn, At: card.Server()})
	})
}

type serverExportCmd struct {
	Name string `arg:"" name:"name" help:"The server's name."`
	File string `arg:"" optional:"" name:"file" type:"path" help:"File to write, such as lab.sendoff; without one it is printed."`
}

// Run is called by kong.
func (e *serverExportCmd) Run(ctx context.Context, c *call) error {
	card, _, err := c.named(ctx, e.Name)
	if err != nil {
		return err
	}
	text, err := card.File()
	if err != nil {
		return err
	}
	if e.File == "" || e.File == standardInput {
		_, err = c.Stdout.Write(text)
		return err
	}
	f, err := safefile.Create(e.File)
	if errors.Is(err, os.ErrExist) {
		return wrongUsage(words.Tr("%s exists already and is left alone; name another file"), e.File)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}

type serverImportCmd struct {
	File    string `arg:"" name:"file" type:"path" help:"A .sendoff file; - is what is piped into standard input."`
	Name    string `placeholder:"NAME" help:"Name in place of the one in the file."`
	Replace bool   `help:"Change the server of that name, if there is one. Its secret headers stay."`
	Yes     bool   `help:"Add it without asking."`
}

// Run is called by kong.
func (i *serverImportCmd) Run(ctx context.Context, c *call) error {
	card, unknown, err := i.read(c)
	if err != nil {
		return err
	}
	if i.Name != "" {
		card.Name = i.Name
	}
	s, err := c.servers(ctx)
	if err != nil {
		return err
	}
	old := ""
	if at := s.Cards.Named(card.Name); i.Replace && at >= 0 {
		old = s.Cards[at].Name
		card = s.Cards[at].Updated(card)
	}
	if _, err := s.Cards.Put(old, card); err != nil { // before the question
		return fmt.Errorf("%w", err)
	}
	printQuestion(c.Stderr, card, unknown)
	if err := i.agreed(c); err != nil {
		return err
	}
	return c.putCard(ctx, old, card)
}

func (i *serverImportCmd) read(c *call) (cards.Card, []string, error) {
	if i.File == standardInput {
		return cards.ReadFile(c.Stdin, transfer.CheckURL)
	}
	return queue.ReadCard(i.File)
}

// printQuestion shows what a card would do.
func printQuestion(w io.Writer, card cards.Card, unknown []string) {
	fmt.Fprintln(w, words.Plain(card.Name))
	printFacts(w, words.CardFacts(card))
	for _, text := range words.CardWarnings(card) {
		fmt.Fprintln(w, "! "+text)
	}
	if len(unknown) > 0 {
		fmt.Fprintln(w, "! "+words.UnknownFieldsText(unknown))
	}
}

// agreed asks whether the card is to be added; an error means that it is not.
func (i *serverImportCmd) agreed(c *call) error {
	if i.Yes {
		return nil
	}
	terminal, ok := c.Stdin.(*os.File)
	if i.File == standardInput || !ok || !term.IsTerminal(int(terminal.Fd())) {
		return coded{errors.New(words.Tr("nothing was added: there is no terminal to ask at. If this is what you want: --yes")), ExitFailed}
	}
	fmt.Fprint(c.Stderr, words.Tr("Add this server? Type yes: "))
	line, err := bufio.NewReader(io.LimitReader(terminal, 100)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "yes", "y", strings.ToLower(words.Tr("Yes")):
		return nil
	}
	return coded{errors.New(words.Tr("nothing was added")), ExitFailed}
}
