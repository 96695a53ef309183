package transfer

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
)

// keyCards is the setting that holds the user's own cards. It is stored: do not change it.
const keyCards = "servers"

// deck is what workers use of the cards. It is replaced, never changed.
type deck struct {
	book  cards.Book
	paces map[string]*limiter // by Card.Address
}

// unlimited is the limiter of a job whose server has no card with a rate.
var unlimited = newLimiter(0)

// Cards returns the cards of servers, in the user's order. Readers must not change them.
func (e *Engine) Cards() cards.Book { return e.deck().book }

// CardsAside returns the user's own cards that are not used, because of a policy or because they cannot be, as they were
// when the queue was opened.
func (e *Engine) CardsAside() cards.Book { return e.loop.cardsAside }

// deck returns what is valid now, never nil.
func (e *Engine) deck() *deck {
	if d := e.cards.Load(); d != nil {
		return d
	}
	return new(deck)
}

// OnCards has f called whenever the cards have changed. f must not wait.
func (e *Engine) OnCards(f func(cards.Book)) { e.onCards.Store(&f) }

// Learned returns what servers have taught, by Target.Server.
func (e *Engine) Learned(servers []string) (map[string]ServerStats, error) {
	learned := map[string]ServerStats{}
	err := e.ask(func() {
		for _, server := range servers {
			if stats, known := e.loop.serverStats[server]; known {
				learned[server] = stats
			}
		}
	})
	return learned, err
}

// loadCards reads the cards. One that cannot be used is left out, and stays stored.
func (e *Engine) loadCards() {
	var stored cards.Book
	if _, err := e.store.setting(keyCards, &stored); err != nil {
		e.log.Error("cards of servers not read", "error", err)
	}
	var own, unusable cards.Book
	for _, c := range stored {
		checked, err := c.Checked(CheckURL)
		if err == nil {
			own, err = appended(own, checked)
		}
		if err != nil {
			e.log.Error("card of a server not used", "name", c.Name, "error", err)
			unusable = append(unusable, c)
		}
	}
	all, aside := own.With(e.options.Policy)
	e.loop.cardsAside = append(aside, unusable...)
	e.useCards(all)
}

func appended(b cards.Book, c cards.Card) (cards.Book, error) {
	c.From = ""
	more, err := b.Put("", c)
	if err != nil {
		return b, err
	}
	return more, nil
}

// HasCards reports whether cards were ever stored.
func (e *Engine) HasCards() (bool, error) {
	var stored json.RawMessage
	return e.store.setting(keyCards, &stored)
}

// useCards makes cards valid at once, for running workers too. The loop calls it.
func (e *Engine) useCards(b cards.Book) {
	old := e.cards.Load()
	d := &deck{book: b, paces: map[string]*limiter{}}
	for _, c := range b {
		if old != nil && old.paces[c.Address] != nil {
			d.paces[c.Address] = old.paces[c.Address]
			d.paces[c.Address].set(c.Rate)
		} else if c.Rate > 0 {
			d.paces[c.Address] = newLimiter(c.Rate)
		}
	}
	e.cards.Store(d)
	if old == nil {
		return
	}
	for address, pace := range old.paces {
		if d.paces[address] == nil {
			pace.set(0)
		}
	}
	e.connectAnew(old.book, b)
	if f := e.onCards.Load(); f != nil {
		(*f)(b)
	}
}

// connectAnew lets running uploads begin a new conversation at their next fragment if what their connection or its
// requests depend on has changed.
func (e *Engine) connectAnew(before, after cards.Book) {
	for id, w := range e.loop.working {
		en := e.loop.entries[id]
		if en == nil || w.cancelling {
			continue
		}
		url := en.job().Target.URL
		was, _ := before.For(url)
		is, _ := after.For(url)
		if conversation(was) != conversation(is) {
			w.preempted.Store(true)
			w.conn.Disconnect()
		}
	}
	for server, free := range e.loop.conns {
		if sameConversations(before, after, server) {
			continue
		}
		for _, conn := range free {
			conn.Disconnect()
		}
		delete(e.loop.conns, server)
	}
}

// conversation is the part of a card that a conversation is begun with.
func conversation(c cards.Card) cards.Card {
	return cards.Card{Account: c.Account, SignedIn: c.SignedIn, Certificate: c.Certificate, Proxy: c.Proxy, Headers: c.Headers, Tell: c.Tell, Method: c.Method}
}

func sameConversations(before, after cards.Book, server string) bool {
	of := func(b cards.Book) (list []cards.Card) {
		for _, c := range b {
			if c.Server() == server {
				list = append(list, conversation(c))
			}
		}
		return list
	}
	return slices.Equal(of(before), of(after))
}

