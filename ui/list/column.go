package list

import (
	"fmt"

	"sendoff/ui/words"
)

// Column is a sort order of the list, and all but the queue's a column of rows of one line.
type Column int

// The columns.
const (
	ColumnQueue Column = iota // running order, then the history, newest first
	ColumnName
	ColumnSize
	ColumnProgress
	ColumnState
	ColumnServer
	ColumnSpeed
	ColumnLeft
	ColumnCount
)

// ColumnKeys name the columns in the settings. They are stored: do not change them.
var ColumnKeys = [ColumnCount]string{"", "name", "size", "progress", "state", "server", "speed", "left"}

// Table are the columns of rows of one line, from the left.
var Table = []Column{ColumnName, ColumnSize, ColumnProgress, ColumnSpeed, ColumnLeft, ColumnState, ColumnServer}

// ColumnLook is what the user made of a column.
type ColumnLook struct {
	Width  float32 `json:",omitempty"` // in Fyne's units; 0 = as wide as usual
	Hidden bool    `json:",omitempty"`
}

var columnNames = [ColumnCount]string{
	words.Mark("Queue"), words.Mark("Name"), words.Mark("Size"), words.Mark("Progress"), words.Mark("State"), words.Mark("Server"),
	words.Mark("Speed"), words.Mark("Left"),
}

// ColumnText is the heading of a column.
func ColumnText(c Column) string { return words.Tr(columnNames[c]) }

// SortText is the label of the sort button, where rows have no columns.
func SortText(c Column) string { return fmt.Sprintf(words.Tr("Sort by: %s"), ColumnText(c)) }
