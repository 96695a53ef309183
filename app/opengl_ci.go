//go:build ci

package main

// probeOpenGL has nothing to try: with this tag the toolkit draws without OpenGL.
func probeOpenGL() error { return nil }
