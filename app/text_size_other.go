//go:build !linux

package main

// desktopScale is 0: the toolkit takes the size of text from these systems itself.
func desktopScale() int { return 0 }
