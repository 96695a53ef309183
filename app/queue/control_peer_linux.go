package queue

import "golang.org/x/sys/unix"

// peerUser is the user of the process at the other end of a local socket, at the time when it was opened.
func peerUser(fd int) (int, error) {
	cred, err := unix.GetsockoptUcred(fd, unix.SOL_SOCKET, unix.SO_PEERCRED)
	if err != nil {
		return -1, err
	}
	return int(cred.Uid), nil
}
