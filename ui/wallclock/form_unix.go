//go:build unix && !darwin

package wallclock

import (
	"context"
	"os"
)

// twelve follows the locale for times, as the C library does. A process keeps its environment, so a change takes
// effect at the next start, as for all programs.
func twelve(context.Context) bool {
	for _, name := range []string{"LC_ALL", "LC_TIME", "LANG"} {
		if locale := os.Getenv(name); locale != "" {
			return localeTwelve(locale)
		}
	}
	return false
}
