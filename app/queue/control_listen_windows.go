package queue

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"path/filepath"
	"strings"

	"github.com/Microsoft/go-winio"
	"golang.org/x/sys/windows"
)

// listenControl opens the named pipe for other processes of this user. Its access list names only the user and the
// system; go-winio refuses other computers.
func listenControl(_ context.Context, dir string) (net.Listener, error) {
	user, err := ownSID()
	if err != nil {
		return nil, err
	}
	path, err := pipePath(dir, user)
	if err != nil {
		return nil, err
	}
	sid := user.String()
	ln, err := winio.ListenPipe(path, &winio.PipeConfig{SecurityDescriptor: "O:" + sid + "D:P(A;;GA;;;" + sid + ")(A;;GA;;;SY)"})
	if err != nil {
		return nil, fmt.Errorf("open the control pipe: %w", err)
	}
	return ln, nil
}

// DialControl connects to the owner of dir, and checks that the pipe is this user's before sending anything. It
// fails with errNobody if no process listens, and with errStranger if another user's does.
func DialControl(ctx context.Context, dir string) (net.Conn, error) {
	user, err := ownSID()
	if err != nil {
		return nil, err
	}
	path, err := pipePath(dir, user)
	if err != nil {
		return nil, err
	}
	conn, err := winio.DialPipeContext(ctx, path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %w", errNobody, err)
	}
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("%w: %w", ErrStranger, err)
	}
	if err != nil {
		return nil, err
	}
	if err := checkPipe(conn, user); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// checkPeer does nothing: the pipe's access list admits no other user.
func checkPeer(net.Conn) error { return nil }

// checkPipe checks that the pipe belongs to a user.
func checkPipe(conn net.Conn, user *windows.SID) error {
	pipe, ok := conn.(interface{ Fd() uintptr })
	if !ok {
		return fmt.Errorf("%w: no pipe", ErrStranger)
	}
	sd, err := windows.GetSecurityInfo(windows.Handle(pipe.Fd()), windows.SE_KERNEL_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStranger, err)
	}
	owner, _, err := sd.Owner()
	if err != nil || owner == nil || !owner.Equals(user) {
		return errors.Join(ErrStranger, err)
	}
	return nil
}

// pipePath names the pipe after the user and the folder, whose name is case-insensitive.
func pipePath(dir string, user *windows.SID) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the control pipe: %w", err)
	}
	sum := sha256.Sum256([]byte(user.String() + "\n" + strings.ToLower(abs)))
	return `\\.\pipe\sendoff-` + hex.EncodeToString(sum[:16]), nil
}

func ownSID() (*windows.SID, error) {
	u, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return nil, fmt.Errorf("find the own user: %w", err)
	}
	return u.User.Sid, nil
}
