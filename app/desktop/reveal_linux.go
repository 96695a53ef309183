package desktop

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/godbus/dbus/v5"
)

// revealAnswer bounds the time for the file manager to start and select a file.
const revealAnswer = 10 * time.Second

// reveal selects a file in the desktop's file manager. If that fails, the folder is opened with xdg-open.
func reveal(ctx context.Context, path string) error {
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() {
		if selectFile(ctx, path) == nil {
			return nil
		}
		path = filepath.Dir(path)
	}
	return open(exec.CommandContext(context.WithoutCancel(ctx), "xdg-open", path)) // it outlives the window
}

// selectFile uses freedesktop.org's File Manager DBus Interface.
func selectFile(ctx context.Context, path string) error {
	bus, err := dbus.SessionBus()
	if err != nil {
		return fmt.Errorf("reach the session bus: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, revealAnswer)
	defer cancel()
	address := url.URL{Scheme: "file", Path: path}
	manager := bus.Object("org.freedesktop.FileManager1", "/org/freedesktop/FileManager1")
	return manager.CallWithContext(ctx, "org.freedesktop.FileManager1.ShowItems", 0, []string{address.String()}, "").Err
}
