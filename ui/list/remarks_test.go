package list

import (
	"strings"
	"testing"
	"time"

	"sendoff/transfer/source"
	"sendoff/ui/words"
)

func TestOddity(t *testing.T) {
	now := time.Date(2026, 4, 17, 14, 0, 0, 0, time.UTC)
	file := func(size int64, age time.Duration) source.File {
		return source.File{Path: "/data/x", Size: size, ModTime: now.Add(-age)}
	}
	for _, tt := range []struct {
		name   string
		source source.File
		want   string
		mild   bool
	}{
		{"a.txt", file(5, time.Hour), "", false},
		{"a b.txt", file(5, time.Hour), "", false},
		{"a.txt", file(5, 2*time.Second), words.Tr(words.RemarkFresh), false},
		{"a.txt", file(0, 2*time.Second), words.Tr(words.RemarkFresh), false},
		{"a.txt", file(5, -2*time.Second), words.Tr(words.RemarkFresh), false},
		{"a.txt", file(5, -time.Hour), "", false},
		{"a.txt", file(5, 4*time.Second), "", false},
		{"a.txt", file(0, time.Hour), words.Tr(words.RemarkEmpty), false},
		{"a?.txt", file(5, time.Hour), words.Tr(words.RemarkRefused), false},
		{strings.Repeat("a", 151), file(5, time.Hour), words.Tr(words.RemarkLong), false},
		{"Übersicht.pdf", file(5, time.Hour), words.SentAsText("%C3%9Cbersicht.pdf"), true},
	} {
		if got, mild := oddity(tt.source, tt.name, now); got != tt.want || mild != tt.mild {
			t.Errorf("%s: %q, %v; want %q", tt.name, got, mild, tt.want)
		}
	}
}

func TestFreshFilesAreLookedAtAgain(t *testing.T) {
	b := NewBatch(New(nil))
	b.Aim("https://files.example.com/drop/", false)
	f := found("log.txt", 5, "")
	f.Source.ModTime = time.Now()
	b.Add([]source.Found{f, found("old.txt", 5, "")})
	if got := b.Fresh(time.Now()); len(got) != 1 || got[0] != f.Source.Path {
		t.Fatalf("fresh: %q", got)
	}
	if b.List[0].Remark != words.Tr(words.RemarkFresh) || !b.List[0].Ticked() {
		t.Errorf("remark: %q", b.List[0].Remark)
	}
	b.Renew([]source.File{{Path: f.Source.Path, Size: 9, ModTime: time.Now().Add(-time.Minute)}})
	if _, size, _ := b.Sum(); size != 14 || b.List[0].Remark != "" {
		t.Errorf("%d bytes, remark %q", size, b.List[0].Remark)
	}
}
