// Package transfer is the background engine: it owns the queue of uploads and carries it out. It knows
// no screen and no server but through package bits.
//
//	ui ──Do──▶ inbox ──▶ ┌────────────┐ ──launch(copy)──▶ worker ──HTTP──▶ server
//	                     │ Engine.run │ ◀──fact, reply─── worker
//	ui ◀─Update─ feed ◀──│ loop store │ ◀──counters, sampled
//	                     └────────────┘
//
// # Who owns what
//
//   - Engine.run, one goroutine, owns the jobs, the queue file, the schedule and the worker table. It may
//     wait for a commit and for nothing else.
//   - A worker, one goroutine per running job, owns its connection, the file while a fragment is sent, and a
//     copy of its job. Every fact it learns is an event that it reports; it goes on when a durable one is
//     stored.
//   - A cancel is a worker too, of one request, outside the slots, four per server at most.
//   - A reading, one goroutine for each look at a job's file, may never come back from a disk or a share
//     that is gone. The worker goes on without it.
//   - A command that has to look at files runs in a goroutine of its own and comes back to the loop. What
//     was wished meanwhile wins over it.
//   - A reachability probe, one at a time, dials the servers that jobs are waiting for.
//   - A walk through a folder (package source) runs on its caller's goroutine.
//
// # Map
//
// Values: what there is and what can happen to it. The file of a job is package source.
//
//   - job.go, job_*.go: a job, its group, its state, what it remembers of its progress, its failures and its reply
//   - command.go: what can be asked of an engine; event.go: what can happen to a job
//   - failure.go, failure_transport.go: what a failure means and what follows from it
//   - address.go, address_host.go: addresses that can be uploaded to, in one spelling
//   - file_name.go: names on the server
//   - reply_path.go: where a reply may be saved
//   - transcript.go: what went over the wire for one job
//
// The engine and its loop:
//
//   - engine.go: Open, Do, Watch, Close
//   - inbox.go, feed.go: what goes into the loop, and what comes out (package mailbox)
//   - loop.go: the turns of the loop, loop_*.go what it looks after: workers, starts, servers that are
//     away, local addresses, the copy of the queue
//   - transaction.go: what one turn changes at once; transaction_*.go: by command, by end, in the history
//   - schedule.go: which jobs run, a pure function of the queue; limiter.go: the rate they share
//   - trust.go, sign_in.go: certificates and accounts that the engine's connections use
//   - session_list.go: the sessions that are open on servers; table.go: cells of tables for spreadsheets
//   - network_watch.go: what the system says of the network
//
// A worker, which holds one job's conversation:
//
//   - worker.go: the conversation from end to end
//   - worker_create.go, worker_source.go, worker_reply.go, worker_cancel.go: its parts
//   - worker_failure.go: what a worker does after a failure
//   - worker_unclear.go: how it goes on after a fragment whose answer was lost
//   - fragment.go: how large a fragment is
//   - content.go, reading.go, witness.go, trail.go: the bytes that arrive are those of one file
//
// The queue file:
//
//   - store.go, store_*.go: its records and settings, its lock, owner, copy and checksums; checking it
//     before it is opened, and reading what can be read of a damaged one
//   - errno_*.go: error numbers of the system
//
// # What is on disk before the next step is taken
//
// A job before it is shown; the session id before the first fragment; that the last fragment leaves, before
// it does; that Close-Session may have been sent, before it is; the wish to cancel before Cancel-Session; the
// outcome in the transaction that takes the job out of the queue. Before a fragment leaves, the acks before
// it are on disk, how far it reaches and the checksum of what was sent before: a server that stores whatever
// comes would store twice what a forgotten ack made the worker send again, and a file that was touched is
// compared with what was sent of it. What leaves of a fragment is noted before it does, in a file that is not
// synced. All that arrived while one commit ran goes into the next one.
//
// The state of a job is computed, never stored. Progress is sampled, never pushed; a Feed keeps the newest
// copy of each job for a reader of any speed. What is saved in folders of the user takes nobody's name
// (package safefile).
package transfer
