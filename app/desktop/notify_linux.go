package desktop

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"github.com/godbus/dbus/v5"
)

// notifyAnswer bounds the wait for the desktop.
const notifyAnswer = 10 * time.Second

// Notify shows a notification. The toolkit's function would leave an image of the icon in the user's home; this one
// names the icon installed by the packages. The connection stays open: some desktops withdraw notifications of
// disconnected programs.
func Notify(ctx context.Context, _ fyne.App, title, body string) error {
	bus, err := dbus.SessionBus()
	if err != nil {
		return fmt.Errorf("reach the session bus: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, notifyAnswer)
	defer cancel()
	hints := map[string]dbus.Variant{"desktop-entry": dbus.MakeVariant(AppID)}
	board := bus.Object("org.freedesktop.Notifications", "/org/freedesktop/Notifications")
	call := board.CallWithContext(ctx, "org.freedesktop.Notifications.Notify", 0,
		"Sendoff", uint32(0), AppID, title, body, []string{}, hints, int32(-1))
	if call.Err != nil {
		return fmt.Errorf("show a message: %w", call.Err)
	}
	return nil
}
