// Package ui is the window of Sendoff: what people see of the upload queue, and how they add, pause,
// cancel and look into uploads.
//
// # Parts
//
//   - host.go: what the window needs of the program around it. The window starts nothing and
//     stores nothing itself; it sends commands through [Host] and is told of changes by
//     [Window.Apply].
//   - model.go, totals.go, group.go, order.go, selection.go, batch.go: the list, its groups, the selection
//     and the files about to be added, as plain data without a toolkit.
//   - list_text.go: words about the list's own sums; all others are in package words. toolkit_words.go teaches the
//     toolkit its own.
//   - queue.go, row*.go, header.go, pill.go: the list on the screen. Rows are updated in place, and only
//     those on the screen; the list is refreshed as a whole when jobs come, go or change places.
//   - keys.go, shortcuts.go, focus.go, help.go: the keyboard: in the list, in the window, and where Tab
//     stops.
//   - add.go, add_form.go, filerow.go, destination.go: the add sheet, over template.go and check.go: what
//     files are called on the server, and what is odd about them.
//   - details.go: the pane about one job, and its pages overview.go (with graph.go over speed.go),
//     timeline_page.go, transcript.go (with transcript_row.go), reply_page.go.
//   - save.go, history.go: what is written into files: transcripts, and the history as a table.
//   - window.go, window_layout.go, toolbar.go, side.go, status.go, server.go, settings.go: the rest of the window.
//     theme.go holds all colours and sizes.
//
// # Rules
//
// All of the package runs on the one goroutine of the screen. What takes time (walking folders,
// waiting for a command to be stored) runs in a goroutine of its own and comes back through
// [Host.Post]. Nothing here knows the network, the store, or the driver that draws.
//
// The word Cancel stands on buttons that cancel uploads and nowhere else.
package ui
