// Package transfer is the background engine: it owns the queue of uploads and carries it out. It knows
// no screen and no server but through package bits.
//
//	ui ──Do──▶ inbox ──▶ ┌────────────┐ ──launch(copy)──▶ worker ──HTTP──▶ server
//	                     │ Engine.run │ ◀──fact, reply─── worker
//	ui ◀─Update─ feed ◀──│ loop store │ ◀──counters, sampled
//	                     └────────────┘
//
// Who owns what:
//
//   - Engine.run, one goroutine, owns the jobs, the queue file, the schedule and the worker table
//     (loop.go, transaction.go, transaction_command.go, loop_workers.go). It may wait for a commit and for nothing else.
//   - A worker, one goroutine per running job, owns its connection, the file while a fragment is
//     sent, and a copy of its job (worker.go, worker_failure.go, worker_reply.go). Every fact it learns is an event
//     (event.go) that it reports; it goes on when a durable one is stored.
//   - A cancel is a worker too, of one request, outside the slots, four per server at most (worker_cancel.go).
//     A file that is still being written is waited for (worker_source.go), one whose disk is away is looked for.
//   - A reading, one goroutine for each look at a job's file, may never come back from a disk or a share
//     that is gone (reading.go). The worker goes on without it.
//   - A command that has to look at files, one goroutine each, comes back to the loop when it has; what was
//     wished meanwhile wins over it (loop_start.go).
//   - A look, one goroutine at a time, opens connections to servers that jobs wait for (loop_reachability.go).
//   - A Walk runs on its caller's goroutine (source.go).
//
// What is on disk before the next step is taken: a job before it is shown; the session id before the
// first fragment; that the last fragment leaves, before it does; that Close-Session may have been
// sent, before it is; the wish to cancel before Cancel-Session; the outcome in the transaction that
// takes the job out of the queue. Before a fragment leaves, the acks before it are on disk, how far it
// reaches and the checksum of the file up to there: a server that stores whatever comes would store twice
// what a forgotten ack made the worker send again (worker_unclear.go), and a file that was touched is compared
// with what was sent of it (content.go). All that arrived while one commit ran goes into the next one.
//
// The state of a job is computed (job.go), which job runs is a pure function of the queue
// (schedule.go), how large a fragment is, another (fragment.go), and so is what a failure means
// (failure.go). Progress is sampled, never pushed; a Feed keeps the newest copy of each job for a
// reader of any speed (feed.go). A queue file is checked before it is opened (store_verify.go); one
// that is damaged is kept, and what can be read of it and of its last good copy (loop_backup.go) is
// carried over (store_salvage.go). Each record has a checksum (store_sum.go). What is saved in folders of the user
// takes nobody's name (package safefile).
package transfer
