//go:build unix

package serve

import (
	"os/exec"
	"syscall"
)

// runAsOne runs a command that is killed together with all that it has started and that has not left its group.
func runAsOne(c *exec.Cmd) error {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
	return c.Run()
}
