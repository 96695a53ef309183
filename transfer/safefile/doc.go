// Package safefile writes files into the user's folders without harming what is there. It creates only new files,
// follows no link, and gives a complete file its name without replacing another. It locks nothing.
//
//   - safefile.go: files in folders of the user
//   - name.go: names that Windows reserves for devices
//   - own.go, own_*.go: the program's own files, whose names others may have taken
package safefile
