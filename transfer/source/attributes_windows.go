package source

import (
	"io/fs"
	"syscall"
)

// attributesOf uses what the folder's listing said. Only reparse points are looked up again.
func attributesOf(path string, d fs.DirEntry) attributes {
	info, err := d.Info()
	if err != nil {
		return attributes{}
	}
	data, ok := info.Sys().(*syscall.Win32FileAttributeData)
	if !ok || data.FileAttributes&attrReparse != 0 {
		return attributesAt(path)
	}
	return attributes{bits: data.FileAttributes}
}

// attributesAt looks a file up in its folder, which neither opens nor fetches it. It returns nothing after an error.
func attributesAt(path string) attributes {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return attributes{}
	}
	var found syscall.Win32finddata
	h, err := syscall.FindFirstFile(name, &found)
	if err != nil {
		return attributes{}
	}
	_ = syscall.FindClose(h)
	a := attributes{bits: found.FileAttributes}
	if a.bits&attrReparse != 0 {
		a.tag = found.Reserved0
	}
	return a
}
