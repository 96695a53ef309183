package list

import (
	"fmt"
	"strings"

	"sendoff/ui/words"
)

// Empty is what a list without rows says.
type Empty struct {
	Title, Hint string
	New         bool // the chosen server has no uploads yet: offer to choose files and to test it
}

// emptyTitles are what the filters say while they show nothing.
var emptyTitles = [FilterCount]string{
	words.Mark("No uploads"), words.Mark("Nothing is uploading now"), words.Mark("Nothing is waiting"),
	words.Mark("Nothing needs you"), words.Mark("Nothing has failed"), words.Mark("Nothing is paused"),
	words.Mark("Nothing has been uploaded yet"), words.Mark("Nothing has been cancelled"),
}

// Empty says why no row is shown: by the search, the filter or the server.
func (m *Model) Empty() Empty {
	server := ""
	if m.Server >= 0 {
		server = m.ServerAt(m.Server).Name
	}
	switch search := strings.TrimSpace(m.search); {
	case search != "":
		return Empty{Title: words.Tr("Nothing found"), Hint: fmt.Sprintf(words.Tr("No upload that is shown here fits \"%s\"."), words.Drawn(search))}
	case m.Filter == FilterAll && server != "":
		return Empty{Title: fmt.Sprintf(words.Tr("No uploads to %s yet"), server), Hint: words.Tr("Drop files anywhere in this window, or choose them."), New: true}
	case server != "":
		return Empty{Title: words.Tr(emptyTitles[m.Filter]), Hint: fmt.Sprintf(words.Tr("Only uploads to %s are shown."), server)}
	}
	return Empty{Title: words.Tr(emptyTitles[m.Filter]), Hint: words.Tr("All other uploads are still in the list.")}
}
