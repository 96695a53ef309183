package main

import (
	"testing"

	"sendoff/ui/words"
)

// TestWindowTestsAFolder: the address of a server is mostly that of a folder, in which the test of the window
// asks for a file, as that of the command line does.
func TestWindowTestsAFolder(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	for _, address := range []string{r.server.url, r.server.url + "a.bin"} {
		var last words.TestStep
		InWindow(t.Context(), l.engine, version, address, func(s words.TestStep) { last = s })
		if !last.OK || last.Name != "Cancel" {
			t.Errorf("%s: %s: %s", address, last.Name, last.Text)
		}
	}
	var said []words.TestStep
	InWindow(t.Context(), l.engine, version, "gopher://x/", func(s words.TestStep) { said = append(said, s) })
	if len(said) != 1 || said[0].OK || said[0].Text == "" {
		t.Errorf("a bad address: %+v", said)
	}
}
