package list

import (
	"fmt"

	"sendoff/ui/words"
)

// Column is a sort order of the list.
type Column int

// The columns.
const (
	ColumnQueue Column = iota // running order, then the history, newest first
	ColumnName
	ColumnSize
	ColumnProgress
	ColumnState
	ColumnServer
	ColumnCount
)

// ColumnKeys name the columns in the settings. They are stored: do not change them.
var ColumnKeys = [ColumnCount]string{"", "name", "size", "progress", "state", "server"}

var columnNames = [ColumnCount]string{
	words.Mark("Queue"), words.Mark("Name"), words.Mark("Size"), words.Mark("Progress"), words.Mark("State"), words.Mark("Server"),
}

// ColumnText is the heading of a column.
func ColumnText(c Column) string { return words.Tr(columnNames[c]) }

// SortText is the label of the sort button, shown where the columns do not fit.
func SortText(c Column) string { return fmt.Sprintf(words.Tr("Sort: %s"), ColumnText(c)) }
