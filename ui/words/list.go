package words

import (
	"fmt"
	"strings"
)

// Words of the list: keys, translated where they are shown.
const (
	textSortBy      = "Sort"
	RemoveFinished  = "Remove all that has finished"
	textCollapse    = "Collapse"
	textExpand      = "Expand"
	Help            = "Help"
	ShowLog         = "Show log"
	Licence         = "MIT licence"
	textShowDetails = "Protocol"
	NothingToTest   = "Select an upload or choose a server to test it."
	NoSession       = "Nothing was copied: no selected upload has a session yet."
)

// DropText is the text of the strip below the list: where a drop goes, if a server is chosen.
func DropText(server string) string {
	if server == "" {
		return Tr("Drop files or folders anywhere in this window")
	}
	return fmt.Sprintf(Tr("Drop files or folders anywhere in this window: they go to %s"), server)
}

// KeyHelp is one line of the help sheet.
type KeyHelp struct{ Keys, Does string }

// HelpKeys lists what the keys do. mac selects the keys of a Mac.
func HelpKeys(mac bool) []KeyHelp {
	paste := Tr("Add the files or paths that were copied")
	if mac {
		paste = Tr("Add the files whose paths were copied")
	}
	list := []KeyHelp{
		{"Ctrl+O", Tr("Add files")},
		{"Ctrl+Shift+O", Tr("Add a folder")},
		{"Ctrl+V", paste},
		{Tr("Up, Down, Home, End"), Tr("Go through the list; with Shift, select")},
		{Tr("Right, Left"), Tr("Fold a section or group; buttons of a row")},
		{"A-Z", Tr("Go to a name by typing it")},
		{"Ctrl+A", Tr("Select all that is shown")},
		{Tr("Space"), Tr("Pause or resume")},
		{"Delete", Tr("Cancel what is selected")},
		{"Ctrl+Z", Tr("Upload again what was just cancelled")},
		{"Ctrl+R, F5", Tr("Retry what is selected, or all that failed")},
		{"Enter", Tr("Details")},
		{"Ctrl+L", Tr("Protocol")},
		{"Ctrl+T", Tr("Test server")},
		{Tr("Ctrl+Up, Ctrl+Down"), Tr("Move in the queue; with Shift, to its end")},
		{"Shift+F10", Tr("Menu of what is selected")},
		{"Ctrl+C", Tr("Copy as text")},
		{"Ctrl+Shift+C", Tr("Copy the session ID")},
		{"Ctrl+F", Tr("Search")},
		{"Ctrl+1 - Ctrl+8", Tr("Filters")},
		{"Esc", Tr("Leave the search, the details or a dialog")},
		{"Ctrl+,", Tr("Settings")},
		{"Ctrl+W", Tr("Close the window")},
		{"Ctrl+Q", Tr("Quit")},
		{"F1", Tr("This list")},
	}
	if mac {
		for i := range list {
			list[i].Keys = strings.ReplaceAll(list[i].Keys, "Ctrl", "Cmd")
		}
	}
	return list
}
