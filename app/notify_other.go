//go:build !linux && !windows

package main

import (
	"context"

	"fyne.io/fyne/v2"
)

// notify shows a message of the desktop.
func notify(_ context.Context, app fyne.App, title, body string) error {
	app.SendNotification(fyne.NewNotification(title, body))
	return nil
}
