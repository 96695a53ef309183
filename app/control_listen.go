package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
)

const (
	controlName   = "control.sock"
	maxSocketPath = 100 // bytes; systems stop at 104 or 108
)

// listenControl opens the way on which other processes of this user reach the owner of dir: a socket
// in the file system or, where the system or the disk has none (Windows before 10 1803, drives of the
// network), a port of this computer behind a key. The caller must own the queue: whatever is there
// was left by a dead process.
func listenControl(ctx context.Context, dir string) (net.Listener, error) {
	if err := os.Remove(portPath(dir)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("remove the old control port: %w", err)
	}
	ln, err := listenSocket(ctx, dir)
	if err == nil {
		return ln, nil
	}
	ln, portErr := listenPort(ctx, dir)
	if portErr != nil {
		return nil, errors.Join(err, portErr)
	}
	return ln, nil
}

// dialControl connects to the owner of dir.
func dialControl(ctx context.Context, dir string) (net.Conn, error) {
	if _, err := os.Stat(portPath(dir)); err == nil {
		return dialPort(ctx, dir)
	}
	path, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	return new(net.Dialer).DialContext(ctx, "unix", path)
}

func listenSocket(ctx context.Context, dir string) (net.Listener, error) {
	path, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("remove the old control socket: %w", err)
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("open the control socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("protect the control socket: %w", err), ln.Close())
	}
	return ln, nil
}

// socketPath is where the owner of dir listens: in dir itself, or, as the path of a socket is
// short, in a folder of the user's own named after dir.
func socketPath(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the control socket: %w", err)
	}
	if path := filepath.Join(abs, controlName); len(path) <= maxSocketPath {
		return path, nil
	}
	sum := sha256.Sum256([]byte(abs))
	own := filepath.Join(os.TempDir(), "sendoff-"+hex.EncodeToString(sum[:8]))
	if err := os.Mkdir(own, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("make a folder for the control socket: %w", err)
	}
	// Temporary folders are shared: a folder that somebody else put here must not be talked to.
	if err := checkPrivate(own); err != nil {
		return "", fmt.Errorf("folder of the control socket %s: %w", own, err)
	}
	return filepath.Join(own, controlName), nil
}
