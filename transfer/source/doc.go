// Package source knows the file of an upload: what the system says of it, why it cannot be read, and whether it is
// still the file that it was. It knows no job, no server and no queue, it keeps nothing and starts no goroutine. A
// call may hang for as long as the disk or the share does: who cannot wait calls it from a goroutine that can be left
// behind.
//
//   - file.go: a file as it was at one look; looking again, and opening it for sending
//   - open_*.go: opening it so that its owner may rename and delete it meanwhile
//   - path.go: its path in JSON, byte for byte
//   - error.go, error_*.go: its flaws: why it cannot be read, and whether that ends by itself
//   - identity.go, identity_*.go: whether two looks met the same file with the same content
//   - changes_*.go: who writes to it, and whether the system tells of each change
//   - checksum.go: a running checksum of its beginning, which outlives the program
//   - attributes.go, attributes_*.go: what Windows says of a file beside size and times, and what that means
//   - walk.go: finding the files of a folder
package source
