//go:build nowindow

package main

import "sendoff/app/cli"

// ownScreen is nil: this build has no window, and needs neither toolkit nor C compiler.
func ownScreen() *cli.Screen { return nil }
