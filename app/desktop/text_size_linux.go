package desktop

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// maxResources bounds the X resources to read, in units of four bytes.
const maxResources = 1 << 18

// TextScale is the text size of an X11 desktop, in percent: its resource Xft.dpi, of which 96 is 100 %. It is 0 if
// unset or implausible.
func TextScale() int {
	resources, err := screenResources()
	if err != nil {
		return 0 // the toolkit then measures the screen
	}
	return xftScale(resources)
}

// screenResources are the X resources that xrdb and desktops set: lines of name, colon and value.
func screenResources() (string, error) {
	quietX11()
	conn, err := xgb.NewConn()
	if err != nil {
		return "", fmt.Errorf("connect to the screen: %w", err)
	}
	defer conn.Close()
	root := xproto.Setup(conn).Roots[0].Root // resources of all screens are on the first
	p, err := xproto.GetProperty(conn, false, root, xproto.AtomResourceManager, xproto.AtomString, 0, maxResources).Reply()
	if err != nil {
		return "", fmt.Errorf("read the resources of the screen: %w", err)
	}
	return string(p.Value), nil
}

// xftScale finds the text size in resources. The last of several counts.
func xftScale(resources string) (percent int) {
	const minDPI, maxDPI = 48, 768 // dots per inch: from half the usual size to eight times
	for line := range strings.Lines(resources) {
		name, value, _ := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); name != "Xft.dpi" && name != "Xft*dpi" && name != "*dpi" {
			continue
		}
		if dpi, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil && dpi >= minDPI && dpi <= maxDPI {
			percent = int(dpi/96*100 + 0.5)
		}
	}
	return percent
}
