package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"testing"
	"unicode"

	"sendoff/app/queue"
)

// TestJSONForOtherCodePages: output that may be decoded with a console's code page is ASCII, and reads back
// unchanged.
func TestJSONForOtherCodePages(t *testing.T) {
	names := map[string]string{"name": "Отчёт 資料 😀 ä \u202e.bin", "plain": "a.bin"}
	var out bytes.Buffer
	if err := queue.WriteJSON(&out, names, notPlainASCII); err != nil {
		t.Fatal(err)
	}
	line := out.Bytes()
	for _, b := range line {
		if b > unicode.MaxASCII {
			t.Fatalf("not ASCII: %q", line)
		}
	}
	var got map[string]string
	if err := json.Unmarshal(line, &got); err != nil || got["name"] != names["name"] || got["plain"] != names["plain"] {
		t.Errorf("%q reads back as %q, %v", line, got, err)
	}
	if windows := decodedByCodePage(io.Discard); windows != unsafeFor(io.Discard)('ä') {
		t.Errorf("decoded by the code page: %t, ä is an escape: %t", windows, !windows)
	}
}
