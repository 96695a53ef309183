package source

import (
	"path/filepath"
	"runtime"
	"testing"
)

// TestAside: files that users do not mean to send are recognised by attributes and names.
func TestAside(t *testing.T) {
	for _, tt := range []struct {
		name   string
		bits   uint32
		folder bool
		want   SkipReason
	}{
		{"report.docx", 0x20, false, ""},
		{"report.docx", attrHidden, false, SkipHidden},
		{"photos", attrHidden | attrFolder, true, SkipHidden},
		{"pagefile.sys", attrHidden | attrSystem, false, SkipSystem},
		{"boot.ini", attrSystem, false, SkipSystem},
		{"folder with a picture", attrSystem | attrFolder, true, ""},
		{"$RECYCLE.BIN", 0, true, SkipSystem},
		{"$Recycle.Bin", attrHidden | attrSystem | attrFolder, true, SkipSystem},
		{"System Volume Information", 0, true, SkipSystem},
		{"System Volume Information", 0, false, ""}, // a file of that name
		{"~$report.docx", 0, false, SkipLock},
		{"~$report.docx", attrHidden, false, SkipLock},
		{"~$archive", 0, true, ""},
		{".~lock.report.odt#", 0, false, SkipLock},
		{".~lock.report.odt", 0, false, SkipHidden},
		{"~report.docx", 0, false, ""},
		{".profile", 0, false, SkipHidden},
		{".git", attrFolder, true, SkipHidden},
	} {
		if got := aside(tt.name, attributes{bits: tt.bits}, tt.folder); got != tt.want {
			t.Errorf("%s (attributes %#x, folder %v): %q, want %q", tt.name, tt.bits, tt.folder, got, tt.want)
		}
	}
	if got := aside("Thumbs.db", attributes{}, false); (got == SkipHidden) != (runtime.GOOS == "windows") {
		t.Errorf("Thumbs.db: %q", got)
	}
	for reason, want := range map[SkipReason]bool{SkipHidden: true, SkipSystem: true, SkipLock: true, SkipLoop: false, SkipJunction: false, SkipUnreadable: false, "": false} {
		if reason.Aside() != want {
			t.Errorf("%q can be taken in: %v", reason, !want)
		}
	}
}

// TestReparsePoints: placeholders and compressed or archived files are files; references to other places are not.
func TestReparsePoints(t *testing.T) {
	for _, tt := range []struct {
		name           string
		bits, tag      uint32
		file, junction bool
	}{
		{"plain file", 0x20, 0, false, false}, // regular for the library already
		{"OneDrive placeholder", attrReparse | 0x400000, 0x9000601A, true, false},
		{"placeholder of another cloud", attrReparse | 0x1000, 0x9000001A, true, false},
		{"archived by the storage manager", attrReparse | 0x1000, 0xC0000004, true, false},
		{"archived, second kind", attrReparse | 0x1000, 0x80000006, true, false},
		{"freed of doubles", attrReparse, 0x80000013, true, false},
		{"compressed by the system", attrReparse, 0x80000017, true, false},
		{"folder of a cloud", attrReparse | attrFolder, 0x9000601A, false, false},
		{"junction", attrReparse | attrFolder, 0xA0000003, false, true},
		{"symbolic link", attrReparse, 0xA000000C, false, false},
		{"link of the Linux subsystem", attrReparse, 0xA000001D, false, false},
		{"socket", attrReparse, 0x80000023, false, false},
		{"alias of a store app", attrReparse, 0x8000001B, false, false},
		{"pipe of the Linux subsystem", attrReparse, 0x80000024, false, false},
		{"tag that could not be read", attrReparse, 0, false, false},
	} {
		a := attributes{bits: tt.bits, tag: tt.tag}
		if a.file() != tt.file || a.junction() != tt.junction {
			t.Errorf("%s: a file %v, a junction %v", tt.name, a.file(), a.junction())
		}
	}
	if !(attributes{bits: attrRecalled}).recalled() || (attributes{bits: 0x400000}).recalled() {
		t.Error("opening is taken for what it is not")
	}
}

func TestWalkLeavesOutAside(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, "drive/$RECYCLE.BIN/S-1-5/$R1.doc", "drive/System Volume Information/tracking.log", "drive/~$a.docx", "drive/.~lock.b.odt#", "drive/.git/config", "drive/a.docx")
	drive := filepath.Join(dir, "drive")
	wantWalk(t, walked(t, drive), "drive/$RECYCLE.BIN system", "drive/.git hidden", "drive/.~lock.b.odt# lock",
		"drive/System Volume Information system", "drive/a.docx", "drive/~$a.docx lock")
	wantWalk(t, walked(t, filepath.Join(drive, "$RECYCLE.BIN"), filepath.Join(drive, "~$a.docx")), // chosen themselves
		"$RECYCLE.BIN/S-1-5/$R1.doc", "~$a.docx")
	var all []string
	if err := WalkAll(t.Context(), []string{drive}, func(found []Found) error {
		for _, f := range found {
			all = append(all, f.Rel+string(f.Skip))
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	wantWalk(t, all, "drive/$RECYCLE.BIN/S-1-5/$R1.doc", "drive/.git/config", "drive/.~lock.b.odt#",
		"drive/System Volume Information/tracking.log", "drive/a.docx", "drive/~$a.docx")
}
