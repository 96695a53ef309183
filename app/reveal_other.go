//go:build !windows

package main

import (
	"context"
	"os/exec"
	"path/filepath"
)

// explorer exists on Windows only.
func explorer(ctx context.Context, path string) *exec.Cmd {
	return exec.CommandContext(ctx, "explorer.exe", filepath.Dir(path))
}
