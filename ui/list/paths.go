package list

import (
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// OnMac tells of macOS, where a paste knows no files.
const OnMac = runtime.GOOS == "darwin"

// longestPath bounds a path in bytes. It is above what any system takes.
const longestPath = 128 << 10

// localPath is the path of a file or folder of this computer that is written as an absolute path or a file:
// address (RFC 8089); "" for all else.
func localPath(name string) string {
	if isFileAddress(name) {
		name = pathOfAddress(name)
	}
	if !filepath.IsAbs(name) || len(name) > longestPath || strings.Contains(name, "\x00") {
		return ""
	}
	return filepath.Clean(name)
}

func isFileAddress(name string) bool {
	const scheme = "file:/"
	return len(name) >= len(scheme) && strings.EqualFold(name[:len(scheme)], scheme)
}

// pathOfAddress takes what follows the host as it is: programs that write a list of files leave characters
// such as # and % in a name unencoded rather than mean a part of a file.
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
		rest = "//" + host + rest // a share
	case runtime.GOOS == "windows":
		rest = strings.TrimPrefix(rest, "/") // "/C:/..."
	case !here:
		return ""
	}
	return filepath.FromSlash(rest)
}

// hostName is this computer's, "" if it has none.
var hostName = sync.OnceValue(func() string {
	name, _ := os.Hostname()
	return name
})
