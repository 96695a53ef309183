package desktop

import (
	"context"
	"os/exec"
	"syscall"
)

// reveal selects a file in Explorer, which outlives this program. Explorer parses its command line in its own way:
// the quotes must enclose only the path, which cannot contain quotes on Windows.
func reveal(ctx context.Context, path string) error {
	c := exec.CommandContext(context.WithoutCancel(ctx), "explorer.exe")
	c.SysProcAttr = &syscall.SysProcAttr{CmdLine: `explorer.exe /select,"` + path + `"`}
	return open(c)
}
