//go:build ci

package desktop

// ProbeOpenGL has nothing to try: with this tag the toolkit draws without OpenGL.
func ProbeOpenGL() error { return nil }
