//go:build !linux && !windows

package desktop

import (
	"context"

	"fyne.io/fyne/v2"
)

// Notify shows a notification.
func Notify(_ context.Context, app fyne.App, title, body string) error {
	app.SendNotification(fyne.NewNotification(title, body))
	return nil
}
