package source

import (
	"io/fs"
	"runtime"
	"slices"
	"strings"
)

// attributes are what only Windows says of a file.
type attributes struct {
	bits uint32 // FILE_ATTRIBUTE_…
	tag  uint32 // of its reparse point; 0 = none
}

// Attributes of files, and tags of reparse points (winnt.h).
const (
	attrHidden    = 0x2
	attrSystem    = 0x4
	attrFolder    = 0x10
	attrReparse   = 0x400
	attrRecalled  = 0x40000 // FILE_ATTRIBUTE_RECALL_ON_OPEN
	tagMountPoint = 0xA0000003
	tagSurrogate  = 0x20000000 // bit of the tags that refer to another place
)

// tagsOfNoFile are reparse points without content to read: a socket, a store app's alias, a pipe and two devices of
// the Linux subsystem.
var tagsOfNoFile = []uint32{0x80000023, 0x8000001B, 0x80000024, 0x80000025, 0x80000026}

// file reports whether a reparse point is a file with content: a cloud placeholder, or an archived, compressed or
// deduplicated file. Reading it fetches its bytes.
func (a attributes) file() bool {
	return a.bits&attrReparse != 0 && a.bits&attrFolder == 0 && a.tag != 0 &&
		a.tag&tagSurrogate == 0 && !slices.Contains(tagsOfNoFile, a.tag)
}

// junction reports whether it is a mount point: a folder that refers to another without being a symbolic link.
func (a attributes) junction() bool { return a.bits&attrReparse != 0 && a.tag == tagMountPoint }

// recalled reports whether opening the file would fetch it from where it is kept.
func (a attributes) recalled() bool { return a.bits&attrRecalled != 0 }

// isFile reports whether a path has content to upload. Package os calls unknown reparse points irregular.
func isFile(path string, info fs.FileInfo) bool {
	switch {
	case info.Mode().IsRegular():
		return true
	case info.Mode()&fs.ModeType == fs.ModeIrregular:
		return attributesAt(path).file()
	}
	return false
}

// systemNames are the folders that Windows keeps on every disk, in lower case. Other systems see them on such disks
// too.
var systemNames = []string{"$recycle.bin", "recycler", "recycled", "system volume information"}

// leftBehind are files that Windows leaves in folders and that users do not mean to send.
var leftBehind = []string{"desktop.ini", "thumbs.db"}

// aside returns why an entry of a folder is left out by default; "" = it is not.
func aside(name string, a attributes, folder bool) SkipReason {
	lower := strings.ToLower(name)
	hidden := a.bits&attrHidden != 0
	switch {
	case folder && slices.Contains(systemNames, lower):
		return SkipSystem
	case a.bits&attrSystem != 0 && (hidden || !folder): // a folder with a custom icon has only this attribute
		return SkipSystem
	case !folder && officeLock(name):
		return SkipLock
	case hidden, strings.HasPrefix(name, "."), runtime.GOOS == "windows" && slices.Contains(leftBehind, lower):
		return SkipHidden
	}
	return ""
}

// officeLock reports whether a name is that of a lock file of an open document: ~$name of Microsoft Office,
// .~lock.name# of LibreOffice.
func officeLock(name string) bool {
	return strings.HasPrefix(name, "~$") || strings.HasPrefix(name, ".~lock.") && strings.HasSuffix(name, "#")
}
