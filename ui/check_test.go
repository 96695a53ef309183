package ui

import (
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/ui/words"
)

func TestOddity(t *testing.T) {
	now := time.Date(2026, 4, 17, 14, 0, 0, 0, time.UTC)
	file := func(size int64, age time.Duration) transfer.Source {
		return transfer.Source{Path: "/data/x", Size: size, ModTime: now.Add(-age)}
	}
	for _, tt := range []struct {
		name   string
		source transfer.Source
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
		{"a?.txt", file(5, time.Hour), words.Tr(words.RemarkWindows), false},
		{strings.Repeat("a", 151), file(5, time.Hour), words.Tr(words.RemarkLong), false},
		{"Übersicht.pdf", file(5, time.Hour), words.SentAsText("%C3%9Cbersicht.pdf"), true},
	} {
		if got, mild := oddity(tt.source, tt.name, now); got != tt.want || mild != tt.mild {
			t.Errorf("%s: %q, %v; want %q", tt.name, got, mild, tt.want)
		}
	}
}

func TestFreshFilesAreLookedAtAgain(t *testing.T) {
	b := newBatch(newModel(nil))
	b.aim("https://files.example.com/drop/", false)
	f := found("log.txt", 5, "")
	f.Source.ModTime = time.Now()
	b.add([]transfer.Found{f, found("old.txt", 5, "")})
	if got := b.fresh(time.Now()); len(got) != 1 || got[0] != f.Source.Path {
		t.Fatalf("fresh: %q", got)
	}
	if b.list[0].remark != words.Tr(words.RemarkFresh) || !b.list[0].ticked() {
		t.Errorf("remark: %q", b.list[0].remark)
	}
	b.renew([]transfer.Source{{Path: f.Source.Path, Size: 9, ModTime: time.Now().Add(-time.Minute)}})
	if _, size, _ := b.sum(); size != 14 || b.list[0].remark != "" {
		t.Errorf("%d bytes, remark %q", size, b.list[0].remark)
	}
}
