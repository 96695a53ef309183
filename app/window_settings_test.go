//go:build !nowindow

package main

import (
	"errors"
	"testing"

	"sendoff/app/cli"
	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/ui/list"
)

func TestDisplayIsChecked(t *testing.T) {
	tests := []struct {
		name string
		env  map[string]string
		ok   bool
	}{
		{"nothing", nil, false},
		{"nobody there", map[string]string{"DISPLAY": ":4711"}, false},
		{"no display number", map[string]string{"DISPLAY": "nonsense"}, false},
		{"Wayland alone", map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, false},
		{"a display elsewhere", map[string]string{"DISPLAY": "elsewhere:0.0"}, true},
	}
	for _, tt := range tests {
		err := checkDisplay(t.Context(), func(name string) string { return tt.env[name] })
		var own queue.UnavailableError
		if (err == nil) != tt.ok || err != nil && !errors.As(err, &own) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// --limit is for one run; a limit set in the window is kept.
func TestLimitOfOneRun(t *testing.T) {
	w := &cli.Window{Config: &queue.Config{Limit: 500_000}}
	stored := list.Settings{Limits: transfer.Limits{Rate: 2_000_000}}
	s := settingsAtStart(w, stored, nil)
	if s.Limits.Rate != w.Limit {
		t.Errorf("the window starts with %d", s.Limits.Rate)
	}
	if kept := lastingSettings(w, s, stored.Limits.Rate); kept.Limits.Rate != stored.Limits.Rate {
		t.Errorf("%d is kept of one run", kept.Limits.Rate)
	}
	s.Limits.Rate = 0 // set in the window
	if kept := lastingSettings(w, s, stored.Limits.Rate); kept.Limits.Rate != 0 {
		t.Errorf("%d is kept in place of no limit", kept.Limits.Rate)
	}
}

// TestServerOfTheCommandLine: --to names a server by its name or address, and an unknown address gets a card.
func TestServerOfTheCommandLine(t *testing.T) {
	e, err := transfer.Open(transfer.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	for _, c := range []struct {
		to, address string
		cards       int
		wrong       bool
	}{
		{"https://lab.example/drop", "https://lab.example/drop/", 1, false},
		{"HTTPS://lab.example/drop/", "https://lab.example/drop/", 1, false},
		{"lab.example/DROP/", "https://lab.example/drop/", 1, false}, // the name that the address has got
		{"nobody", "", 1, true},
		{"", "", 1, false},
	} {
		w := &cli.Window{Server: c.to}
		if err := findServer(w, e); (err != nil) != c.wrong || w.Server != c.address || len(e.Cards()) != c.cards {
			t.Errorf("%q: %q, %d cards, %v", c.to, w.Server, len(e.Cards()), err)
		}
	}
}
