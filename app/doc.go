// Sendoff uploads files to BITS servers: a window, a command line and a receiver in one program.
//
// # Map
//
// Package main is the only one that knows all the others. It opens the queue (package transfer),
// shows it (package ui) or prints it, and serves a folder (package receiver).
//
//   - main.go: the process: arguments, streams, environment, exit codes
//   - command.go and the cmd_ files: the command line, one file for a family of commands; probe.go
//     tests a server, progress.go and json.go print jobs
//   - queue.go, follow.go: the queue as commands see it, whether this process owns it or another one
//     does, and across a change of owner
//   - control*.go, remote.go, wire.go: the control channel between the two: HTTP on a local socket or pipe, both
//     ends and what they send; help_control.go tells people of it
//   - folder*.go, descriptors*.go: whose the folder of the queue may be, how many files may be open
//   - exit_codes.go, signals.go: how the process ends
//   - cmd_window.go, app.go, host.go, choose*.go: the window: its life, the one fyne.Do, what it asks for
//   - clipboard*.go, selection_linux.go: files copied elsewhere
//   - settings.go, accounts.go, practice.go, logfile.go, crash.go: what is kept beside the queue
//
// It does not decide what is uploaded when: the engine does. It does not speak BITS, except for the
// command that tests a server.
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
// An upload: cmd_add.go or the window's add sheet makes jobs and sends a command to the engine
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
