//go:build !windows

package main

// desktopSession is not known: these systems number no sessions that a window would be found by.
func desktopSession() string { return "" }
