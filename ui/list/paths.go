package list

import (
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// OnMac means macOS, where files cannot be pasted.
const OnMac = runtime.GOOS == "darwin"

// maxPath is the longest accepted path, in bytes: longer than any system allows.
const maxPath = 128 << 10

// localPath is the path of a local file or folder, given as an absolute path or a file: address (RFC 8089); "" for
// anything else.
func localPath(name string) string {
	if isFileAddress(name) {
		name = pathOfAddress(name)
	}
	if !filepath.IsAbs(name) || len(name) > maxPath || strings.Contains(name, "\x00") {
		return ""
	}
	return filepath.Clean(name)
}

func isFileAddress(name string) bool {
	const scheme = "file:/"
	return len(name) >= len(scheme) && strings.EqualFold(name[:len(scheme)], scheme)
}

// pathOfAddress takes everything after the host literally: programs that write such lists leave # and % in names
// unencoded and never mean a fragment.
func pathOfAddress(address string) string {
	_, rest, _ := strings.Cut(address, ":")
	host := ""
	if after, ok := strings.CutPrefix(rest, "//"); ok {
		host, _, _ = strings.Cut(after, "/")
		rest = after[len(host):]
	}
	if path, err := url.PathUnescape(rest); err == nil {
		rest = path
	}
	here := host == "" || strings.EqualFold(host, "localhost") || strings.EqualFold(host, hostName())
	switch {
	case runtime.GOOS == "windows" && !here:
		rest = "//" + host + rest // a network share
	case runtime.GOOS == "windows":
		rest = strings.TrimPrefix(rest, "/") // "/C:/..."
	case !here:
		return ""
	}
	return filepath.FromSlash(rest)
}

// hostName is this computer's name, "" if unknown.
var hostName = sync.OnceValue(func() string {
	name, _ := os.Hostname()
	return name
})
