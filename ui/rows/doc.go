// Package rows is the list of uploads on the screen: rows, groups, header and keyboard.
//
//   - window.go: what the list needs of the window.
//   - header.go: the line above the list that sorts it. columns.go: the columns of rows of one line, for it and for them.
//   - queue.go: the list: clicks, selection, repaints. lines.go: its lines, rows and titles of sections. keys.go: its
//     keyboard. titles.go: the keyboard at the titles.
//   - row.go: one row: its primitives, what it shows, and clicks on it and on a fault's code. renderer.go: which grid
//     they stand on. layout.go: rows of two lines. compact.go: rows of one line. buttons.go: quiet icons, and words where
//     the pointer or the keyboard is.
//   - content.go: what the row of an upload or a group and the title of a section say.
//   - slide.go: rows that move: the one under the pointer stays there, and clicks on one that has just come there do
//     not count.
//   - color.go: the colours of states and outcomes. spoken.go: what a screen reader reads.
//
// Rows are updated in place, and only those on the screen; the list is refreshed as a whole when jobs come, go or
// change places. The list as plain data is in package list.
//
// The whole package runs on the screen's goroutine.
package rows
