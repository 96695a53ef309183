package ui

import (
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
)

// pastedPaths reads absolute paths and file:// addresses, one a line, with or without quotes. Other
// lines are passed over.
func pastedPaths(text string) []string {
	var paths []string
	for line := range strings.Lines(text) {
		line = strings.Trim(strings.TrimSpace(line), `"'`)
		if p := localPath(line); p != "" {
			paths = append(paths, p)
		}
	}
	return paths
}

func localPath(line string) string {
	if rest, ok := strings.CutPrefix(line, "file:"); ok && strings.HasPrefix(rest, "/") {
		return pathOfURL(line)
	}
	if filepath.IsAbs(line) {
		return filepath.Clean(line)
	}
	return ""
}

func pathOfURL(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Path == "" {
		return ""
	}
	p := u.Path
	switch {
	case u.Host != "" && u.Host != "localhost" && runtime.GOOS == "windows":
		p = "//" + u.Host + p
	case runtime.GOOS == "windows":
		p = strings.TrimPrefix(p, "/") // "/C:/..."
	}
	return filepath.Clean(filepath.FromSlash(p))
}
