//go:build !linux

package main

// watchDrops has nothing to do where the toolkit is handed files and nothing else.
func (a *App) watchDrops() {}
