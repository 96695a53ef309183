// Package cli is the command line: it parses the arguments, runs the command on the queue (package queue), prints the
// result and sets the exit code. Nothing in it needs a screen; package main passes in the [Screen] of a build that has
// one.
//
// # Map
//
//   - process.go: one start of the program, from its arguments to its exit code. call.go: what a command works with, and
//     its errors. signals.go, crash_core_*.go: other endings. exit_codes.go: the one table of the codes. sigterm_*.go: what SIGTERM
//     does in this build.
//   - command.go: the grammar. arguments.go: arguments byte for byte, and sizes.
//     follower.go: the queue for a command.
//   - cmd_add.go: add and upload. flags_upload.go: their flags and those of change. file_list.go: which files are
//     meant, and what is piped in. own_file.go: files of this process alone. twins.go: names that a server may
//     not distinguish.
//   - cmd_jobs.go: pause, resume, retry, cancel and forget. cmd_change.go: change. cmd_list.go, listing.go: list and show.
//     cmd_sessions.go: sessions. cmd_run.go, cmd_quit.go: run and quit. cmd_window.go: the window, up to the point
//     where a screen is needed.
//   - cmd_probe.go: test. cmd_verify.go, cmd_receipt.go: verify and receipt. cmd_sign.go: sign-in and sign-out.
//     cmd_accounts.go: accounts. credentials.go: where an account comes from. ask_sign_in.go: upload asks for one.
//     cmd_trust.go: trust. cmd_proxy.go: proxy. cmd_certificate.go: certificate. cmd_serve.go: serve; settings_file.go: its flags from a file; cmd_serve_service.go: the
//     service of Windows.
//   - cmd_server.go, flags_card.go: server. servers.go: what is meant by the name of one.
//   - cmd_diagnostics.go, cmd_help.go, cmd_manual.go: diagnostics; help; the man page and the completions, for
//     packages. help.go: help in the user's language. help_control.go: the page about the control channel.
//   - output.go, console_*.go, search_path_*.go: streams, terminals, and Windows' special cases. progress.go: the
//     progress of uploads. json_console.go: JSON safe for terminals and code pages. table.go: tables.
package cli