// card stages a change of the cards. Uploads that wait for another try are tried at once if their card has changed.
// Its errors are *cards.Error and cards.ErrNoCard.
func (t *transaction) card(c *Command) error {
	before := t.loop.cards.Load().book
	if t.cards != nil {
		before = t.cards
	}
	after, err := carded(before, c)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(append(after.Own(), t.loop.cardsAside...))
	if err != nil {
		return err
	}
	t.cards, t.settings[keyCards] = after, raw
	for _, c := range after {
		if c.Certificate.Server != "" && !slices.Contains(before, c) {
			t.letGoOn(Pin{Host: hostOf(c.Address)})
		}
	}
	for id, j := range t.withFault {
		was, _ := before.For(j.Target.URL)
		is, _ := after.For(j.Target.URL)
		switch {
		case was == is || j.Want == Hold:
			continue
		case j.curedBy(was, is):
			t.runJob(t.edit(id))
		case j.Fault.Final || j.RetryAt.IsZero():
			continue
		default:
			t.edit(id).RetryAt = time.Time{}
		}
		t.durable[id] = true
	}
	return nil
}

// curedBy reports whether a change of its card gives a job what it waits for: a certificate of this computer, or leave
// to sign in as who is signed in to it.
func (j *Job) curedBy(was, is cards.Card) bool {
	switch {
	case is.Certificate.File != "" && is.Certificate.File != was.Certificate.File && j.Fault.Kind.OwnCertificate():
		return true
	case is.SignedIn && !was.SignedIn:
		return j.waitsToSignIn() && !j.Fault.Ask.Proxy && j.Fault.Ask.within(is.Server())
	}
	return false
}

// secretsGone reports whether a card that holds secrets was changed or removed.
func secretsGone(before, after cards.Book) bool {
	return slices.ContainsFunc(before, func(c cards.Card) bool { return c.HoldsSecrets() && !slices.Contains(after, c) })
}

// carded returns the cards after a command.
func carded(b cards.Book, c *Command) (cards.Book, error) {
	if c.Verb == VerbUncard {
		return b.Remove(c.At)
	}
	if c.At != "" && len(c.Cards) != 1 {
		return nil, errors.New("one card takes the place of one")
	}
	for _, given := range c.Cards {
		given.From = ""
		card, err := given.Checked(CheckURL)
		if err != nil {
			return nil, err
		}
		if b, err = b.Put(c.At, card); err != nil {
			return nil, err
		}
	}
	return append(cards.Book{}, b...), nil // not nil
}

// unlearn stages forgetting what a server has taught.
func (t *transaction) unlearn(server string) { t.unlearned = append(t.unlearned, server) }

// forgetServer forgets what a server has taught. Running conversations may teach it again.
func (l *loop) forgetServer(server string) {
	delete(l.serverStats, server)
	delete(l.lanes, server)
	l.unsavedStats[server] = true
}

// trustedByCards returns the fingerprints that cards name for their server's host.
func (e *Engine) trustedByCards(host string) (list []bits.Fingerprint) {
	for _, c := range e.deck().book {
		if c.Certificate.Server == "" || hostOf(c.Address) != host {
			continue
		}
		if f, err := bits.ParseFingerprint(c.Certificate.Server); err == nil {
			list = append(list, f)
		}
	}
	return list
}

// learnFrom learns what a refusal says about the server.
func (w *worker) learnFrom(f *Fault) {
	if f.Kind == KindEmptyFile {
		w.empty = disproved
	}
	if !f.Ask.Proxy && f.Ask.Schemes != "" {
		w.schemes = f.Ask.Schemes
	}
}

// card returns the card of a worker's job as it is now; the zero card if there is none.
func (w *worker) card() cards.Card {
	c, _ := w.engine.deck().book.For(w.job.Target.URL)
	return c
}

// ownLimiter returns the limiter of the card of a worker's job.
func (w *worker) ownLimiter() *limiter {
	d := w.engine.deck()
	c, ok := d.book.For(w.job.Target.URL)
	if !ok || d.paces[c.Address] == nil {
		return unlimited
	}
	return d.paces[c.Address]
}

// afterUnclear returns what to do after a fragment whose answer was lost: as the job says, else as the card says.
func (w *worker) afterUnclear() AfterUnclear {
	if own := w.job.Target.AfterUnclear; own != Auto {
		return own
	}
	return AfterUnclear(w.card().Unclear)
}

// followCard sets up a client as the job and its card say. A header of the job takes the place of the card's.
func (w *worker) followCard(c *bits.Client) {
	c.Custom, _ = w.job.Target.Headers.List() // they were checked with the job
	Follow(w.card(), c)
}

// FollowCard sets up a client outside the engine as the card of its address says.
func (e *Engine) FollowCard(c *bits.Client) {
	card, _ := e.deck().book.For(c.URL.String())
	Follow(card, c)
}

// Follow sets up a client as a card says. A header that it has takes the place of the card's.
func Follow(card cards.Card, c *bits.Client) {
	own := c.Custom
	for _, h := range card.SentHeaders() {
		if !slices.ContainsFunc(own, func(o bits.Custom) bool { return strings.EqualFold(o.Name, h.Name) }) {
			c.Custom = append(c.Custom, h)
		}
	}
	c.Override = c.Override || card.Method == cards.MethodPOST
	c.Tell = strings.FieldsFunc(card.Tell, func(r rune) bool { return r == ',' || r == ' ' })
}
