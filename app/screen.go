//go:build !nowindow

package main

import (
	"sendoff/app/cli"
	"sendoff/app/desktop"
)

// ownScreen is how this build shows windows.
func ownScreen() *cli.Screen { return &cli.Screen{Open: openWindow, Tell: desktop.TellNoWindow} }
