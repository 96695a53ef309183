//go:build !linux

package main

import "context"

// openTray puts an icon into the tray, which these systems always have.
func (a *App) openTray(context.Context) { a.window.SetTray(true) }
