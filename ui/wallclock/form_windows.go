package wallclock

import (
	"context"

	"golang.org/x/sys/windows/registry"
)

// twelve reads the user's time format from the registry, which is always current; the system's
// functions cache it.
func twelve(context.Context) bool {
	key, err := registry.OpenKey(registry.CURRENT_USER, `Control Panel\International`, registry.QUERY_VALUE)
	if err != nil {
		return Now().Twelve
	}
	defer key.Close() //nolint:errcheck // only read
	for _, name := range []string{"sShortTime", "sTimeFormat"} {
		if picture, _, err := key.GetStringValue(name); err == nil && picture != "" {
			return pictureTwelve(picture)
		}
	}
	return false
}
