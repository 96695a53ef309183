// Bench measures Sendoff beside curl, nginx and rclone, in turn and in one run, and writes what it found to a page with
// the targets of each figure. It needs Linux. It talks to loopback addresses only, keeps everything in temporary
// folders, asks for no privilege and ends by itself.
//
//	make bench                            the whole, into packaging/bench/BENCH.md
//	make bench ONLY=small,link ROUNDS=3   parts, printed
//	make bench ROUNDS=1 RUNS=3 BOUND=60s  the whole three times, shorter; the page tells whether the runs agree
//	make bench ONLY=profile               where the client spends its time, the five heaviest entries of three works
//
// How it goes:
//
//   - main.go, bench.go: the command line; one run with its folders
//   - works.go, work_*.go: what is measured, one file for each row of the page or two
//   - alternate.go: all who are compared, in turn
//   - report.go, page.go: all results; the page
//   - target.go, statistics.go: on which side of its target a figure is; medians and how sure they are
//
// What it starts:
//
//   - process.go, daemon.go: a program until its end, with what it cost; a server
//   - sendoff.go, curl.go, nginx.go, rclone.go: the programs
//   - discard.go: this program as a server that keeps nothing. checksum.go: as one that only reads a file. certificate.go: what all servers show
//   - files.go: what is uploaded
//   - proc.go, machine.go, room_*.go: memory and processor time of a process; the state of the machine; free room
//
// The slow line between client and server is package link, below this one.
package main
