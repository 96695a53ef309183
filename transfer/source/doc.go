// Package source knows the file of an upload: its attributes, why it cannot be read, and whether it has changed. It
// knows no job, no server and no queue, stores nothing and starts no goroutine. A call may hang as long as the disk
// or share does. A caller that cannot wait uses a goroutine that it can abandon.
//
//   - file.go: a file as it was at one look; looking again, and opening it for sending
//   - open_*.go: opening it so that its owner may still rename and delete it
//   - path.go: its path in JSON, byte for byte
//   - error.go, error_*.go: why it cannot be read, and whether that may end by itself
//   - identity.go, identity_*.go: whether two looks saw the same file with the same content
//   - changes_*.go: whether it is being written, and whether the system reports each change
//   - checksum.go, crc.go: a running checksum of its beginning, which survives a restart
//   - attributes.go, attributes_*.go: Windows' attributes and their meaning
//   - walk.go: finding the files of a folder
package source
