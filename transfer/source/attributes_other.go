//go:build !windows

package source

import "io/fs"

// attributesOf returns nothing: on these systems only names hide files.
func attributesOf(string, fs.DirEntry) attributes { return attributes{} }

func attributesAt(string) attributes { return attributes{} }
