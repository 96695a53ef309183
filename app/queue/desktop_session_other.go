//go:build !windows

package queue

// DesktopSession is not known: these systems number no sessions that a window would be found by.
func DesktopSession() string { return "" }
