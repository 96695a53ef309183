package transfer

import (
	"errors"
	"testing"
)

// TestWin32Classes: each class of what Windows says of a file has a kind of its own, and what is in none is
// not called a lack of rights.
func TestWin32Classes(t *testing.T) {
	for code, want := range map[uint32]Kind{
		5: KindFileDenied, 1314: KindFileDenied, // access denied; a privilege is not held
		4: KindOwnLimit, 8: KindOwnLimit, // too many open files; not enough memory
		123: KindFilePath, 161: KindFilePath, 206: KindFilePath, 6: KindFilePath, 87: KindFilePath, // *.txt; CON
		267: KindFileMissing, // report.txt\x
		362: KindFileCloud, 388: KindFileCloud, 404: KindFileCloud, 426: KindFileCloud, 4350: KindFileCloud,
		23: KindFileFailed, 225: KindFileFailed, 1392: KindFileFailed, 367: KindFileFailed, // CRC, virus, damage; not of a cloud
	} {
		if got := kindOfWin32(code); got != want {
			t.Errorf("%d: %s, want %s", code, got, want)
		}
	}
}

// TestCausesThatEndByThemselves are tried again, with a code of their own and what the system said.
func TestCausesThatEndByThemselves(t *testing.T) {
	for kind, code := range map[Kind]uint32{KindFileCloud: 0x80200029, KindOwnLimit: 0x80070004} {
		f := FaultOf(&SourceError{Path: "/x", Kind: kind, Err: errors.New("said")})
		if f.Final || f.Code != code || f.Detail != "said" || lookWait(kind, 3) == 0 {
			t.Errorf("%s: %+v, looked for after %v", kind, f, lookWait(kind, 3))
		}
	}
	if f := FaultOf(&SourceError{Path: "/x", Kind: KindFileFailed}); !f.Final || f.Code != codeReadFault {
		t.Errorf("%+v", f)
	}
}
