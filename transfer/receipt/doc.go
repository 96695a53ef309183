// Package receipt is what can be said of the content of an upload: by which comparison it is known that the server has
// what was sent, or that it has something else.
//
//	proof.go     what was sent, what the server said of it, and how both were compared
//	document.go  a receipt for uploads, as JSON
//	page.go      the same as a page to be printed
//
// It does not look at files or servers: package transfer does.
package receipt
