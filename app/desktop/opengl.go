//go:build !ci

package desktop

import (
	"fmt"
	"runtime"

	"github.com/go-gl/glfw/v3.4/glfw"
)

// ProbeOpenGL opens an invisible window of the toolkit's kind and closes it again: where that fails,
// the toolkit would end the program with a line that helps nobody. It must run on the main thread,
// before the toolkit starts, which finds loaded what the probe has loaded.
func ProbeOpenGL() (err error) {
	defer func() { // the binding panics on errors that it does not expect
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

// startOpenGL reaches the screen, which the toolkit finds done. It must run on the main thread.
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

// probeHints asks for the same OpenGL as the toolkit does.
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
