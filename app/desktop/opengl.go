//go:build !ci

package desktop

import (
	"fmt"
	"runtime"

	"github.com/go-gl/glfw/v3.4/glfw"
)

// ProbeOpenGL opens and closes an invisible window like the toolkit's. If that failed later, the toolkit would end
// the program with an unhelpful message. It must run on the main thread, before the toolkit starts, which then
// finds OpenGL loaded.
func ProbeOpenGL() (err error) {
	defer func() { // the binding panics on unexpected errors
		if r := recover(); r != nil {
			err = fmt.Errorf("open a window: %v", r)
		}
	}()
	if err := startOpenGL(); err != nil {
		return err
	}
	probeHints()
	w, err := glfw.CreateWindow(16, 16, "Sendoff", nil, nil)
	if err != nil {
		return fmt.Errorf("open a window: %w", err)
	}
	w.Destroy()
	return nil
}

// startOpenGL initialises GLFW for the toolkit. It must run on the main thread.
func startOpenGL() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("reach the screen: %v", r)
		}
	}()
	if runtime.GOOS == "linux" {
		glfw.InitHint(glfw.PlatformHint, int(glfw.PlatformX11))
	}
	if err := glfw.Init(); err != nil {
		return fmt.Errorf("reach the screen: %w", err)
	}
	return nil
}

// probeHints requests the same OpenGL as the toolkit.
func probeHints() {
	glfw.WindowHint(glfw.Visible, glfw.False)
	if runtime.GOOS != "darwin" && (runtime.GOARCH == "arm" || runtime.GOARCH == "arm64") {
		glfw.WindowHint(glfw.ClientAPI, glfw.OpenGLESAPI)
		glfw.WindowHint(glfw.ContextVersionMajor, 2)
		glfw.WindowHint(glfw.ContextVersionMinor, 0)
		return
	}
	glfw.WindowHint(glfw.ContextVersionMajor, 2)
	glfw.WindowHint(glfw.ContextVersionMinor, 1)
}
