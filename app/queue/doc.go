// Package queue gives access to the queue of uploads. One process owns the queue: it runs the engine (package
// transfer). Others reach it over the control channel, which is HTTP on a local socket or pipe. A command opens the
// queue with [Config.Open] and need not know which kind it got; a [Follower] keeps using it when its owner changes.
//
// # Map
//
//   - queue.go: what both ends can do. config.go, open.go: where a queue is, and how a process gets one of its ends.
//     home.go, folder*.go: where its folder may be and who may own it. errors.go: what goes wrong, in the user's words.
//     follower.go: the queue across a change of owner.
//   - local.go: the owner's end. release.go: its memory at rest. remote.go: the client's end.
//   - control.go, control_*.go: the server of the control channel, its requests, its listeners and who may connect.
//     wire.go: its messages. tester.go: tests of servers, which the owner runs with all that it knows.
//   - jobs.go, place.go: the jobs as a whole: their order, and how one is named. verbs.go: actions on one by name.
//     json.go, json_note.go: one as a line of JSON, and its transcript, for scripts.
//   - verify.go: comparing an upload with what its server has.
//   - servers.go: the cards of servers, also those of older settings. policies*.go: those that the administrator hands
//     out, and who he is.
//   - settings.go, language.go: the window's settings. secrets.go, secrets_*.go, accounts.go: accounts for
//     signing in. practice.go, practice_faults.go: the practice server, and what it does wrong on purpose. spool.go, space_*.go: piped-in files.
//   - proxies.go: the setting for proxies, and who decides by it.
//     own_certificates.go: certificates of this computer.
//   - logfile.go, faultlog.go: the log. crash.go: crash reports. diagnostics.go: a report for whoever helps.
//   - descriptors*.go: how many files may be open. desktop_session_*.go: which session of the user this is.
//
// It knows no toolkit and prints nothing: messages for the user go to [Config.Say].
package queue
