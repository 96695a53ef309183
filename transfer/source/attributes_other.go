//go:build !windows

package source

import "io/fs"

// attributesOf: what is hidden here says so by its name.
func attributesOf(string, fs.DirEntry) attributes { return attributes{} }

func attributesAt(string) attributes { return attributes{} }
