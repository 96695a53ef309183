// Package transfer is the background engine: it owns the queue of uploads and carries it out. It knows no window, and
// reaches servers only through package bits.
//
//	ui ──Do──▶ inbox ──▶ ┌────────────┐ ──launch(copy)──▶ worker ──HTTP──▶ server
//	                     │ Engine.run │ ◀──fact, reply─── worker
//	ui ◀─Update─ feed ◀──│ loop store │ ◀──counters, sampled
//	                     └────────────┘
//
// # Who owns what
//
//   - Engine.run, one goroutine, owns the jobs, the queue file, the schedule and the worker table. It may
//     wait only for a commit.
//   - A worker, one goroutine per running job, owns its connection, the file while a fragment is sent, and a
//     copy of its job. It reports each fact as an event, and waits until a durable one is stored.
//   - A cancel is a worker of one request. It needs no slot; each server gets at most four at once.
//   - A reading, one goroutine per look at a job's file, may never return from a dead disk or share. The
//     worker goes on without it.
//   - A command that looks at files runs in a goroutine of its own and comes back to the loop. Commands that
//     came meanwhile win over it.
//   - A reachability probe, one at a time, dials the servers that jobs are waiting for.
//   - A walk through a folder (package source) runs on its caller's goroutine.
//
// # Map
//
// Values: the facts and what can happen to them. The file of a job is in package source.
//
//   - job.go, job_*.go: a job: its group, state, progress, failures and reply, and where that may be saved
//   - job_packed.go: a job at rest, in memory and on disk (package pack)
//   - command.go: the commands of an engine; event.go: the events of a job
//   - failure.go, failure_transport.go: how failures are classified; errno_*.go: by the system's error numbers
//   - address.go, address_host.go: valid addresses, in one spelling
//   - file_name.go: names on the server
//   - transcript.go: what went over the wire for one job
//
// The engine and its loop:
//
//   - engine.go: Open, Do, Watch, Close
//   - inbox.go, feed.go: the loop's input and output (package mailbox)
//   - loop.go: the loop; loop_*.go: its tasks: workers, starts, unreachable servers, local addresses, the copy
//     of the queue; loop_index.go: finding the jobs that an event concerns (package ranks)
//   - transaction.go: the changes of one turn; transaction_*.go: commands, ends, the history
//   - schedule.go: which jobs run, a pure function of those that are ready (package lanes: how many small files)
//   - limiter.go: the rate they share
//   - server_card.go: what the user has decided about a server (package cards), and what it has taught
//   - trust.go, sign_in.go: the certificates and accounts of connections
//   - engine.go also compares what was sent with what a server has (packages readback, receipt)
//   - session_list.go: the sessions open on servers, and cells of tables for spreadsheets
//   - network_watch.go: whether this computer is online
//
// A worker, which holds one job's conversation:
//
//   - worker.go: the conversation from end to end
//   - worker_create.go, worker_source.go (the file, and the digest of what arrived), worker_reply.go, worker_cancel.go: its
//     parts
//   - worker_failure.go: after a failure
//   - worker_unclear.go: after a fragment whose answer was lost
//   - fragment.go: the size of a fragment
//   - version.go, version_*.go: making sure that one version of the file arrives: what was sent (version_witness.go,
//     version_trail.go for a kill within a fragment), and the file read again (version_reading.go)
//
// The queue file:
//
//   - store.go: opening it, checked and locked (package boltfile), and writing to it
//   - store_bolt.go: its transactions, which are refused once the open file has shown damage
//   - store_records.go, store_notes.go, store_sum.go: its records and settings, the transcripts, the checksums
//   - store_copy.go: its last good copy, and writing it anew when most of it is free
//   - store_salvage.go: salvaging a damaged one
//
// # What is on disk before the next step is taken
//
// These are on disk before the next step: a job before it is shown; the session id before the first fragment; that
// the last fragment is sent, before it is; that Close-Session may have been sent, before it is; the wish to cancel
// before Cancel-Session; the outcome, in the transaction that removes the job from the queue.
//
// Before a fragment is sent, three things are on disk: the acks before it, how far it reaches, and the checksum of
// what was sent before. After a forgotten ack the worker would repeat bytes, and some servers store repeated bytes
// twice. The checksum is compared with a file that has changed. What is sent of the fragment itself is noted first,
// in a file that is not synced. Everything that arrives during one commit goes into the next one. While an outcome is
// stored, the next file has begun in its place: neither of the two needs the other on disk.
//
// The state of a job is computed, never stored. Progress is sampled, never pushed. A Feed keeps the newest copy of
// each job for a reader of any speed. Files saved in the user's folders never replace others (package safefile).
package transfer
