// Sendoff uploads files to BITS servers: a window, a command line and a receiver in one program.
//
// # Map
//
// Package main is the process with its window. The other packages, from the top down:
//
//   - app/cli: the command line; app/manual: man page and completions, written from its model
//   - app/queue: the queue of uploads for commands and window: its owner, and access to it from other processes
//   - app/probe: the test of a server; app/serve: the receiver as a server of its own
//   - app/desktop: what differs by desktop: clipboard, drops, tray, notifications, choosers, OpenGL
//   - ui, ui/kit: the window, its controls; ui/list, ui/words: the list as plain data, every sentence in both languages
//   - ui/locale, ui/wallclock: locale names for the toolkit; the system's time zone and clock format
//   - transfer, transfer/source, transfer/bits, transfer/receiver: the engine, the file of an upload, the protocol, the
//     server
//   - app/apptest, app/queue/queuetest: what the tests of these packages share
//
// The files here:
//
//   - main.go: where the program begins. sigterm_unix.go: what must be read before Go's runtime starts
//   - screen.go, screen_none.go: the builds with a window and without: go build -tags nowindow
//   - window.go: what a window needs: display, OpenGL, queue
//   - app.go, save_settings.go: the window from start to end, and its stored settings. host.go: what it
//     needs of the program
//   - pump.go: the only way to the screen's goroutine
//
// Package main does not decide what is uploaded when: the engine does. Commands and window do not speak BITS, except
// for the test of a server.
//
// # Words
//
// Each word means one thing, in code, comments and on the screen.
//
//   - job: one file on its way to one URL, from the moment it is queued until its outcome is known
//   - source, target: the file as it was when queued; the URL and how the file is sent there
//   - session: what the server opens for one job and gives an ID ([MC-BUP] 3.1); a job has at most
//     one open session
//   - fragment: one Fragment packet: a range of the file's bytes
//   - ack: a server's answer to a packet; acknowledged bytes are those that an ack has confirmed
//   - offset: position of the next byte to send, in bytes; the server's value counts
//   - reply: the file that a server offers when an upload is complete (upload-reply)
//   - fault: the last error that a job met, with its kind, status and code
//   - state, want, outcome: what a job is doing, computed; what the user wants of it; how it
//     ended, stored once
//   - clean-up: a Cancel-Session without an answer so far
//   - transcript: the packets of one job, sent and received
//   - group: the jobs of one drop
//   - worker: the goroutine that talks to the server for one job
//   - owner: the one process that has the queue open; other processes send it their commands
//
// # Walk
//
// An upload: app/cli/cmd_add.go or the window's add sheet makes jobs and sends a command to the engine
// (transfer/engine.go). The loop stores them (transfer/transaction.go), shows them through a feed and, when
// a slot is free (transfer/schedule.go), launches a worker (transfer/loop_workers.go). The worker opens a
// session, sends fragments and closes it (transfer/worker.go) through the protocol's client
// (transfer/bits/client.go), and reports each fact as an event (transfer/event.go). The loop stores the
// durable ones before the worker goes on.
//
// A cancel: the wish is stored first (transfer/transaction_command.go). The worker's request is aborted and the worker
// leaves. Then a worker of another kind sends Cancel-Session with the job's session ID
// (transfer/worker_cancel.go), until the server has answered. Its answer decides the outcome, which one
// transaction stores while it removes the job.
package main
