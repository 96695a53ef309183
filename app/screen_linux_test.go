//go:build !nowindow

package main

import (
	"testing"

	"sendoff/app/apptest"
)

// screen is a display that the program is driven on.
type screen struct{ *apptest.Display }

func openScreen(t testing.TB, theme string) *screen {
	t.Helper()
	return &screen{apptest.OpenDisplay(newRig(t).Rig, theme)}
}
