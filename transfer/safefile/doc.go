// Package safefile writes files into folders of the user without harm to what is there: it makes only files
// that were not there, follows no link, and gives a complete file its name without taking that of another.
// It does not lock anything.
//
//   - safefile.go: files in folders of the user
//   - name.go: names that Windows keeps for devices
//   - own.go, own_*.go: the program's own files, whose names may have been taken by others
package safefile
