package wallclock

import (
	"context"
	"os/exec"
	"time"
)

// askTime bounds the wait for the system's settings.
const askTime = 5 * time.Second

// twelve reads the user's settings with the system's own tool.
func twelve(ctx context.Context) bool {
	ctx, stop := context.WithTimeout(ctx, askTime)
	defer stop()
	printed, err := exec.CommandContext(ctx, "/usr/bin/defaults", "read", "-g").Output()
	if err != nil {
		return Now().Twelve
	}
	return defaultsTwelve(string(printed))
}
