package ui

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"sendoff/transfer"
)

func TestTwins(t *testing.T) {
	for name, c := range map[string]struct {
		names []string
		want  []int
	}{
		"case":      {[]string{"IMG.JPG", "a", "img.jpg"}, []int{2, -1, 0}},
		"form":      {[]string{"ü", "u\u0308"}, []int{1, 0}},
		"both":      {[]string{"STRASSE", "straße", "strasse"}, []int{1, 0, 0}},
		"Greek":     {[]string{"ΟΔΟΣ", "οδος", "οδός"}, []int{1, 0, -1}},
		"same":      {[]string{"a", "a"}, []int{-1, -1}},
		"others":    {[]string{"a", "ä", "á", "b"}, []int{-1, -1, -1, -1}},
		"not UTF-8": {[]string{"\xe9", "\xe8"}, []int{-1, -1}},
	} {
		var list []string
		for _, n := range c.names {
			address, err := transfer.Destination("http://h/d/", n)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, address)
		}
		if got := twinsAmong(list); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestTwinsAreNamedInTheSheet: both files of a pair say so, each with the name of the other, and a drop that
// would start at once asks.
func TestTwinsAreNamedInTheSheet(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("one folder of Windows has no twins")
	}
	w, h := openTest(t, labSettings())
	dir := dropFiles(t, "report.txt", "Report.TXT", "other.txt")
	w.settings.Habits[testServers[0].URL] = Habit{AtOnce: true}
	w.model.setServer(0)
	w.Add([]string{dir})
	h.drain(settledSheet(w))
	if w.adding == nil || w.sheet == nil || len(h.commands) > 0 {
		t.Fatalf("nobody was asked: %+v", h.commands)
	}
	remarks := map[string]string{}
	for _, c := range w.adding.batch.list {
		remarks[c.name] = c.remark
		if !c.ticked() {
			t.Errorf("%s is not ticked", c.name)
		}
	}
	if !strings.Contains(remarks["report.txt"], "Report.TXT") || !strings.Contains(remarks["Report.TXT"], "report.txt") || remarks["other.txt"] != "" {
		t.Errorf("%q", remarks)
	}
	w.adding.form.naming.SetText("{n}{ext}")
	for _, c := range w.adding.batch.list {
		if c.remark != "" {
			t.Errorf("under a name of its own %s says %q", c.name, c.remark)
		}
	}
}

// BenchmarkMark works out the remarks of a drop of 10,000 files.
func BenchmarkMark(b *testing.B) {
	m := newModel(testServers)
	batch := newBatch(m)
	batch.to = testServers[0].URL
	var found []transfer.Found
	u, id := fixture(10_000, nil)
	for _, one := range id {
		found = append(found, transfer.Found{Source: u[one].Source, Rel: u[one].Name()})
	}
	batch.add(found)
	for b.Loop() {
		batch.mark()
	}
}
