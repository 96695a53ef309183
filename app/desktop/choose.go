package desktop

import (
	"context"
	"errors"

	"github.com/ncruces/zenity"
)

// chooser is what is to be chosen.
type chooser struct {
	parent string // the window, as the desktop portal names it; "" = unknown
	folder bool
}

func (c chooser) title() string {
	if c.folder {
		return tr("Choose a folder to upload")
	}
	return tr("Choose files to upload")
}

// errNoChooser says that the system has no file chooser.
var errNoChooser = errors.New("there is no file chooser")

// chooseByProgram uses the system's dialog on Windows and macOS, and the zenity program on Linux.
// No paths and no error mean that nothing was chosen.
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
