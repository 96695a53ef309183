package cli

import (
	"runtime"
	"slices"
	"strings"
	"testing"
)

// TestServiceOrders: an order for the service is one only directly after "serve", and a folder or file of that name is still
// itself.
func TestServiceOrders(t *testing.T) {
	for _, c := range []struct{ given, want string }{
		{"serve install drop --config f", "serve --service=install drop --config f"},
		{"serve start", "serve --service=start ."},
		{"--dir q -v serve stop", "--dir q -v serve --service=stop ."},
		{"serve remove", "serve --service=remove ."},
		{"serve ./install", "serve ./install"},
		{"serve drop install", "serve drop install"},
		{"serve", "serve"},
		{"upload serve install --to u", "upload serve install --to u"},
		{"add --to serve install", "add --to serve install"},
	} {
		given := strings.Fields(c.given)
		if got := serviceArgs(given); !slices.Equal(got, strings.Fields(c.want)) {
			t.Errorf("%s: %v", c.given, got)
		}
		if strings.Join(given, " ") != c.given {
			t.Errorf("%s: the arguments have changed", c.given)
		}
	}
}

// TestNoServiceHere: systems without such services say so, and what to take there; settings are not left out silently.
func TestNoServiceHere(t *testing.T) {
	r := newRig(t)
	if _, said := r.Run(exitUsage, "serve", "install", r.Folder, "--overwrite"); !strings.Contains(said, "put --overwrite into that file") {
		t.Errorf("said %s", said)
	}
	if runtime.GOOS == "windows" {
		return
	}
	for _, args := range [][]string{{"serve", "install", r.Folder}, {"serve", "start"}, {"serve", "stop"}, {"serve", "remove"}} {
		if _, said := r.Run(exitUsage, args...); !strings.Contains(said, "sendoff-serve.service") {
			t.Errorf("%v: said %s", args, said)
		}
	}
}
