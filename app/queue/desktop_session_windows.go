package queue

import (
	"os"
	"strconv"

	"golang.org/x/sys/windows"
)

// DesktopSession is the number of the session that shows this process's windows: one user may have several at once,
// at the screen and over Remote Desktop. It is "" if unknown.
func DesktopSession() string {
	var session uint32
	if err := windows.ProcessIdToSessionId(uint32(os.Getpid()), &session); err != nil {
		return ""
	}
	return strconv.FormatUint(uint64(session), 10)
}
