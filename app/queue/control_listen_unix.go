//go:build unix

package queue

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
	"syscall"
)

const maxSocketPath = 100 // bytes; the systems' limits are 104 or 108

// listenControl opens the socket for other processes of this user. The caller must own the queue: an existing
// socket was left by a dead process.
func listenControl(ctx context.Context, dir string) (net.Listener, error) {
	path, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	if err := removeSocket(path); err != nil {
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

// removeSocket removes a socket or a link, never anything that may be the user's.
func removeSocket(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && info.Mode().Type()&(fs.ModeSocket|fs.ModeSymlink) == 0 {
		err = &fs.PathError{Op: "remove", Path: path, Err: errors.New("it is no socket")}
	}
	if err != nil {
		return err
	}
	return os.Remove(path)
}

// DialControl connects to the owner of dir, and checks that it is this user's before sending anything. It fails
// with errNobody if no process listens, and with errStranger if another user's does.
func DialControl(ctx context.Context, dir string) (net.Conn, error) {
	path, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	conn, err := new(net.Dialer).DialContext(ctx, "unix", path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
		return nil, fmt.Errorf("%w: %w", errNobody, err)
	}
	if err != nil {
		return nil, err
	}
	if err := checkPeer(conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// checkPeer checks that the other end is a process of this user.
func checkPeer(conn net.Conn) error { return checkPeerIs(conn, os.Geteuid()) }

func checkPeerIs(conn net.Conn, own int) error {
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return fmt.Errorf("%w: no socket", ErrStranger)
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStranger, err)
	}
	uid := -1
	if failed := raw.Control(func(fd uintptr) { uid, err = peerUser(int(fd)) }); failed != nil || err != nil {
		return fmt.Errorf("%w: %w", ErrStranger, errors.Join(failed, err))
	}
	if uid != own {
		return fmt.Errorf("%w (user %d)", ErrStranger, uid)
	}
	return nil
}

// socketPath is the socket of dir's owner: in dir itself or, since a socket's path is limited, in a folder of the
// user's own named after dir.
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
	// Temporary folders are shared: a folder that another user put here must not be trusted.
	if err := checkPrivate(own); err != nil {
		return "", fmt.Errorf("folder of the control socket %s: %w", own, err)
	}
	return filepath.Join(own, controlName), nil
}
