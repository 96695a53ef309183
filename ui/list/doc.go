// Package list is the list of uploads as plain data: what there is, what a filter, a server and a search let through,
// in which order it stands, what is selected, and what can be done with it. The window draws it; the command line
// takes from it what is the same without a window. The package knows no toolkit, no store and no network.
//
// [Model] belongs to the goroutine that shows it. [Model.Apply] takes in what changed, in one pass over the list at
// most, and says which rows are to be painted again.
//
// # Files
//
//   - model.go: the list: updates, filters, servers, the search, what is shown.
//   - order.go: columns and the order. compare.go: how names are compared and searched, by the rules of a language.
//   - row.go: the two kinds of rows, uploads and groups. group.go: what was added together is one row over its members.
//   - selection.go: what is selected, where the keyboard is, which buttons are live. can.go: what can be done with
//     one upload.
//   - totals.go: sums for the status bar and the side column. counts.go: counts over everything, for who wants to quit.
//   - text.go: words about the sums of this package.
//   - speed.go: the speed of the last minutes. history.go: what has ended as a table for spreadsheets.
//   - settings.go: what is stored between two starts: servers, habits, limits, looks; accounts.
//   - batch.go, batch_jobs.go: files about to be added, where they go, and the jobs that come of it. template.go: the
//     names on the server. remarks.go: what is odd about a file. twins.go: names that a server may take for one.
//   - address.go: other names and addresses for an upload.
//   - clipboard_files.go, paths.go: files on the clipboard, in a drop or in a text.
//
// Package listtest makes the uploads of tests.
package list
