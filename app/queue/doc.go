// Package queue is the two ends of the queue of uploads. One process owns it: it has the engine (package transfer)
// open, and others reach it over the control channel, HTTP on a local socket or pipe. A command opens the queue with
// [Config.Open] and does not know which end it got; a [Follower] stays with the queue when its owner changes.
//
// # Map
//
//   - config.go, queue.go: where a queue is, what both ends can do, and how a process comes to one of them. home.go,
//     folder*.go: where its folder may be and whose. errors.go: what people are told when it cannot be had.
//     follower.go: the queue across a change of owner.
//   - local.go: the owner's end. remote.go: the other one.
//   - control.go, control_*.go: the server of the control channel, its listeners and who may connect. wire.go: what
//     goes over it.
//   - jobs.go: the jobs as a whole: their order, and how one is named. verbs.go: what can be done to one by its name.
//     json.go, json_note.go: one as a line of JSON, and its transcript, for scripts.
//   - settings.go, language.go: what the window was told. secrets.go, accounts.go: who signs in where. practice.go: the
//     practice server. spool.go, space_*.go: what was piped in.
//   - logfile.go, faultlog.go: the log. crash.go: what a crash leaves. diagnostics.go: a text for who helps.
//   - descriptors*.go: how many files may be open. desktop_session_*.go: which session of the user this is.
//   - words.go: texts in the user's language.
//
// It knows no toolkit and prints nothing: what people should hear goes to [Config.Say].
package queue
