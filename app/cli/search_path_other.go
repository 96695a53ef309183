//go:build !windows

package cli

// systemCmds are the commands that only one system has.
type systemCmds struct{}
