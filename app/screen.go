//go:build !nowindow

package main

import (
	"sendoff/app/cli"
	"sendoff/app/desktop"
)

// ownScreen is what this build shows windows with.
func ownScreen() *cli.Screen { return &cli.Screen{Open: openWindow, Tell: desktop.TellNoWindow} }
