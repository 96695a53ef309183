package wallclock

import (
	"context"
	"os/exec"
	"time"
)

// askTime bounds how long the system's settings are waited for.
const askTime = 5 * time.Second

// twelve reads the settings of the user as the system's own tool prints them.
func twelve(ctx context.Context) bool {
	ctx, stop := context.WithTimeout(ctx, askTime)
	defer stop()
	printed, err := exec.CommandContext(ctx, "/usr/bin/defaults", "read", "-g").Output()
	if err != nil {
		return Now().Twelve
	}
	return defaultsTwelve(string(printed))
}
