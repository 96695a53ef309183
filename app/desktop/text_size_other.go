//go:build !linux

package desktop

// TextScale is 0: the toolkit takes the size of text from these systems itself.
func TextScale() int { return 0 }
