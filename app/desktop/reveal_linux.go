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

// revealAnswer is how long the file manager has to start and to take a file.
const revealAnswer = 10 * time.Second

// reveal has the desktop's file manager select a file. Where none can, the folder is opened with whatever
// opens folders.
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

// selectFile asks for it as the File Manager DBus Interface of freedesktop.org says.
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
