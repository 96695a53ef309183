package details

import (
	"github.com/google/uuid"

	"sendoff/ui/kit"
	"sendoff/ui/list"
)

// Window is what the pane needs of the window around it.
type Window interface {
	// CloseDetails closes the pane, and gives the keyboard back to the list.
	CloseDetails()
	// Buttons are the two buttons of a row.
	Buttons(list.Row) (first, second kit.Action)
	// Inspect requests the transcript of a job. It arrives through Pane.ShowTranscript; uuid.Nil requests none.
	Inspect(uuid.UUID)
	// Post queues f for the screen's goroutine. Any goroutine may call it.
	Post(f func())
	// Reveal shows a file in the system's file manager.
	Reveal(path string)
	Clerk
}

// Clerk takes texts out of the window, and reports.
type Clerk interface {
	Copy(text string)
	// SaveText asks for a file, proposes a name and writes data to it. done is the message afterwards.
	SaveText(name string, data []byte, done string)
	// Message stays until it is closed; News goes by itself.
	Message(text string)
	News(text string)
}
