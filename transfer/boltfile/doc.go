// Package boltfile handles a bbolt database as a file, without bbolt, which takes what it reads for true. It checks a
// file before bbolt opens it, reads what is readable of a damaged one, and locks a file as bbolt does.
//
//   - pages.go: the pages of a file: its heads, tree and free pages
//   - lock.go, lock_*.go: the lock
package boltfile
