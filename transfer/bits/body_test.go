package bits

import (
	"io"
	"os"
	"testing"
)

// TestBodyIsItsRange: a body ends with its fragment, and notices a file that ends earlier.
func TestBodyIsItsRange(t *testing.T) {
	for left, c := range map[int64]struct {
		read         int
		short, whole bool
	}{100: {10, false, true}, 20: {10, false, true}, 19: {9, true, false}, 0: {0, true, false}} {
		path, open := source(t, 100)
		f, err := open()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path, left); err != nil {
			t.Fatal(err)
		}
		b, err := newBody(f, Range{10, 19, 100})
		if err != nil {
			t.Fatal(err)
		}
		got, _ := io.ReadAll(b)
		if err := b.Close(); err != nil || len(got) != c.read || b.short != c.short || b.whole != c.whole {
			t.Errorf("of %d bytes %d were read; short %t, whole %t, %v", left, len(got), b.short, b.whole, err)
		}
	}
}
