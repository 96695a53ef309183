package source

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// TestPathsKeepTheirBytesInJSON: a path that is no UTF-8, as in Latin-1 or with half a surrogate pair, comes back byte
// for byte; any other is a plain string.
func TestPathsKeepTheirBytesInJSON(t *testing.T) {
	for path, plain := range map[string]bool{
		"": true, "/tmp/a.txt": true, "/tmp/\u00fc\u65e5.txt": true, "/tmp/\ufffd.txt": true, "/tmp/\u202e\n": true,
		"/tmp/caf\xe9.txt": false, "/tmp/\xff\xfe": false, "/tmp/half\xed\xa0\x80.txt": false,
	} {
		was := File{Path: path, Size: 7, ModTime: time.Unix(5, 0).UTC(), Root: true, FileID: "1f"}
		raw, err := json.Marshal(was)
		if err != nil {
			t.Fatal(err)
		}
		var back File
		if err := json.Unmarshal(raw, &back); err != nil || back != was {
			t.Errorf("%q came back as %+v, %v", path, back, err)
		}
		if strings.Contains(string(raw), `"path":"`) != plain || (PathBytes(path) == nil) != plain {
			t.Errorf("%q: %s", path, raw)
		}
		if list := PathStrings(Paths([]string{path, "/b"})); len(list) != 2 || list[0] != path || list[1] != "/b" {
			t.Errorf("%q: %q", path, list)
		}
	}
}
