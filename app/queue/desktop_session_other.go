//go:build !windows

package queue

// DesktopSession is "": these systems number no sessions.
func DesktopSession() string { return "" }
