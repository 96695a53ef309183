// Package details is the pane about one upload, and its pages.
//
//   - window.go: what the pane needs of the window.
//   - pane.go: the pane: title, buttons, pages, and which upload it shows.
//   - overview.go: the facts, and the graph of the speed.
//   - timeline.go: the story of the upload.
//   - transcript.go, packet_row.go: the packets.
//   - reply.go: the server's reply.
//
// The whole package runs on the screen's goroutine.
package details
