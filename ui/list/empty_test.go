package list

import (
	"testing"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
)

// TestEveryEmptyListSaysWhy: each filter, a server and the search have a sentence of their own.
func TestEveryEmptyListSaysWhy(t *testing.T) {
	m := New([]Server{{Name: "Lab drop", URL: "https://files.example.com/"}})
	u, _ := listtest.Jobs(1, func(_ int, j *transfer.Job) { j.Target.URL = "https://elsewhere.example.com/a" })
	m.Apply(u)
	seen := map[string]bool{}
	for f := range FilterCount {
		m.SetFilter(f)
		if got := m.Empty(); got.Title == "" || got.Hint == "" || seen[got.Title] || got.New {
			t.Errorf("filter %d: %+v", f, got)
		} else {
			seen[got.Title] = true
		}
	}
	m.SetFilter(FilterAll)
	m.SetServer(0)
	if got := m.Empty(); got.Title != "No uploads to Lab drop yet" || !got.New {
		t.Errorf("a new server: %+v", got)
	}
	m.SetFilter(FilterFailed)
	if got := m.Empty(); got.Title != "Nothing has failed" || got.Hint != "Only uploads to Lab drop are shown." {
		t.Errorf("a filter of a server: %+v", got)
	}
	m.SetSearch("img")
	if got := m.Empty(); got.Title != "Nothing found" || got.New {
		t.Errorf("a search: %+v", got)
	}
}
