package desktop

import (
	"context"
	"os/exec"
	"syscall"
)

// reveal has Explorer select a file. Explorer reads its command line in a way of its own: the quotes stand
// around the path alone. A path on Windows cannot hold one itself. Explorer outlives the window that it was
// opened from.
func reveal(ctx context.Context, path string) error {
	c := exec.CommandContext(context.WithoutCancel(ctx), "explorer.exe")
	c.SysProcAttr = &syscall.SysProcAttr{CmdLine: `explorer.exe /select,"` + path + `"`}
	return open(c)
}
