package main

import "testing"

// screen is a display that the program is driven on.
type screen struct{ *Display }

func openScreen(t testing.TB, theme string) *screen {
	t.Helper()
	return &screen{OpenDisplay(newRig(t).Rig, theme)}
}
