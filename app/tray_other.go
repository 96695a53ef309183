//go:build !linux

package main

import "context"

// watchTray tells the window that there is a tray: these systems always have one.
func (a *App) watchTray(context.Context) { a.Post(func() { a.window.SetTray(true) }) }
