package house_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// plainRooms are the command line and what it stands on.
const plainRooms = "./ui/words ./ui/list ./app/queue ./app/cli ./app/probe ./app/serve ./app/manual ./transfer/..."

// TestRoomsWithoutToolkit: the command line and what it stands on, and the whole program without its window, need
// neither the toolkit nor a C compiler on any system. So what they are made of is static and runs on a server.
func TestRoomsWithoutToolkit(t *testing.T) {
	atRoot(t)
	for _, build := range []struct{ system, cgo, tags, packages string }{
		{"linux", "1", "", plainRooms}, // where C could be used, it is not
		{"linux", "0", "", plainRooms},
		{"windows", "0", "", plainRooms},
		{"darwin", "0", "", plainRooms},
		{"linux", "0", "nowindow", "./app"}, // with C it also knows how SIGTERM was set before it began
		{"windows", "0", "nowindow", "./app"},
		{"darwin", "0", "nowindow", "./app"},
	} {
		args := append([]string{"list", "-deps", "-tags", build.tags, "-f", "{{.ImportPath}} {{len .CgoFiles}} {{.Standard}}"}, strings.Fields(build.packages)...)
		list := exec.CommandContext(t.Context(), "go", args...)
		list.Env = append(os.Environ(), "GOFLAGS=-buildvcs=false", "GOOS="+build.system, "CGO_ENABLED="+build.cgo)
		list.Stderr = os.Stderr
		out, err := list.Output()
		if err != nil {
			t.Fatal(err)
		}
		found := strings.Split(strings.TrimSpace(string(out)), "\n")
		for _, line := range found {
			name, c, _ := strings.Cut(line, " ")
			plain := c == "0 false" || strings.HasSuffix(c, " true") // the standard library has C where there is a compiler
			toolkit := strings.Contains(name, "fyne") || strings.Contains(name, "go-gl/") || build.cgo == "0" && name == "runtime/cgo"
			if !plain || toolkit {
				t.Errorf("%s on %s need %s, which has C files: %s", build.packages, build.system, name, c)
			}
		}
		if len(found) < 100 {
			t.Errorf("%s on %s: %d packages were looked at", build.packages, build.system, len(found))
		}
	}
}
