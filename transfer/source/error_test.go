package source

import "testing"

// TestWin32Classes: each class of Windows' errors has its flaw, and unknown errors are not called missing rights.
func TestWin32Classes(t *testing.T) {
	for code, want := range map[uint32]Flaw{
		5: FlawDenied, 1314: FlawDenied, // access denied; a privilege is not held
		4: FlawOwnLimit, 8: FlawOwnLimit, // too many open files; not enough memory
		123: FlawPath, 161: FlawPath, 206: FlawPath, 6: FlawPath, 87: FlawPath, // *.txt; CON
		267: FlawMissing, // report.txt\x
		362: FlawCloud, 388: FlawCloud, 404: FlawCloud, 426: FlawCloud, 4350: FlawCloud,
		23: FlawFailed, 225: FlawFailed, 1392: FlawFailed, 367: FlawFailed, // CRC, virus, damage; not of a cloud
	} {
		if got := flawOfWin32(code); got != want {
			t.Errorf("%d: %s, want %s", code, got, want)
		}
	}
}
