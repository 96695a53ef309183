package ui

import (
	"fmt"
	"strings"
)

// Words of the list: keys, translated where they are shown.
const (
	textSortBy         = "Sort"
	textRemoveFinished = "Remove all that has finished"
	textCollapse       = "Collapse"
	textExpand         = "Expand"
	textHelp           = "Keys"
	textShowDetails    = "Protocol"
	textNothingToTest  = "Select an upload or choose a server to test it."
	textNoSession      = "Nothing was copied: no selected upload has a session yet."
)

// dropText is the strip's below the list: where a drop goes, if a server is chosen.
func dropText(server string) string {
	if server == "" {
		return tr("Drop files or folders anywhere in this window")
	}
	return fmt.Sprintf(tr("Drop files or folders anywhere in this window: they go to %s"), server)
}

// keyHelp is one line of the help sheet.
type keyHelp struct{ keys, does string }

// helpKeys lists what the keys do. mac is for the keyboard of a Mac.
func helpKeys(mac bool) []keyHelp {
	paste := tr("Add the files or paths that were copied")
	if mac {
		paste = tr("Add the files whose paths were copied")
	}
	list := []keyHelp{
		{"Ctrl+O", tr("Add files")},
		{"Ctrl+Shift+O", tr("Add a folder")},
		{"Ctrl+V", paste},
		{tr("Up, Down, Home, End"), tr("Go through the list; with Shift, select")},
		{tr("Right, Left"), tr("Open or collapse a group; buttons of a row")},
		{"A-Z", tr("Go to a name by typing it")},
		{"Ctrl+A", tr("Select all that is shown")},
		{tr("Space"), tr("Pause or resume")},
		{"Delete", tr("Cancel what is selected")},
		{"Ctrl+R, F5", tr("Retry what is selected, or all that failed")},
		{"Enter", tr("Details")},
		{"Ctrl+L", tr("Protocol")},
		{"Ctrl+T", tr("Test server")},
		{tr("Ctrl+Up, Ctrl+Down"), tr("Move in the queue; with Shift, to its end")},
		{"Shift+F10", tr("Menu of what is selected")},
		{"Ctrl+C", tr("Copy as text")},
		{"Ctrl+Shift+C", tr("Copy the session ID")},
		{"Ctrl+F", tr("Search")},
		{"Ctrl+1 - Ctrl+8", tr("Filters")},
		{"Esc", tr("Leave the search, the details or a dialog")},
		{"Ctrl+,", tr("Settings")},
		{"Ctrl+W", tr("Close the window")},
		{"Ctrl+Q", tr("Quit")},
		{"F1", tr("This list")},
	}
	if mac {
		for i := range list {
			list[i].keys = strings.ReplaceAll(list[i].keys, "Ctrl", "Cmd")
		}
	}
	return list
}
