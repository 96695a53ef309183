//go:build ci

package main

// startOpenGL has nothing to reach.
func startOpenGL() error { return nil }

// probeOpenGL has nothing to try: with this tag the toolkit draws without OpenGL.
func probeOpenGL() error { return nil }
