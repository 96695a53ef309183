//go:build !linux

package main

// watchDrops has nothing to do where the toolkit takes drops of any size.
func (a *App) watchDrops() {}
