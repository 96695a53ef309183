//go:build !linux && !windows

package main

import "fyne.io/fyne/v2"

// notify shows a message of the desktop.
func (a *App) notify(title, body string) error {
	a.fyne.SendNotification(fyne.NewNotification(title, body))
	return nil
}
