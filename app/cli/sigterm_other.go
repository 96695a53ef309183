//go:build !cgo && !windows

package cli

const termIsKnown = false
