//go:build unix && !darwin

package wallclock

import (
	"context"
	"os"
)

// twelve follows the locale of times, as the C library finds it. The environment of a process stays as it is: a
// change is seen at the next start, as by all programs.
func twelve(context.Context) bool {
	for _, name := range []string{"LC_ALL", "LC_TIME", "LANG"} {
		if locale := os.Getenv(name); locale != "" {
			return localeTwelve(locale)
		}
	}
	return false
}
