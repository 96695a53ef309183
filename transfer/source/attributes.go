package source

import (
	"io/fs"
	"runtime"
	"slices"
	"strings"
)

// attributes are what Windows says of a file beside its size and times. Other systems say none of it.
type attributes struct {
	bits uint32 // FILE_ATTRIBUTE_…
	tag  uint32 // of its reparse point; 0 = it is none
}

// Attributes of files, and tags of reparse points (winnt.h).
const (
	attrHidden    = 0x2
	attrSystem    = 0x4
	attrFolder    = 0x10
	attrReparse   = 0x400
	attrRecalled  = 0x40000 // FILE_ATTRIBUTE_RECALL_ON_OPEN
	tagMountPoint = 0xA0000003
	tagSurrogate  = 0x20000000 // bit of the tags that stand for another place
)

// tagsOfNoFile are reparse points that are no files to read: a socket, the alias of an app of the store, a
// pipe and two devices of the Linux subsystem.
var tagsOfNoFile = []uint32{0x80000023, 0x8000001B, 0x80000024, 0x80000025, 0x80000026}

// file reports whether a reparse point is a file with content of its own: a placeholder of a cloud, a file
// that was archived, compressed or freed of doubles. Reading brings its bytes back.
func (a attributes) file() bool {
	return a.bits&attrReparse != 0 && a.bits&attrFolder == 0 && a.tag != 0 &&
		a.tag&tagSurrogate == 0 && !slices.Contains(tagsOfNoFile, a.tag)
}

// junction reports a folder that stands for one elsewhere, and is no symbolic link.
func (a attributes) junction() bool { return a.bits&attrReparse != 0 && a.tag == tagMountPoint }

// recalled reports a file that opening it brings back from where it is kept.
func (a attributes) recalled() bool { return a.bits&attrRecalled != 0 }

// isFile reports whether something has content to upload. The library calls every reparse point that it does
// not know irregular.
func isFile(path string, info fs.FileInfo) bool {
	switch {
	case info.Mode().IsRegular():
		return true
	case info.Mode()&fs.ModeType == fs.ModeIrregular:
		return attributesAt(path).file()
	}
	return false
}

// systemNames are folders that Windows keeps on every disk, in lower case. They are there on other systems
// too that read such a disk.
var systemNames = []string{"$recycle.bin", "recycler", "recycled", "system volume information"}

// leftBehind are files that Windows leaves behind and nobody means to send.
var leftBehind = []string{"desktop.ini", "thumbs.db"}

// aside tells why an entry of a folder is left out unless somebody asks for it; "" = it is not.
func aside(name string, a attributes, folder bool) SkipReason {
	lower := strings.ToLower(name)
	hidden := a.bits&attrHidden != 0
	switch {
	case folder && slices.Contains(systemNames, lower):
		return SkipSystem
	case a.bits&attrSystem != 0 && (hidden || !folder): // a folder with a picture of its own has the mark alone
		return SkipSystem
	case !folder && officeLock(name):
		return SkipLock
	case hidden, strings.HasPrefix(name, "."), runtime.GOOS == "windows" && slices.Contains(leftBehind, lower):
		return SkipHidden
	}
	return ""
}

// officeLock reports the names of the files by which office programs mark that a document is open: ~$name
// of Microsoft Office, .~lock.name# of LibreOffice.
func officeLock(name string) bool {
	return strings.HasPrefix(name, "~$") || strings.HasPrefix(name, ".~lock.") && strings.HasSuffix(name, "#")
}
