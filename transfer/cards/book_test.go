package cards_test

import (
	"errors"
	"testing"

	"sendoff/transfer/cards"
)

func book() cards.Book {
	return cards.Book{
		{Name: "all", Address: "https://x/", Uploads: 6},
		{Name: "drop", Address: "https://x/drop/", Uploads: 2},
		{Name: "in/drop", Address: "https://x/drop/in/"},
		{Name: "keyed", Address: "https://y/drop/?key=1"},
		{Name: "policy", Address: "https://z/", From: "/etc/xdg/sendoff/servers.d/z.sendoff"},
	}
}

func TestTheLongestAddressIsAJobsCard(t *testing.T) {
	for address, want := range map[string]string{
		"https://x/a":               "all",
		"https://x/drop/a":          "drop",
		"https://x/dropped/a":       "all",
		"https://x/drop/in/b/c?d=1": "in/drop",
		"https://y/drop/a?key=1":    "keyed",
		"https://y/drop/a?key=2":    "",
		"http://x/drop/a":           "",
		"https://x.evil/drop/a":     "",
	} {
		c, ok := book().For(address)
		if c.Name != want || ok != (want != "") {
			t.Errorf("%s has card %q", address, c.Name)
		}
	}
	if n := book().Uploads("https://x"); n != 2 {
		t.Errorf("%d uploads at once", n)
	}
	if n := book().Uploads("https://y"); n != 0 {
		t.Errorf("%d uploads at once", n)
	}
}

// TestACardsAccountIsForItsOwnServer: a server that uploads are sent on to is no place for it.
func TestACardsAccountIsForItsOwnServer(t *testing.T) {
	b := cards.Book{{Name: "all", Address: "https://x/", Account: "anna"}, {Name: "drop", Address: "https://x/drop/", Account: "ines"}}
	for _, test := range []struct{ address, origin, want string }{
		{"https://x/a", "https://x", "anna"},
		{"https://x/drop/a", "https://x", "ines"},
		{"https://x/drop/a", "https://y", ""},
		{"https://y/a", "https://y", ""},
	} {
		if got := b.Account(test.address, test.origin); got != test.want {
			t.Errorf("%s asked for by %s: %q", test.address, test.origin, got)
		}
	}
}

func TestADestinationBeginsWithTheNameOfACard(t *testing.T) {
	for to, want := range map[string][2]string{
		"DROP":         {"drop", ""},
		"drop/":        {"drop", ""},
		"drop/a/b.txt": {"drop", "a/b.txt"},
		"In/Drop/b":    {"in/drop", "b"},
		"in/":          {"", ""},
		"dropped/":     {"", ""},
		"all://x":      {"", ""},
	} {
		c, rest, ok := book().Meant(to)
		if c.Name != want[0] || rest != want[1] || ok != (want[0] != "") {
			t.Errorf("%s is %q and %q", to, c.Name, rest)
		}
	}
}

func TestPutAndRemove(t *testing.T) {
	b := book()
	if _, err := b.Put("", cards.Card{Name: "ALL", Address: "https://q/"}); flawOf(err) != cards.FlawTaken {
		t.Errorf("a name was taken twice: %v", err)
	}
	if _, err := b.Put("", cards.Card{Name: "new", Address: "https://x/"}); flawOf(err) != cards.FlawTaken {
		t.Errorf("an address was taken twice: %v", err)
	}
	for _, name := range []string{"drop/in", "DROP/x/y", "in"} { // a path of another's would change its server
		if _, err := b.Put("", cards.Card{Name: name, Address: "https://q/"}); flawOf(err) != cards.FlawPath {
			t.Errorf("%s was taken: %v", name, err)
		}
		if _, aside := b.With([]cards.Card{{Name: name, Address: "https://q/"}}); len(aside) != 1 {
			t.Errorf("beside a policy named %s: %v", name, aside)
		}
	}
	if _, err := b.Put("drop", cards.Card{Name: "drop/in", Address: "https://q/"}); err != nil {
		t.Errorf("its own name is in a card's way: %v", err)
	}
	if _, err := b.Put("nobody", cards.Card{Name: "new", Address: "https://q/"}); !errors.Is(err, cards.ErrNoCard) {
		t.Errorf("nothing was changed: %v", err)
	}
	if _, err := b.Put("policy", cards.Card{Name: "policy", Address: "https://q/"}); flawOf(err) != cards.FlawPolicy {
		t.Errorf("a policy was changed: %v", err)
	}
	if _, err := b.Remove("policy"); flawOf(err) != cards.FlawPolicy {
		t.Errorf("a policy was removed: %v", err)
	}
	changed, err := b.Put("Drop", cards.Card{Name: "into", Address: "https://x/drop/"})
	if err != nil || changed[1].Name != "into" || b[1].Name != "drop" {
		t.Errorf("%v, %v", changed, err)
	}
	fewer, err := b.Remove("drop")
	if err != nil || len(fewer) != len(b)-1 || fewer.Named("drop") >= 0 || b[1].Name != "drop" {
		t.Errorf("%v, %v", fewer, err)
	}
	if own := b.Own(); len(own) != 4 {
		t.Errorf("%v", own)
	}
	with, aside := b.With([]cards.Card{{Name: "p", Address: "https://x/drop/", From: "f"}})
	if len(with) != 4 || with[3].Name != "p" || with.Named("drop") >= 0 || len(aside) != 1 || aside[0].Name != "drop" {
		t.Errorf("%v, %v", with, aside)
	}
}

func flawOf(err error) cards.Flaw {
	var flaw *cards.Error
	if errors.As(err, &flaw) {
		return flaw.Why
	}
	return ""
}
