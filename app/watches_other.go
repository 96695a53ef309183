//go:build !linux

package main

// endWatches has nothing to do: what ends the program here goes through the toolkit, which ends its watches.
func endWatches() {}
