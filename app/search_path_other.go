//go:build !windows

package main

// systemCmds are the commands that only one system has.
type systemCmds struct{}
