package main

import (
	"context"
	"os/exec"
	"syscall"
)

// explorer shows a file selected in its folder. Explorer reads its command line in a way of its own:
// the quotes stand around the path alone. A path on Windows cannot hold one itself.
func explorer(ctx context.Context, path string) *exec.Cmd {
	c := exec.CommandContext(ctx, "explorer.exe")
	c.SysProcAttr = &syscall.SysProcAttr{CmdLine: `explorer.exe /select,"` + path + `"`}
	return c
}
