package rows

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/google/uuid"

	"sendoff/ui/kit"
	"sendoff/ui/list"
)

// Window is what the list needs of the window around it.
type Window interface {
	// Buttons are the two buttons of a row; nil stands for the heading of the history.
	Buttons(list.Row) (first, second kit.Action)
	// Selected is called when the selection or the row with the keyboard has changed.
	Selected()
	// Details shows the pane about an upload.
	Details(uuid.UUID)
	// Menu opens the menu of the selected rows.
	Menu(at fyne.Position)
	// CopyCode copies an upload's fault code.
	CopyCode(code string)
	// News shows a line that goes by itself.
	News(text string)
	// HistoryKept is how many entries the history keeps.
	HistoryKept() int
	Keys
}

// Keys are what the keys mean that the list does not use itself.
type Keys interface {
	Toggle()
	CancelSelected()
	CopyStatus()
	SelectAll()
	Paste()
	// UndoCancel uploads again what the last cancel took away.
	UndoCancel()
	Escape()
	Shortcut(*desktop.CustomShortcut)
	FunctionKey(*fyne.KeyEvent)
}

// HeaderWindow is what the header needs of the window.
type HeaderWindow interface {
	// SortBy sorts the list by a column; the same column again reverses the order.
	SortBy(list.Column)
	// ToList gives the keyboard to the list.
	ToList()
	FunctionKey(*fyne.KeyEvent)
}
