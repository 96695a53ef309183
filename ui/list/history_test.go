package list

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/source"
	"sendoff/ui/words"
)

func TestWriteHistory(t *testing.T) {
	at := time.Date(2026, 4, 17, 14, 0, 0, 0, time.UTC)
	jobs := []*transfer.Job{
		{
			Source: source.File{Path: "/data/a \"b\", c.txt", Size: 1200}, Target: transfer.Target{URL: "https://files.example.com/drop/a?sig=planted", Headers: "X-Api-Key: planted"},
			Added: at, Started: at, Ended: at.Add(90 * time.Second), Outcome: transfer.Delivered, Acked: 1200, Session: bits.Session{ID: "{AB}"},
		},
		{
			Source: source.File{Path: "/data/=cmd|' /C calc'!A0"}, Outcome: transfer.Refused, Ended: at,
			Fault: &transfer.Fault{HTTP: 403, Code: 0x80070005},
		},
	}
	var b bytes.Buffer
	if err := WriteHistory(&b, jobs, func(*transfer.Job) string { return "@lab" }); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(b.String(), "\ufeff")
	if !marked || strings.Count(text, "\r\n") != 3 || strings.Count(text, "\n") != 3 {
		t.Errorf("line ends: %q", b.String())
	}
	if strings.Contains(text, "planted") {
		t.Errorf("a secret is in %s", text)
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cell := func(row int, column string) string {
		for i, name := range rows[0] {
			if name == column {
				return rows[row][i]
			}
		}
		t.Fatalf("there is no column %s", column)
		return ""
	}
	for _, want := range []struct {
		row           int
		column, value string
	}{
		{1, "name", `a "b", c.txt`},
		{1, "size", "1200"},
		{1, "seconds", "90"},
		{1, "outcome", "done"},
		{1, "session", "{AB}"},
		{1, "url", "https://files.example.com/drop/a?..."},
		{1, "ended", "2026-04-17T14:01:30Z"},
		{1, "server", "'@lab"},
		{1, "http", ""},
		{2, "name", "C calc'!A0"},
		{2, "path", "/data/=cmd|' /C calc'!A0"},
		{2, "http", "403"},
		{2, "code", "0x80070005"},
		{2, "started", ""},
		{2, "seconds", ""},
	} {
		if got := cell(want.row, want.column); got != want.value {
			t.Errorf("%d %s: %q, want %q", want.row, want.column, got, want.value)
		}
	}
}

type brokenWriter struct{ after int }

var errBroken = errors.New("disk full")

func (b *brokenWriter) Write(p []byte) (int, error) {
	if b.after -= len(p); b.after < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

func TestWriteHistoryFails(t *testing.T) {
	jobs := make([]*transfer.Job, 100)
	for i := range jobs {
		jobs[i] = &transfer.Job{Outcome: transfer.Delivered}
	}
	for _, after := range []int{0, 100, 5000} {
		if err := WriteHistory(&brokenWriter{after}, jobs, func(*transfer.Job) string { return "" }); !errors.Is(err, errBroken) {
			t.Errorf("after %d bytes: %v", after, err)
		}
	}
}

// TestCodesHaveEightDigits: codes are searched for in their usual form.
func TestCodesHaveEightDigits(t *testing.T) {
	for code, want := range map[uint32]string{0: "", 1: "0x00000001", 0x80070005: "0x80070005"} {
		if got := words.HexOrNone(code); got != want {
			t.Errorf("%#x: %q, want %q", code, got, want)
		}
	}
}
