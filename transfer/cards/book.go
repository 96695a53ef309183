package cards

import (
	"errors"
	"slices"
	"strings"
)

// Book is all cards, in the user's order. It is a value: its methods return a new one.
type Book []Card

// ErrNoCard says that no card has a name.
var ErrNoCard = errors.New("no card has this name")

// For finds the card of a job's address: the one with the longest address that it begins with, at a slash. Both are in
// the spelling of transfer.CheckURL. ok is false if there is none.
func (b Book) For(address string) (c Card, ok bool) {
	folder, query, _ := strings.Cut(address, "?")
	longest := -1
	for i := range b {
		at, with, _ := strings.Cut(b[i].Address, "?")
		if len(at) > longest && at != "" && strings.HasPrefix(folder, at) && (with == "" || with == query) {
			c, ok, longest = b[i], true, len(at)
		}
	}
	return c, ok
}

// Account returns who signs in at a server, as the card of an address says; "" if it says nothing, or is another
// server's than the one that asks. origin is as Card.Server returns it.
func (b Book) Account(address, origin string) string {
	c, _ := b.For(address)
	if c.Server() != origin {
		return ""
	}
	return c.Account
}

// Uploads returns how many uploads may go to a server at once: the least that a card of it says; 0 = no card says it.
// server is as Card.Server returns it.
func (b Book) Uploads(server string) (n int) {
	for i := range b {
		if u := b[i].Uploads; u > 0 && (n == 0 || u < n) && b[i].Server() == server {
			n = u
		}
	}
	return n
}

// Named finds a card by its name, whatever the case; -1 = none.
func (b Book) Named(name string) int {
	name = strings.TrimSpace(name)
	return slices.IndexFunc(b, func(c Card) bool { return strings.EqualFold(c.Name, name) })
}

// Meant finds the card that a destination begins with: "NAME", "NAME/" or "NAME/below/file". rest is what follows the
// slash. No card has a name that takes over a path of another, see Put. An address with a scheme is no name.
func (b Book) Meant(to string) (c Card, rest string, ok bool) {
	if strings.Contains(to, "://") {
		return Card{}, "", false
	}
	for i := range b {
		if n := len(b[i].Name); strings.EqualFold(to, b[i].Name) || isBelow(to, b[i].Name) {
			return b[i], strings.TrimPrefix(to[n:], "/"), true
		}
	}
	return Card{}, "", false
}

// Put adds a card, or replaces the one named old where old is not "". The card has been Checked. Its errors are *Error
// and ErrNoCard.
func (b Book) Put(old string, c Card) (Book, error) {
	at := -1
	if old != "" {
		if at = b.Named(old); at < 0 {
			return nil, ErrNoCard
		}
		if b[at].From != "" {
			return nil, &Error{Field: FieldName, Why: FlawPolicy, Value: b[at].From}
		}
	}
	for i, other := range b {
		switch {
		case i == at:
		case strings.EqualFold(other.Name, c.Name):
			return nil, &Error{Field: FieldName, Why: FlawTaken, Value: other.Name}
		case isBelow(other.Name, c.Name) || isBelow(c.Name, other.Name):
			return nil, &Error{Field: FieldName, Why: FlawPath, Value: other.Name}
		case other.Address == c.Address:
			return nil, &Error{Field: FieldAddress, Why: FlawTaken, Value: other.Name}
		}
	}
	b = slices.Clone(b)
	if at < 0 {
		return append(b, c), nil
	}
	b[at] = c
	return b, nil
}

// Remove removes a card by its name. Its errors are *Error and ErrNoCard.
func (b Book) Remove(name string) (Book, error) {
	at := b.Named(name)
	if at < 0 {
		return nil, ErrNoCard
	}
	if b[at].From != "" {
		return nil, &Error{Field: FieldName, Why: FlawPolicy, Value: b[at].From}
	}
	return slices.Delete(slices.Clone(b), at, at+1), nil
}

// Own returns the cards that are the user's own, which are stored.
func (b Book) Own() Book {
	return slices.DeleteFunc(slices.Clone(b), func(c Card) bool { return c.From != "" })
}

// Collides reports whether two cards cannot be in one book: they have the same address or name, or the name of one
// reads as a path below the other.
func (c Card) Collides(o Card) bool {
	return o.Address == c.Address || strings.EqualFold(o.Name, c.Name) || isBelow(o.Name, c.Name) || isBelow(c.Name, o.Name)
}

// isBelow reports whether a name is another one, a slash, and more: as a destination it would mean the other's folder.
func isBelow(name, other string) bool {
	n := len(other)
	return len(name) > n && name[n] == '/' && strings.EqualFold(name[:n], other)
}

// With puts the cards that are handed out by policy behind the user's own. Those of the user's own that
// collide with one step aside: the policy counts.
func (b Book) With(policy []Card) (all, aside Book) {
	for _, c := range b.Own() {
		if slices.ContainsFunc(policy, c.Collides) {
			aside = append(aside, c)
		} else {
			all = append(all, c)
		}
	}
	return append(all, policy...), aside
}
