package desktop

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sendoff/ui/words"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"github.com/rymdport/portal/filechooser"
)

// chooseNative uses the desktop portal, or else the zenity program.
func chooseNative(ctx context.Context, c chooser) ([]string, error) {
	addresses, err := filechooser.OpenFile(c.parent, c.title(), &filechooser.OpenFileOptions{Multiple: true, Directory: c.folder})
	if err != nil { // no session bus, or no portal on it
		return chooseByProgram(ctx, c)
	}
	paths := make([]string, len(addresses))
	for i, address := range addresses {
		if paths[i], err = portalPath(strings.TrimPrefix(address, "file://")); err != nil {
			return nil, err
		}
	}
	return paths, nil
}

// portalPath repairs a path from the portal library, which decodes it like a query and so turns every plus sign
// into a blank. The real name is looked up on the disk, folder by folder.
func portalPath(decoded string) (string, error) {
	found := "/"
	for name := range strings.SplitSeq(strings.Trim(decoded, "/"), "/") {
		meant, err := realName(found, name)
		if err != nil {
			return "", err
		}
		found = filepath.Join(found, meant)
	}
	return found, nil
}

func realName(dir, name string) (string, error) {
	if !strings.Contains(name, " ") {
		return name, nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil { // searchable but not listable
		return name, nil //nolint:nilerr // the name as it is stays the best guess
	}
	var same []string
	for _, e := range entries {
		if strings.ReplaceAll(e.Name(), "+", " ") == name {
			same = append(same, e.Name())
		}
	}
	switch len(same) {
	case 0:
		return name, nil
	case 1:
		return same[0], nil
	}
	return "", fmt.Errorf(words.Tr("the file chooser cannot tell %q from %q; drop the file on the window instead"), same[0], same[1])
}

// nativeParent names the window for the portal, so that the chooser opens in front of it.
func nativeParent(w fyne.Window) string {
	native, ok := w.(driver.NativeWindow)
	if !ok {
		return ""
	}
	var parent string
	native.RunNative(func(context any) {
		if x11, ok := context.(driver.X11WindowContext); ok {
			parent = fmt.Sprintf("x11:%x", x11.WindowHandle)
		}
	})
	return parent
}
