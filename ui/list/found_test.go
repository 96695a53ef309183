package list

import (
	"slices"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
)

// TestServersThatAreNotRememberedAreFound: an unfinished upload to one makes it a place. It stays until the servers are
// set anew, and the chosen one stays chosen when another is found before it.
func TestServersThatAreNotRememberedAreFound(t *testing.T) {
	urls := []string{
		"https://files.example.com/drop/a", "https://zeta.example.com/in/b", "https://zeta.example.com/in/done",
		"https://past.example.com/x", "http://alpha.example.com:8080/c",
	}
	u, ids := listtest.Jobs(len(urls), func(i int, j *transfer.Job) {
		if j.Target.URL = urls[i]; i == 2 || i == 3 {
			j.Outcome, j.Ended = transfer.Delivered, time.Now()
		}
	})
	last := u[ids[4]]
	delete(u, ids[4])
	m := New(testServers)
	if c := m.Apply(u); !c.Found || m.Places() != 3 || m.ServerAt(2).Name != "zeta.example.com" {
		t.Fatalf("found %v of %+v", c.Found, m.Found)
	}
	m.SetServer(2)
	if got := shownIDs(m); !slices.Equal(got, ids[1:3]) {
		t.Errorf("at the found server: %v", names(m))
	}
	if c := m.Apply(transfer.Update{last.ID: last}); !c.Found || m.Places() != 4 || m.ServerAt(m.Server).Name != "zeta.example.com" {
		t.Errorf("chosen after another was found: %+v", m.ServerAt(m.Server))
	}
	if want := []int{1, 0, 1, 2}; !slices.Equal(m.ServerCounts, want) {
		t.Errorf("%v uploads, want %v", m.ServerCounts, want)
	}
	over := *last
	over.Outcome, over.Ended = transfer.Delivered, time.Now()
	if c := m.Apply(transfer.Update{last.ID: &over}); c.Found || m.Places() != 4 {
		t.Errorf("after its last upload: %+v", m.Found)
	}
	m.SetServers(append(slices.Clone(testServers), Server{Name: "Zeta", URL: "https://zeta.example.com/in/"}))
	if m.Places() != 3 || m.Server != -1 || m.ServerCounts[2] != 2 {
		t.Errorf("remembered: %+v and %+v, chosen %d", m.Servers, m.Found, m.Server)
	}
}
