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
