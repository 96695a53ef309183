package ui

import (
	"fmt"
	"strings"

	"sendoff/transfer"
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

var columnNames = [columnCount]string{
	word("Queue"), word("Name"), word("Size"), word("Progress"), word("State"), word("Server"),
}

func columnText(c column) string { return tr(columnNames[c]) }

// sortText is the button's where there is no room for all columns.
func sortText(c column) string { return fmt.Sprintf(tr("Sort: %s"), columnText(c)) }

// groupTitle names a group: by its folder, or by how many files it has.
func groupTitle(g *group) string {
	if name := g.name; name != "" {
		return fmt.Sprintf(trn("Folder \"%s\" (%s file)", "Folder \"%s\" (%s files)", g.tally.all), drawn(name), Number(g.tally.all))
	}
	return counted("%s file", "%s files", g.tally.all)
}

// groupText says how far a group is: "9 of 380 done, 2 failed".
func groupText(t groupTally) string {
	parts := []string{fmt.Sprintf(tr("%s of %s done"), Number(t.done), Number(t.all))}
	for _, part := range []struct {
		n    int
		text string
	}{
		{t.active, tr("%s uploading")},
		{t.retrying, tr("%s trying again")},
		{t.needsYou, tr("%s need you")},
		{t.failed, tr("%s failed")},
		{t.paused, tr("%s paused")},
		{t.cancelled, tr("%s cancelled")},
		{t.unlisted, tr("%s no longer listed")},
	} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf(part.text, Number(part.n)))
		}
	}
	return strings.Join(parts, ", ")
}

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

// groupProgress is the second half of what a group's row says, as progressText is of an upload's. The
// time is that of the uploads that go on by themselves: resting bytes are not waited for.
func groupProgress(j *transfer.Job, resting int64) (full, brief string) {
	brief = Size(j.Source.Size)
	if j.Outcome != "" {
		return brief, brief
	}
	full = fmt.Sprintf(tr("%s of %s"), Size(j.Acked), brief)
	if j.Rate < 1 {
		return full, brief
	}
	brief = leftText(timeLeft(j.Source.Size-j.Acked-resting, j.Rate))
	return strings.Join([]string{full, Rate(j.Rate), brief}, textDot), brief
}
