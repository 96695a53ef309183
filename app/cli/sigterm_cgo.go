//go:build cgo || windows

package cli

// termIsKnown tells that a SIGTERM which the starter had set to be ignored stays so: package main looks with the
// help of C, before the runtime of Go puts a handler of its own in its place. On Windows there is none.
const termIsKnown = true
