//go:build !windows && !darwin

package system

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"

	"sendoff/transfer/proxies"
)

// limit is how long the desktop may take to answer.
const limit = 5 * time.Second

// Read returns the rules of the desktop that this process runs on. ok is false if there is none, or it sets no proxy.
func Read(ctx context.Context) (r proxies.Rules, ok bool, err error) {
	desktops := strings.Split(strings.ToLower(os.Getenv("XDG_CURRENT_DESKTOP")), ":")
	switch {
	case slices.Contains(desktops, "kde"):
		return readKDE()
	case !slices.ContainsFunc(desktops, func(d string) bool { return slices.Contains(gnomeDesktops, d) }):
		return proxies.Rules{}, false, nil
	case sandboxed():
		return lookup(askPortal).rules(), true, nil
	}
	return readGNOME(ctx)
}

// sandboxed reports whether the desktop's settings are out of reach, so that its portal has to be asked.
func sandboxed() bool {
	_, err := os.Stat("/.flatpak-info")
	return err == nil || os.Getenv("SNAP") != ""
}

func readGNOME(ctx context.Context) (proxies.Rules, bool, error) {
	path, err := exec.LookPath("gsettings")
	if err != nil {
		return proxies.Rules{}, false, nil // without it no such setting was made
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, "list-recursively", gnomeSchema).Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.Exited() {
		return proxies.Rules{}, false, nil // there is no such schema
	}
	if err != nil {
		return proxies.Rules{From: proxies.FromGNOME}, false, fmt.Errorf("ask gsettings: %w", err)
	}
	r, ok := GNOME(string(out))
	return r, ok, nil
}

// readKDE reads the first of KDE's files that is there: the user's own counts before those of all users.
func readKDE() (proxies.Rules, bool, error) {
	for _, dir := range configFolders() {
		text, err := os.ReadFile(filepath.Join(dir, "kioslaverc"))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return proxies.Rules{From: proxies.FromKDE}, false, err
		}
		r, ok := KDE(string(text))
		return r, ok, nil
	}
	return proxies.Rules{}, false, nil
}

func configFolders() []string {
	own := os.Getenv("XDG_CONFIG_HOME")
	if own == "" {
		own = filepath.Join(os.Getenv("HOME"), ".config")
	}
	all := os.Getenv("XDG_CONFIG_DIRS")
	if all == "" {
		all = "/etc/xdg"
	}
	return append([]string{own}, filepath.SplitList(all)...)
}

// askPortal asks the desktop's portal for the ways to an address.
func askPortal(ctx context.Context, address string) (ways []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	conn, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("reach the portal: %w", err)
	}
	defer func() { _ = conn.Close() }()
	portal := conn.Object("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop")
	err = portal.CallWithContext(ctx, "org.freedesktop.portal.ProxyResolver.Lookup", 0, address).Store(&ways)
	if err != nil {
		return nil, fmt.Errorf("ask the portal: %w", err)
	}
	return ways, nil
}
