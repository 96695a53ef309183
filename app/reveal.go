package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// Reveal shows a file in the system's file manager.
func (a *App) Reveal(path string) error {
	if _, err := os.Stat(path); err != nil {
		path = filepath.Dir(path) // what is left of the place it had
		if _, err := os.Stat(path); err != nil {
			return fmt.Errorf("show the folder: %w", err)
		}
	}
	return reveal(a.ctx, path)
}

// reveal runs the file manager. It is not waited for longer than it takes to start: file managers
// end when their windows are closed.
func reveal(ctx context.Context, path string) error {
	c := revealer(context.WithoutCancel(ctx), path) // a file manager outlives the window that opened it
	if err := c.Start(); err != nil {
		return fmt.Errorf("open the file manager: %w", err)
	}
	go func() { _ = c.Wait() }() // ends with the program; Explorer reports a failure even when it works
	return nil
}

// revealer is the command that shows a file; on Linux it shows its folder.
func revealer(ctx context.Context, path string) *exec.Cmd {
	switch runtime.GOOS {
	case "windows":
		return explorer(ctx, path)
	case "darwin":
		return exec.CommandContext(ctx, "open", "-R", path)
	}
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		path = filepath.Dir(path)
	}
	return exec.CommandContext(ctx, "xdg-open", path)
}
