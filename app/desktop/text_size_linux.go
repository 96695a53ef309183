package desktop

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// resourcesMost bounds the resources that are read, in units of four bytes.
const resourcesMost = 1 << 18

// TextScale is the size of text that the desktop of X11 has set, in percent: its resource Xft.dpi, of which 96
// is 100 %. It is 0 where nothing is set, or nothing that people can have meant.
func TextScale() int {
	resources, err := screenResources()
	if err != nil {
		return 0 // the toolkit measures the screen then
	}
	return xftScale(resources)
}

// screenResources is what xrdb and desktops have put on the screen: lines of a name, a colon and a value.
func screenResources() (string, error) {
	quietX11()
	conn, err := xgb.NewConn()
	if err != nil {
		return "", fmt.Errorf("connect to the screen: %w", err)
	}
	defer conn.Close()
	root := xproto.Setup(conn).Roots[0].Root // the resources of all screens are on the first
	p, err := xproto.GetProperty(conn, false, root, xproto.AtomResourceManager, xproto.AtomString, 0, resourcesMost).Reply()
	if err != nil {
		return "", fmt.Errorf("read the resources of the screen: %w", err)
	}
	return string(p.Value), nil
}

// xftScale finds the size of text in resources. Of two, the last holds.
func xftScale(resources string) (percent int) {
	const least, most = 48, 768 // dots per inch: half the usual size to eight times
	for line := range strings.Lines(resources) {
		name, value, _ := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); name != "Xft.dpi" && name != "Xft*dpi" && name != "*dpi" {
			continue
		}
		if dpi, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil && dpi >= least && dpi <= most {
			percent = int(dpi/96*100 + 0.5)
		}
	}
	return percent
}
