package list

import (
	"slices"
	"testing"

	"sendoff/transfer"
)

func TestTwins(t *testing.T) {
	for name, c := range map[string]struct {
		names []string
		want  []int
	}{
		"case":      {[]string{"IMG.JPG", "a", "img.jpg"}, []int{2, -1, 0}},
		"form":      {[]string{"ü", "u\u0308"}, []int{1, 0}},
		"both":      {[]string{"STRASSE", "straße", "strasse"}, []int{1, 0, 0}},
		"Greek":     {[]string{"ΟΔΟΣ", "οδος", "οδός"}, []int{1, 0, -1}},
		"same":      {[]string{"a", "a"}, []int{-1, -1}},
		"others":    {[]string{"a", "ä", "á", "b"}, []int{-1, -1, -1, -1}},
		"not UTF-8": {[]string{"\xe9", "\xe8"}, []int{-1, -1}},
	} {
		var list []string
		for _, n := range c.names {
			address, err := transfer.Destination("http://h/d/", n)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, address)
		}
		if got := twinsAmong(list); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
