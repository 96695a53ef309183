// Sendoff uploads files to BITS servers: a window, a command line and a receiver in one program.
//
// Package main is the only one that knows all the others. It opens the queue (package transfer),
// shows it (package ui) or prints it, and serves a folder (package receiver).
//
//   - main.go: the process: arguments, streams, environment, exit codes
//   - command.go and the cmd_ files: the command line, one file for a family of commands; probe.go
//     tests a server, progress.go and json.go print jobs
//   - queue.go, follow.go: the queue as commands see it, whether this process owns it or another one
//     does, and across a change of owner
//   - control.go, remote.go, wire.go: the local socket between the two, both ends and its language
//   - cmd_window.go, app.go, host.go, choose*.go: the window: its life, the one fyne.Do, what it asks for
//   - clipboard*.go, selection_linux.go: files copied elsewhere
//   - settings.go, accounts.go, practice.go, logfile.go, crash.go: what is kept beside the queue
//
// It does not decide what is uploaded when: the engine does. It does not speak BITS, except for the
// command that tests a server.
package main
