//go:build !windows

package receiver

import "os"

// remove removes one of the receiver's own files.
func remove(state *os.Root, name string) error { return state.Remove(name) }
