package words

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// plainRooms are the packages of the command line with all they import of this module: none may need a toolkit, a
// screen or a C compiler.
var plainRooms = []string{
	"sendoff/ui/words",
	"sendoff/ui/list",
	"sendoff/app/cli",
	"sendoff/app/queue",
	"sendoff/app/probe",
	"sendoff/app/manual",
}

// TestPlainRoomsNeedNoToolkit: a program of these packages alone is static and runs on a server.
func TestPlainRoomsNeedNoToolkit(t *testing.T) {
	for _, room := range plainRooms {
		for _, system := range []string{"linux", "windows", "darwin"} {
			for _, line := range dependencies(t, room, "GOOS="+system, "CGO_ENABLED=0") {
				path, _, _ := strings.Cut(line, " ")
				if strings.HasPrefix(path, "fyne.io/") || strings.HasPrefix(path, "github.com/go-gl/") || path == "runtime/cgo" {
					t.Errorf("%s needs %s on %s", room, path, system)
				}
			}
		}
		for _, line := range dependencies(t, room, "GOOS=linux", "CGO_ENABLED=1") {
			path, c, _ := strings.Cut(line, " ")
			if c != "0 false" && !strings.HasSuffix(c, " true") {
				t.Errorf("%s needs %s, which is written in C", room, path)
			}
		}
	}
}

// dependencies are the packages that a package imports, each with its number of cgo files and whether it is in the
// standard library, which works without cgo.
func dependencies(t *testing.T, room string, env ...string) []string {
	t.Helper()
	c := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{.ImportPath}} {{len .CgoFiles}} {{.Standard}}", room)
	c.Env = append(os.Environ(), env...)
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	list := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(list) < 20 {
		t.Fatalf("%s has %d packages: the list is not read", room, len(list))
	}
	return list
}
