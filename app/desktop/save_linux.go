package desktop

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/rymdport/portal/filechooser"
)

// saveNative uses the desktop portal, or else the zenity program.
func saveNative(ctx context.Context, s saver) (string, error) {
	addresses, err := filechooser.SaveFile(s.parent, "", &filechooser.SaveFileOptions{CurrentName: s.name})
	if err != nil { // no session bus, or no portal on it
		return saveByProgram(ctx, s)
	}
	if len(addresses) == 0 {
		return "", nil
	}
	path := strings.TrimPrefix(addresses[0], "file://")
	dir, err := portalPath(filepath.Dir(path))
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, filepath.Base(path)), nil
}
