package desktop

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"github.com/godbus/dbus/v5"
)

// notifyAnswer is how long the desktop has to take a message.
const notifyAnswer = 10 * time.Second

// Notify shows a message of the desktop. The toolkit's way would leave a picture of the icon in the user's
// home; this one names the icon that the packages install. The connection stays open: some desktops take
// back the messages of those who are gone.
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
