package list

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
)

// TestNamesSortByTheLanguage: letters sort as the language has them, names that differ only in case or Unicode form
// stay together, and numbers sort by value.
func TestNamesSortByTheLanguage(t *testing.T) {
	for tag, want := range map[string][]string{
		"en": {"Abend", "äpfel", "Apfelsine", "apple", "img_2", "img_010", "img_10b", "img_99999999999999999999", "img_100000000000000000000", "Zebra", "ёж", "жук"},
		"de": {"Abend", "Äpfel", "Apfelsine", "zebra", "Zoo"},
		"sv": {"apple", "zebra", "ärta", "öl"},
		"ru": {"аист", "ёж", "ель", "жук", "Яма"},
	} {
		s := newSorter(tag)
		got := slices.Clone(want)
		slices.Reverse(got)
		slices.SortFunc(got, func(a, b string) int { return strings.Compare(s.key(a), s.key(b)) })
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
	s := newSorter("en")
	if s.key("u\u0308ber") != s.key("über") {
		t.Error("two forms of one name have two places")
	}
	if s.key("a") == s.key("b") || s.again("ä") != s.key("ä") {
		t.Error("keys")
	}
}

// TestSearchFindsEveryForm: a search finds a name in any case and Unicode form.
func TestSearchFindsEveryForm(t *testing.T) {
	list := []string{"U\u0308berblick.txt", "Überblick 2.txt", "STRASSE.txt", "Stra\u00dfe 2.txt", "ёлка.txt", "мой.txt", "мои.txt", "naïve.txt"}
	u, _ := listtest.Jobs(len(list), func(i int, j *transfer.Job) { j.Source.Path = "/d/" + list[i] })
	m := New(testServers)
	m.Apply(u)
	for word, want := range map[string]int{
		"über": 2, "U\u0308BER": 2, "uber": 2, "strasse": 2, "straße": 2, "ёлка": 1, "елка": 1, "мой": 1, "мои\u0306": 1, "naive": 1, "naïve": 1, "näive": 0, "files.example": 8, "": 8,
	} {
		m.SetSearch(word)
		if got := len(m.Shown); got != want {
			t.Errorf("%q finds %d, want %d", word, got, want)
		}
	}
	m.SetSearch("мои")
	if got := len(m.Shown); got != 1 {
		t.Errorf("и finds %d: й is another letter", got)
	}
	j := *u[m.Shown[0].ID()]
	j.Source.Path = "/d/anders.txt"
	m.Apply(transfer.Update{j.ID: &j})
	m.SetSearch("anders")
	if len(m.Shown) != 1 {
		t.Error("a job with another file is searched by the old one")
	}
}

// TestTypingFindsEveryForm: typing at the list finds a name as the search does.
func TestTypingFindsEveryForm(t *testing.T) {
	u, id := listtest.Jobs(3, func(i int, j *transfer.Job) { j.Source.Path = "/d/" + []string{"abc", "U\u0308ber.txt", "ёлка"}[i] })
	m := New(testServers)
	m.Apply(u)
	for typed, want := range map[string]int{"üb": 1, "ub": 1, "u\u0308b": 1, "Ё": 2, "ел": 2, "ab": 0} {
		if got, ok := m.Named(typed); !ok || got != id[want] {
			t.Errorf("%q: %v, %v", typed, got, ok)
		}
	}
}

// BenchmarkSearch searches a letter in a list of 10,000, half of it outside ASCII.
func BenchmarkSearch(b *testing.B) {
	u, _ := listtest.Jobs(10_000, func(i int, j *transfer.Job) {
		if i%2 == 0 {
			j.Source.Path = fmt.Sprintf("/daten/Überblick-%d.txt", i)
		}
	})
	m := New(testServers)
	m.Apply(u)
	for b.Loop() {
		m.SetSearch("über")
		m.SetSearch("file")
	}
}

// BenchmarkSortByName sorts a list of 10,000 for the first time.
func BenchmarkSortByName(b *testing.B) {
	u, _ := listtest.Jobs(10_000, func(i int, j *transfer.Job) {
		j.Source.Path = fmt.Sprintf("/daten/Überblick-%d.txt", i*7919%10_000)
	})
	for b.Loop() {
		b.StopTimer()
		m := New(testServers)
		m.Apply(u)
		b.StartTimer()
		m.SortBy(ColumnName)
	}
}
