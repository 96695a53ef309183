// Package ranks keeps things that wait in order: in ranks, each of which is ordered by itself. Adding, removing and
// finding the next one costs the logarithm of what waits, so a queue of any length is as quick as a short one.
//
// It knows neither jobs nor servers. The loop of package transfer has one rank a server for jobs that may start, one
// rank by time for those that wait for their next try, and one rank an address for those behind another upload.
//
//   - ranks.go: the set of ranks
//   - heap.go: the heap that a rank is, and that the ranks stand in
package ranks
