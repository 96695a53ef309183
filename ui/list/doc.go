// Package list is the list of uploads as plain data: all uploads, what passes filter, server and search,
// their order, the selection, and the possible actions. The window draws it; the command line uses the parts that
// need no window. The package knows no toolkit, no store and no network.
//
// [Model] belongs to the goroutine that shows it. [Model.Apply] applies changes, in one pass over the list at most,
// and returns the rows to repaint.
//
// # Files
//
//   - model.go: the list itself, and what can be asked of it. update.go: changes of the queue applied to it.
//   - shown.go: which rows are shown: filter, server, search, order, folds; and the counts that go with them. filter.go:
//     sets of states.
//   - section.go: the sections that rows stand in.
//   - row.go: the two kinds of rows, uploads and groups. group.go: files added together. tally.go: what a group has.
//   - column.go: the columns. order.go: the order of rows. collation.go: how names are compared and searched, by the
//     rules of a language.
//   - selection.go: what is selected, the cursor, which buttons are enabled. can.go: what can be done with
//     one upload.
//   - totals.go: sums for the status bar. counts.go: counts over everything, for quitting.
//   - text.go: words about the sums of this package. empty.go: what a list without rows says.
//   - speed.go: the speed of the last minutes. history.go: ended uploads as a table for spreadsheets.
//   - settings.go: what is stored between runs: servers, habits, limits, looks; accounts.
//   - batch.go, batch_jobs.go: files about to be added, where they go, and the jobs that come of it. template.go: the
//     names on the server. remarks.go: warnings about a file. twins.go: names that a server may not distinguish.
//   - practice.go: what the practice server does wrong on purpose.
//   - address.go: other names and addresses for an upload. found.go: servers that are not remembered.
//   - clipboard_files.go, paths.go: files on the clipboard, in a drop or in a text.
//
// Package listtest makes the uploads of tests.
package list
