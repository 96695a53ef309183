package cli

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"
)

// table is rows of cells with a header, aligned by screen columns: a Japanese letter takes two.
type table struct {
	columns []column
	rows    [][]string
}

// column says how a column may shrink on a narrow screen.
type column struct {
	head  string
	least int  // minimal width in screen columns; 0 = it is never cut
	spare bool // left out if the others do not fit
}

// columnGap separates two columns.
const columnGap = "  "

func newTable(columns ...column) *table {
	head := make([]string, len(columns))
	for i, c := range columns {
		head[i] = c.head
	}
	return &table{columns: columns, rows: [][]string{head}}
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// write prints the table for a screen of so many columns, each row on one line; 0 = unlimited.
func (t *table) write(w io.Writer, screen int) error {
	widths := t.widths()
	if screen > 0 {
		t.fit(widths, screen-1) // some terminals continue on the next line after the last column
	}
	out := bufio.NewWriterSize(w, tableBuffer)
	for _, row := range t.rows {
		line := rowLine(row, widths)
		if screen > 0 && width(line) > screen-1 {
			line = runewidth.Truncate(line, screen-1, "…")
		}
		if _, err := fmt.Fprintln(out, line); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// tableBuffer is how much is printed at once, in bytes: each line by itself costs as much as making it.
const tableBuffer = 64 << 10

// rowLine is a row with its cells cut or padded to widths. A width of 0 leaves one out; the last is not padded.
func rowLine(row []string, widths []int) string {
	var line strings.Builder
	line.Grow(total(widths))
	blank := 0 // columns still to be filled
	for i, cell := range row {
		if widths[i] == 0 {
			continue
		}
		wide := width(cell)
		if wide > widths[i] {
			cell = shortenTo(cell, widths[i])
			wide = width(cell)
		}
		for ; blank > 0; blank-- {
			line.WriteByte(' ')
		}
		line.WriteString(cell)
		blank = widths[i] - wide + len(columnGap)
	}
	return strings.TrimRight(line.String(), " ")
}

// width is how many screen columns a text takes. Plain ASCII, which most cells are, takes one a character.
func width(text string) int {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return runewidth.StringWidth(text)
		}
	}
	return len(text)
}

// widths are the widths of the widest cells.
func (t *table) widths() []int {
	widths := make([]int, len(t.columns))
	for _, row := range t.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], width(cell))
		}
	}
	return widths
}

// fit reduces widths to the room. Spare columns are left out, the last first, until the others fit when cut; then
// those are cut, the first one first.
func (t *table) fit(widths []int, room int) {
	for i := len(widths) - 1; i >= 0 && total(t.cutTo(widths, 0)) > room; i-- {
		if t.columns[i].spare {
			widths[i] = 0
		}
	}
	copy(widths, t.cutTo(widths, room))
}

// cutTo cuts columns, as far as allowed, until all fit into the room.
func (t *table) cutTo(widths []int, room int) []int {
	cut := append([]int(nil), widths...)
	for i, c := range t.columns {
		if over := total(cut) - room; over > 0 && c.least > 0 {
			cut[i] = max(cut[i]-over, min(cut[i], c.least))
		}
	}
	return cut
}

// total is the width of a row.
func total(widths []int) int {
	sum, shown := 0, 0
	for _, width := range widths {
		if width > 0 {
			sum, shown = sum+width, shown+1
		}
	}
	return sum + max(0, shown-1)*len(columnGap)
}
