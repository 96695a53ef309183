package safefile

import "testing"

func TestDeviceName(t *testing.T) {
	for name, want := range map[string]bool{
		"nul": true, "NUL.txt": true, "con .log": true, "aux:x": true, "prn": true, "CONIN$": true, "conout$.a": true,
		"com1": true, "COM9.tar.gz": true, "lpt\u00b9": true, "lpt3 ": true,
		"": false, "null": false, "com": false, "com0": false, "com10": false, "lptx": false, "a.nul": false, "con$": false,
	} {
		if got := DeviceName(name); got != want {
			t.Errorf("%q: %t", name, got)
		}
	}
}
