package transfer

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"sendoff/transfer/source"
)

// oddPaths are paths that JSON would change: Latin-1, bytes that no text has, and half a surrogate pair as
// Go writes it on Windows.
var oddPaths = []string{"/tmp/caf\xe9.txt", "/tmp/\xff\xfe", "/tmp/half\xed\xa0\x80.txt", "/tmp/\xc3", "/tmp/ok\xe9/\xe8"}

// TestPathsKeepTheirBytesInJSON: what goes to the queue file and over the control channel comes back byte
// for byte, and two names that look alike stay two.
func TestPathsKeepTheirBytesInJSON(t *testing.T) {
	for _, path := range append([]string{"", "/tmp/a.txt", "/tmp/\u00fc\u65e5.txt", "/tmp/\ufffd.txt", `/tmp/"{}\n<&>`, "/tmp/\u202e\n"}, oddPaths...) {
		job := NewJob(source.File{Path: path, Size: 7, ModTime: time.Unix(5, 0).UTC(), Root: true}, Target{URL: "http://h/x", Reply: path, Group: "g"})
		raw, err := json.Marshal(Command{Verb: VerbAdd, Jobs: []Job{job}})
		if err != nil {
			t.Fatal(err)
		}
		var back Command
		if err := json.Unmarshal(raw, &back); err != nil {
			t.Fatal(err)
		}
		if got := back.Jobs[0]; got.Source != job.Source || got.Target.Reply != path || got.Target.URL != "http://h/x" || got.Target.Group != "g" {
			t.Errorf("%q came back as %+v", path, got)
		}
		if source.PathBytes(path) == nil && path != "" && !strings.Contains(string(raw), `"path":"`) {
			t.Errorf("%q is no longer a plain string in JSON: %s", path, raw)
		}
	}
}

// TestQueueOfBeforeIsRead: a path in a queue file of an earlier version is a JSON string.
func TestQueueOfBeforeIsRead(t *testing.T) {
	var s source.File
	if err := json.Unmarshal([]byte(`{"path":"/tmp/\u00fc.txt","size":3,"mtime":"2026-01-02T03:04:05Z","root":true}`), &s); err != nil {
		t.Fatal(err)
	}
	if s.Path != "/tmp/\u00fc.txt" || s.Size != 3 || !s.Root || s.ModTime.IsZero() {
		t.Errorf("%+v", s)
	}
	var target Target
	if err := json.Unmarshal([]byte(`{"url":"http://h/x","reply":"/tmp/r"}`), &target); err != nil || target.Reply != "/tmp/r" {
		t.Errorf("%+v, %v", target, err)
	}
}

// TestOddPathsUnderTheirAddress: each byte of a name goes out percent-encoded once.
func TestOddPathsUnderTheirAddress(t *testing.T) {
	for name, want := range map[string]string{
		"caf\xe9.txt":       "http://h/d/caf%E9.txt",
		"half\xed\xa0\x80x": "http://h/d/half%ED%A0%80x",
	} {
		got, err := Destination("http://h/d/", name)
		if err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", name, got, err, want)
		}
		if back := (Target{URL: got}).Name(); back != name {
			t.Errorf("%q is called %q", name, back)
		}
		if PlainName(name) {
			t.Errorf("%q: servers tend to refuse it", name)
		}
	}
}
