package sendoff_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestRoomsWithoutToolkit: the command line and what it stands on, and the whole program without its window, need
// neither the toolkit nor a C compiler.
func TestRoomsWithoutToolkit(t *testing.T) {
	for _, build := range []struct{ cgo, tags, packages string }{
		{"1", "", "./app/cli ./app/queue ./app/probe ./app/manual ./ui/list ./ui/words ./transfer/..."},
		{"0", "nowindow", "./app"}, // with C it also knows how SIGTERM was set before it began
	} {
		args := append([]string{"list", "-deps", "-tags", build.tags, "-f", "{{if not .Standard}}{{.ImportPath}} {{len .CgoFiles}}{{end}}"}, strings.Fields(build.packages)...)
		list := exec.CommandContext(t.Context(), "go", args...)
		list.Env = append(os.Environ(), "GOFLAGS=-buildvcs=false", "CGO_ENABLED="+build.cgo)
		out, err := list.Output()
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for line := range strings.Lines(string(out)) {
			name, c, ok := strings.Cut(strings.TrimSpace(line), " ")
			if !ok {
				continue
			}
			found++
			if c != "0" || strings.Contains(name, "fyne") || strings.Contains(name, "glfw") {
				t.Errorf("%s needs %s, which has %s files of C", build.packages, name, c)
			}
		}
		if found < 10 {
			t.Errorf("%s: %d packages were looked at", build.packages, found)
		}
	}
}
