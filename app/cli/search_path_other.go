//go:build !windows

package cli

// systemCmds are the commands of a single system: none here.
type systemCmds struct{}
