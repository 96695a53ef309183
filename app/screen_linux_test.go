//go:build !nowindow

package main

import (
	"testing"

	"sendoff/app/apptest"
)

// screen is a display for driving the program.
type screen struct{ *apptest.Display }

func openScreen(t testing.TB, theme string) *screen {
	t.Helper()
	return &screen{apptest.OpenDisplay(newRig(t).Rig, theme)}
}
