// Package ui is the window of Sendoff: it shows the upload queue, and lets the user add, pause,
// cancel and inspect uploads.
//
// # Parts
//
//   - host.go: what the window needs from the rest of the program. The window starts and stores nothing
//     itself: it sends commands through [Host], and changes arrive through [Window.Apply].
//   - rooms.go: what the rooms below ask of the window
//   - window.go, window_layout.go, maximised.go, look.go, quit.go: the window, its parts and its end
//   - toolbar.go, side.go, status.go, message.go, menu.go, tray.go, notify.go: what is around the list, and desktop
//     notifications
//   - empty.go, offline.go: what is shown for an empty or incomplete list
//   - actions.go, undo.go, stuck.go, buttons.go, cure.go, remove.go, report.go, find_file.go: the actions on uploads, and the
//     button of a fault's likely cure
//   - drops.go: what is dropped or pasted, and the strip that invites it. shortcuts.go: the keyboard. save.go: what is
//     saved to files
//   - toolkit_words.go: translations of the toolkit's own texts
//
// The rooms below know no window, only what they ask of it: rows is the list on the screen, details the pane about
// one job, sheets are the dialogs. The list as plain data is in package list, every sentence in package words, the
// controls in package kit.
//
// # Rules
//
// The whole package runs on the screen's goroutine. What takes time (walking folders,
// waiting for a command to be stored) runs in a goroutine of its own and comes back through
// [Host.Post]. Nothing here knows the network, the store, or the driver that draws.
//
// The word Cancel stands on buttons that cancel uploads and nowhere else.
package ui
