package queue

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/ui/list"
)

// oldSettings are the settings of a window before there were cards, as they are on disk.
const oldSettings = `{"Servers":[{"Name":"Lab drop","URL":"https://files.example.com/drop/","Practice":false},` +
	`{"Name":"https://b.example/","URL":"https://b.example/x/","Practice":false},{"Name":"lab DROP","URL":"http://c.example/","Practice":false}],` +
	`"LastServer":"https://files.example.com/drop/","Limits":{"rate":5},"Theme":"dark","Remembered":{"/data":"https://files.example.com/drop/"},` +
	`"Habits":{"https://files.example.com/drop/":{"Name":"{date}-{name}{ext}","KeepFolders":true,"AtOnce":true,"Reply":true,"AfterUnclear":"restart"},` +
	`"practice":{"AtOnce":true}},"LastRate":0}`

type rawSetting string

func (r rawSetting) MarshalJSON() ([]byte, error) { return []byte(r), nil }

// TestServersOfOlderSettingsBecomeCards: none is lost, whatever its name, and it happens once.
func TestServersOfOlderSettingsBecomeCards(t *testing.T) {
	r := newRig(t)
	e, err := transfer.Open(transfer.Options{Dir: r.Dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(e.SaveSetting(keySettings, rawSetting(oldSettings)), e.Close()); err != nil {
		t.Fatal(err)
	}
	want := cards.Book{
		{
			Name: "Lab drop", Address: "https://files.example.com/drop/", Names: "{date}-{name}{ext}", KeepFolders: true, AtOnce: true, Reply: true,
			Unclear: cards.UnclearRestart,
		},
		{Name: "https b.example", Address: "https://b.example/x/"},
		{Name: "lab DROP (2)", Address: "http://c.example/"},
	}
	l := r.owner()
	if got := l.Engine().Cards(); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	s, err := LoadSettings(l.Engine())
	if err != nil || s.Theme != "dark" || s.Limits.Rate != 5 || !s.Habits["practice"].AtOnce {
		t.Errorf("%+v, %v", s, err)
	}
	err = l.Do(t.Context(), transfer.Command{Verb: transfer.VerbUncard, At: "Lab drop"})
	if err := errors.Join(err, SaveSettings(l.Engine(), s), l.Close()); err != nil {
		t.Fatal(err)
	}
	l = r.owner()
	if got := l.Engine().Cards(); !slices.Equal(got, want[1:]) {
		t.Errorf("in the next run: %+v", got)
	}
	if s, err := LoadSettings(l.Engine()); err != nil || !s.Habits["practice"].AtOnce || len(s.Habits) != 1 {
		t.Errorf("habits in the next run: %+v, %v", s.Habits, err)
	}
}

// TestServersFromEitherEnd: cards are changed and read over the control channel as by the owner.
func TestServersFromEitherEnd(t *testing.T) {
	eachEnd(t, func(t *testing.T, e *ends) {
		add := func(old string, c cards.Card) error {
			return e.asked.Do(t.Context(), transfer.Command{Verb: transfer.VerbCard, At: old, Cards: []cards.Card{c}})
		}
		lab := cards.Card{Name: "Lab", Address: "https://lab.example/drop", Headers: "X-Key: hunter2"}
		if err := add("", lab); err != nil {
			t.Fatal(err)
		}
		lab.Address, lab.Uploads = "https://lab.example/drop/", 3
		if err := add("lab", lab); err != nil {
			t.Fatal(err)
		}
		got, err := e.asked.Servers(t.Context())
		if err != nil || !slices.Equal(got.Cards, cards.Book{lab}) || e.owner.Engine().Cards()[0] != lab {
			t.Errorf("%+v, %v", got, err)
		}
		if err := add("", lab); err == nil || !strings.Contains(err.Error(), "Lab") {
			t.Errorf("a name was taken twice: %v", err)
		}
		if err := add("", cards.Card{Name: "bad", Address: "ftp://x/"}); err == nil {
			t.Error("an impossible card was taken")
		}
		if err := e.asked.Do(t.Context(), transfer.Command{Verb: transfer.VerbUncard, At: "nobody"}); !errors.Is(err, cards.ErrNoCard) {
			t.Errorf("nothing was removed: %v", err)
		}
	})
}

// TestServersOfAPolicy: files of servers.d are cards that cannot be changed. One that cannot be used is said, and
// costs the others nothing.
func TestServersOfAPolicy(t *testing.T) {
	r := newRig(t)
	beside, system := filepath.Join(r.Dir, "beside"), filepath.Join(r.Dir, "system")
	file := func(folder, name, text string) {
		t.Helper()
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	card := func(name, address, more string) string {
		return fmt.Sprintf(`{"sendoff_card":1,"name":%q,"address":%q%s}`, name, address, more)
	}
	file(beside, "a.sendoff", card("Office", "https://office.example/in/", ""))
	file(beside, "b.SENDOFF", card("More", "https://more.example/", `,"colour":"red"`))
	file(beside, "c.sendoff", "{")
	file(beside, "d.sendoff", strings.Repeat("x", cards.MaxFile+1))
	file(beside, "README", "no card")
	file(system, "e.sendoff", card("office", "https://else.example/", "")) // the first folder counts
	if err := os.Mkdir(filepath.Join(system, "f.sendoff"), 0o700); err != nil {
		t.Fatal(err)
	}
	c := r.config()
	c.Policies = []string{beside, filepath.Join(r.Dir, "missing"), system}
	c.handedOut = func(*os.File) bool { return true } // whoever runs this test
	l, err := c.Own(t.Context(), TakeOver, Work)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	s, err := l.Servers(t.Context())
	want := cards.Book{
		{Name: "Office", Address: "https://office.example/in/", From: filepath.Join(beside, "a.sendoff")},
		{Name: "More", Address: "https://more.example/", From: filepath.Join(beside, "b.SENDOFF")},
	}
	if err != nil || !slices.Equal(s.Cards, want) {
		t.Errorf("%+v, %v", s.Cards, err)
	}
	if len(s.Broken) != 5 || !strings.Contains(s.Broken[0], "colour") {
		t.Errorf("%d sentences: %q", len(s.Broken), s.Broken)
	}
	for _, text := range s.Broken {
		if !slices.Contains(l.Notices(), text) {
			t.Errorf("the window does not say %q", text)
		}
	}
}

// TestOldServersWithNamesBelowOthersAreKept: a name that read as a folder of another gets a name of its own.
func TestOldServersWithNamesBelowOthersAreKept(t *testing.T) {
	book := cardsOf(oldServers{Servers: []list.Server{
		{Name: "lab", URL: "https://a.example/"},
		{Name: "lab/in", URL: "https://b.example/"},
		{Name: "x/in", URL: "https://c.example/"},
		{Name: "x", URL: "https://d.example/"},
	}})
	var names []string
	for _, c := range book {
		names = append(names, c.Name)
	}
	if want := []string{"lab", "lab in", "x/in", "x (2)"}; !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
}

// TestAServerThatStepsAsideIsNamed: the user learns that the administrator's counts, and where it stands.
func TestAServerThatStepsAsideIsNamed(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	own := cards.Card{Name: "Lab", Address: "https://lab.example/"}
	other := cards.Card{Name: "Other", Address: "https://other.example/"}
	err := l.Do(t.Context(), transfer.Command{Verb: transfer.VerbCard, Cards: []cards.Card{own, other}})
	if err := errors.Join(err, l.Close()); err != nil {
		t.Fatal(err)
	}
	c := r.config()
	c.Policies, c.handedOut = []string{t.TempDir()}, func(*os.File) bool { return true }
	path := filepath.Join(c.Policies[0], "a.sendoff")
	if err := os.WriteFile(path, []byte(`{"sendoff_card":1,"name":"LAB","address":"https://office.example/"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err = c.Own(t.Context(), TakeOver, Work)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	s, err := l.Servers(t.Context())
	if err != nil || len(s.Broken) != 1 || !strings.Contains(s.Broken[0], `"Lab"`) || !strings.Contains(s.Broken[0], path) {
		t.Errorf("%q, %v", s.Broken, err)
	}
	if !slices.Equal(l.Notices(), s.Broken) {
		t.Errorf("the window says %q", l.Notices())
	}
}

// TestATestWithoutAQueueKnowsThePolicies: its requests are as those of an upload there.
func TestATestWithoutAQueueKnowsThePolicies(t *testing.T) {
	c := &Config{Keyring: memoryRing{}, Policies: []string{t.TempDir()}, handedOut: func(*os.File) bool { return true }}
	text := `{"sendoff_card":1,"name":"Lab","address":"https://lab.example/drop/","method":"post","headers":["X-Site: HH"]}`
	if err := os.WriteFile(filepath.Join(c.Policies[0], "a.sendoff"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]bool{"https://lab.example/drop/x": true, "https://lab.example/x": false} {
		u, err := transfer.CheckURL(address)
		if err != nil {
			t.Fatal(err)
		}
		client := &bits.Client{URL: u}
		WithoutQueue(c).Follow(client)
		if client.Override != want || len(client.Custom) > 0 != want {
			t.Errorf("%s: %v, %v", address, client.Override, client.Custom)
		}
	}
}
