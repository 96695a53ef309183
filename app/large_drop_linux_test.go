//go:build !ci

package main

import (
	"slices"
	"testing"
)

func TestDroppedPaths(t *testing.T) {
	list := "# two of four\r\nfile:///tmp/a%20b+%D1%91\r\nhttp://elsewhere/x\r\nfile://localhost/c\r\n\x00"
	if got, want := droppedPaths([]byte(list)), []string{"/tmp/a b+ё", "/c"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
