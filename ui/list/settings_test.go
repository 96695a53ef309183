package list

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/ui/list/listtest"
)

// TestCleanSettings: the practice server is left out, the copy is independent, and addresses get today's spelling.
func TestCleanSettings(t *testing.T) {
	given := Settings{
		Servers:    []Server{{Name: "Practice", URL: "http://127.0.0.1:1/", Practice: true}, {Name: "Old", URL: "https://h/ü/"}, {Name: "Lab", URL: "https://lab/"}},
		Remembered: map[string]string{"/data": "https://h/ü/", "/other": "https://lab/"},
		Habits:     map[string]Habit{"https://h/ü/": {AtOnce: true}},
	}
	got := CleanSettings(given)
	if len(got.Servers) != 2 || got.Servers[0].URL != "https://h/%C3%BC/" || got.Servers[1].URL != "https://lab/" || got.Theme != ThemeSystem {
		t.Errorf("servers %+v, theme %q", got.Servers, got.Theme)
	}
	if got.Remembered["/data"] != "https://h/%C3%BC/" || got.Remembered["/other"] != "https://lab/" || !got.Habits["https://h/%C3%BC/"].AtOnce || len(got.Habits) != 1 {
		t.Errorf("remembered %v, habits %v", got.Remembered, got.Habits)
	}
	got.Remembered["/new"] = "x"
	if len(given.Remembered) != 2 || given.Servers[1].URL != "https://h/ü/" {
		t.Errorf("what was given has changed: %+v", given)
	}
	if got := CleanSettings(Settings{}); got.Remembered == nil || got.Habits == nil {
		t.Error("there is nothing to write into")
	}
}

// TestListComesBackAsItWas: column and folds survive a restart; an unknown column means the queue's order.
func TestListComesBackAsItWas(t *testing.T) {
	u, id := listtest.Grouped(3, 0, 3, nil)
	m := New(testServers)
	m.Apply(u)
	g := m.Entries[id[0]].Group
	m.Fold(g, true)
	kept := m.KeptFolds()
	if !kept[u[id[0]].Target.Group] {
		t.Errorf("kept: %v", kept)
	}
	again := New(testServers)
	again.Restore(Settings{Column: "size", Descending: true, Folds: kept})
	again.Apply(u)
	if len(again.Shown) != 1 || again.Column != ColumnSize || !again.Descending {
		t.Errorf("%d rows, by %v", len(again.Shown), again.Column)
	}
	gone := maps.Clone(u)
	for one := range gone {
		gone[one] = nil
	}
	again.Apply(gone)
	if kept := again.KeptFolds(); len(kept) != 0 {
		t.Errorf("a group that is gone is kept: %v", kept)
	}
	other := New(nil)
	other.Restore(Settings{Column: "of another version", Descending: true})
	if other.Column != ColumnQueue || other.Descending {
		t.Error("an unknown column")
	}
}

// TestSelectedWithItsGroup: a row is selected by itself or through its group.
func TestSelectedWithItsGroup(t *testing.T) {
	u, id := listtest.Grouped(3, 1, 2, nil)
	m := New(testServers)
	m.Apply(u)
	e := m.Entries[id[1]]
	if m.IsSelected(e) {
		t.Error("nothing is selected")
	}
	m.Pick(m.IndexOf(e.Group.ID()), ReachOne)
	if !m.IsSelected(e) || m.IsSelected(m.Entries[id[0]]) {
		t.Error("the group is selected, and with it its members")
	}
	m.SetFilter(FilterWaiting)
	if m.IsSelected(e) {
		t.Error("a filter shows no groups")
	}
}

// TestTwinWarningsNameEachPairOnce in the order of the jobs.
func TestTwinWarningsNameEachPairOnce(t *testing.T) {
	var jobs []transfer.Job
	for _, name := range []string{"A.txt", "b.txt", "a.txt", "B.TXT", "c.txt"} {
		jobs = append(jobs, transfer.Job{Target: transfer.Target{URL: "http://h/" + name}})
	}
	got := TwinWarnings(jobs)
	if len(got) != 2 || got[0][:15] != "A.txt and a.txt" || got[1][:15] != "b.txt and B.TXT" {
		t.Errorf("%q", got)
	}
}

// TestStoredSettingsHoldNoToken: a server is remembered without what follows the "?" of its address, and found again.
func TestStoredSettingsHoldNoToken(t *testing.T) {
	const address = "https://files.example.com/in/?sig=t0ken"
	s := Settings{LastServer: address, Remembered: map[string]string{"/home/ines": address, "/tmp": PracticeKey}}
	s.UseCards(cards.Book{{Name: "Files", Address: address}})
	raw, err := json.Marshal(s.Stored())
	if err != nil || strings.Contains(string(raw), "t0ken") || s.LastServer != address || s.Remembered["/home/ines"] != address {
		t.Fatalf("%v, stored %s of %+v", err, raw, s)
	}
	var again Settings
	if err := json.Unmarshal(raw, &again); err != nil {
		t.Fatal(err)
	}
	again.UseCards(cards.Book{{Name: "Other", Address: "https://files.example.com/"}, {Name: "Files", Address: address}})
	if again.LastServer != address || again.Remembered["/home/ines"] != address || again.Remembered["/tmp"] != PracticeKey {
		t.Errorf("%+v", again)
	}
}
