//go:build !linux && !windows

package main

import "context"

// openTray puts an icon into the tray, which this system always has.
func (a *App) openTray(context.Context) { a.window.SetTray(true) }
