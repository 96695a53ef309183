//go:build !linux

package desktop

// TextScale is 0: the toolkit gets these systems' text size itself.
func TextScale() int { return 0 }
