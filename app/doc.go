// Sendoff uploads files to BITS servers: a window, a command line and a receiver in one program.
//
// # Map
//
// Package main is the process with its window. The rooms beside it, from the top down:
//
//   - app/cli: the command line; app/manual: man page and completions, written from its model
//   - app/queue: the queue of uploads for commands and window: its owner, and access to it from other processes
//   - app/probe: the test of a server
//   - app/desktop: what differs by desktop: clipboard, drops, tray, notifications, choosers, OpenGL
//   - ui, ui/words: the window; every sentence, in both languages
//   - transfer, transfer/source, transfer/bits, transfer/receiver: the engine, the file of an upload, the protocol, the
//     server
//   - app/apptest: what the tests of these rooms share
//
// The files here:
//
//   - main.go: where the program begins. sigterm_unix.go: what must be read before Go's runtime starts
//   - screen.go, screen_none.go: the builds with a window and without: go build -tags nowindow
//   - window.go: what a window needs: display, OpenGL, queue
//   - app.go, save_settings.go: the window from start to end, and its stored settings. host.go: what it needs of the program
//   - pump.go: the one way to the screen's goroutine
//   - words.go: texts in the user's language
//
// Package main does not decide what is uploaded when: the engine does. Commands and window do not speak BITS, except
// for the test of a server.
//
// # Words
//
// Each word means one thing, in code, comments and on the screen.
//
//   - job: one file on its way to one URL, from the moment it is queued until its outcome is known
//   - source, target: the file as it was when it was queued; the URL and how it is sent there
//   - session: what the server opens for one job and names by an ID ([MC-BUP] 3.1); at most one is
//     open for a job
//   - fragment: one Fragment packet: a range of the file's bytes
//   - ack: a server's answer to a packet; acknowledged are the bytes that an ack said the server has
//   - offset: how many bytes of the file come before the next one to be sent; the server's decides
//   - reply: the file that a server offers when an upload is complete (upload-reply)
//   - fault: the last refusal that a job met, with its kind, status and code
//   - state, want, outcome: what people are told of a job, computed; what the user wishes; how it
//     ended, stored once
//   - clean-up: a Cancel-Session that a server has not answered yet
//   - transcript: what went over the wire for one job
//   - group: the jobs of one drop
//   - worker: the goroutine that holds one job's conversation
//   - owner: the one process that has the queue open; commands of others go to it
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
