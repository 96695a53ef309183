// Package readback compares what was sent to a server with what the server has: by what it says of the file at the
// upload's address, or by reading the file back.
//
//	compare.go  which comparison is possible, and its result
//	content.go  reading a file back, over interruptions
//
// It never claims more than it saw: a server that answers with the size alone proves the size alone, and one that
// answers nothing proves nothing.
package readback
