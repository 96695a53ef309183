//go:build ci

package desktop

// ProbeOpenGL does nothing: with this tag the toolkit draws without OpenGL.
func ProbeOpenGL() error { return nil }
