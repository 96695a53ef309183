package serve

import (
	"errors"
	"os/exec"

	"golang.org/x/sys/windows"
)

// runAsOne runs a command that is killed together with all that it starts, which belongs to a job of Windows. What it
// starts in the instant before it belongs to the job does not.
func runAsOne(c *exec.Cmd) error {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return err
	}
	defer windows.CloseHandle(job) //nolint:errcheck // it ends nothing
	c.Cancel = func() error { return errors.Join(windows.TerminateJobObject(job, 1), c.Process.Kill()) }
	if err := c.Start(); err != nil {
		return err
	}
	_ = join(job, uint32(c.Process.Pid)) // a command that has ended already needs none
	return c.Wait()
}

// join makes a process part of a job.
func join(job windows.Handle, pid uint32) error {
	process, err := windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false, pid)
	if err != nil {
		return err
	}
	return errors.Join(windows.AssignProcessToJobObject(job, process), windows.CloseHandle(process))
}
