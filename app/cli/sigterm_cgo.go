//go:build cgo || windows

package cli

// termIsKnown means that an ignored SIGTERM stays ignored: package main reads that with C, before Go's runtime
// replaces the handlers. Windows has no SIGTERM.
const termIsKnown = true
