package list

import (
	"errors"
	"slices"
	"testing"

	"sendoff/transfer/cards"
)

// TestCardsOfTheSettings: a card is a server of the list with its habits, one of a policy is told apart, and a refused
// change changes nothing.
func TestCardsOfTheSettings(t *testing.T) {
	lab := cards.Card{Name: "Lab", Address: "https://lab.example/drop/", Names: "{name}", AtOnce: true, Reply: true, KeepFolders: true, Unclear: cards.UnclearRestart}
	office := cards.Card{Name: "Office", Address: "https://office.example/", From: "/etc/a.sendoff"}
	s := Settings{Habits: map[string]Habit{PracticeKey: {AtOnce: true}, "https://old.example/": {AtOnce: true}}}
	s.UseCards(cards.Book{lab, office})
	if want := []Server{{Name: "Lab", URL: lab.Address}, {Name: "Office", URL: office.Address, Policy: true}}; !slices.Equal(s.Servers, want) {
		t.Errorf("%+v", s.Servers)
	}
	want := Habit{Name: "{name}", KeepFolders: true, AtOnce: true, Reply: true, AfterUnclear: "restart"}
	if len(s.Habits) != 2 || s.Habits[lab.Address] != want || !s.Habits[PracticeKey].AtOnce {
		t.Errorf("%+v", s.Habits)
	}
	for address, name := range map[string]string{lab.Address: "Lab", office.Address: "Office", "https://lab.example/": ""} {
		if c, ok := s.CardAt(address); c.Name != name || ok != (name != "") {
			t.Errorf("at %s: %+v, %t", address, c, ok)
		}
	}
	refused := func(old string, c cards.Card) {
		t.Helper()
		if got, err := s.PutCard(old, c); err == nil || got != (cards.Card{}) || len(s.Cards) != 2 || len(s.Servers) != 2 {
			t.Errorf("%+v was taken: %+v", got, s.Cards)
		}
	}
	refused("", cards.Card{Name: "x", Address: "ftp://x/"})
	refused("", cards.Card{Name: "lab", Address: "https://x/"})
	if _, err := s.PutCard("nobody", cards.Card{Name: "x", Address: "https://x/"}); !errors.Is(err, cards.ErrNoCard) {
		t.Errorf("%v", err)
	}
	got, err := s.PutCard("Lab", cards.Card{Name: "Lab 2", Address: "HTTPS://Lab.example/drop"})
	if err != nil || got.Address != lab.Address || len(s.Servers) != 2 || !slices.ContainsFunc(s.Servers, func(v Server) bool { return v.Name == "Lab 2" }) {
		t.Errorf("%+v, %v, %+v", got, err, s.Servers)
	}
	if _, kept := s.Habits[lab.Address]; kept {
		t.Errorf("habits of the old card: %+v", s.Habits)
	}
	played := Settings{}
	if played.UseCards(nil); len(played.Habits) != 0 || len(played.Servers) != 0 {
		t.Errorf("%+v", played)
	}
}
