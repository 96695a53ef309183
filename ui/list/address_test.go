package list

import (
	"testing"
)

func TestFolderOf(t *testing.T) {
	for address, want := range map[string]string{
		"https://files.example.com/drop/":  "https://files.example.com/drop/",
		"https://files.example.com/drop/a": "https://files.example.com/drop/",
		"https://files.example.com":        "https://files.example.com/",
		"nonsense":                         "",
	} {
		if got := FolderOf(address); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}
