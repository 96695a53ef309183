package desktop

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Reveal shows a file selected in its folder, in the system's file manager. If the file is gone it shows the
// folder.
func Reveal(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err != nil {
		path = filepath.Dir(path) // its former folder
		if _, err := os.Stat(path); err != nil {
			return fmt.Errorf("show the folder: %w", err)
		}
	}
	return reveal(ctx, path)
}

// open starts a file manager without waiting for it: file managers exit when their windows are closed.
func open(c *exec.Cmd) error {
	if err := c.Start(); err != nil {
		return fmt.Errorf("open the file manager: %w", err)
	}
	go func() { _ = c.Wait() }() // ends with the program; Explorer reports a failure even on success
	return nil
}
