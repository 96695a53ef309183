package desktop

import (
	"context"
	"errors"

	"sendoff/ui/words"

	"github.com/ncruces/zenity"
)

// chooser describes what to choose.
type chooser struct {
	parent string // the window's name for the desktop portal; "" = unknown
	folder bool
}

func (c chooser) title() string {
	if c.folder {
		return words.Tr("Choose a folder to upload")
	}
	return words.Tr("Choose files to upload")
}

// errNoChooser says that the system has no file chooser.
var errNoChooser = errors.New("there is no file chooser")

// chooseByProgram uses the system's dialog on Windows and macOS, and the zenity program on Linux. No paths and no
// error mean that the user chose nothing.
func chooseByProgram(ctx context.Context, c chooser) ([]string, error) {
	if !zenity.IsAvailable() {
		return nil, errNoChooser
	}
	options := []zenity.Option{zenity.Title(c.title()), zenity.Context(ctx)}
	if c.folder {
		options = append(options, zenity.Directory())
	}
	paths, err := zenity.SelectFileMultiple(options...)
	switch {
	case errors.Is(err, zenity.ErrCanceled), errors.Is(err, context.Canceled):
		return nil, nil
	case errors.Is(err, zenity.ErrUnsupported):
		return nil, errNoChooser
	}
	return paths, err
}
