package system

import (
	"context"
	"fmt"
	"os/exec"
	"time"

	"sendoff/transfer/proxies"
)

// limit is how long scutil may take.
const limit = 5 * time.Second

// Read returns the rules of the system's network settings. ok is false if they set no proxy.
func Read(ctx context.Context) (r proxies.Rules, ok bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	out, err := exec.CommandContext(ctx, "/usr/sbin/scutil", "--proxy").Output()
	if err != nil {
		return proxies.Rules{From: proxies.FromMacOS}, false, fmt.Errorf("ask scutil: %w", err)
	}
	r, ok = MacOS(string(out))
	return r, ok, nil
}
