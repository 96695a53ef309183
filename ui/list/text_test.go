package list

import (
	"testing"
	"time"

	"sendoff/ui/words"
)

func TestRemainingTextCountsWhatItSums(t *testing.T) {
	full, _ := RemainingText(Totals{Open: 9, failed: 7, bytes: 6})
	if full != "2 left"+words.Dot+"6 B" {
		t.Errorf("left: %q", full)
	}
	if full, _ = RemainingText(Totals{Open: 3, failed: 3}); full != "" {
		t.Errorf("nothing goes on: %q", full)
	}
	if full, _ = RemainingText(Totals{Open: 9, failed: 3, paused: 4, bytes: 6}); full != "2 left"+words.Dot+"6 B" {
		t.Errorf("with paused ones, which have no bytes under way: %q", full)
	}
	if full, _ = RemainingText(Totals{Open: 9, failed: 5, paused: 4}); full != "4 paused" {
		t.Errorf("all are paused: %q", full)
	}
}

// TestStatusBarWords: running and remaining uploads, also in their brief form.
func TestStatusBarWords(t *testing.T) {
	for _, c := range []struct {
		totals      Totals
		full, brief string
	}{
		{Totals{}, "Idle", "Idle"},
		{Totals{active: 2}, "2 uploading", "2 uploading"},
		{Totals{active: 2, rate: 1_000_000}, "2 uploading" + words.Dot + "1.0 MB/s", "1.0 MB/s"},
		{Totals{active: 2, quiet: 12 * time.Second}, "2 uploading" + words.Dot + "no answer for 12 s", "no answer for 12 s"},
		{Totals{Open: 4, Retrying: 4}, "4 to be tried again", "4 retrying"},
	} {
		if full, brief := RunningText(c.totals); full != c.full || brief != c.brief {
			t.Errorf("%+v: %q, %q", c.totals, full, brief)
		}
	}
	moving := Totals{active: 1, Open: 3, bytes: 60_000_000, rate: 1_000_000}
	if full, brief := RemainingText(moving); full != "3 left"+words.Dot+"60 MB"+words.Dot+words.Left(time.Minute) || brief != "3 left" {
		t.Errorf("%q, %q", full, brief)
	}
	if got := TrayLine(moving); got != "1 uploading"+words.Dot+"1.0 MB/s"+words.Dot+words.Left(time.Minute) {
		t.Errorf("tray: %q", got)
	}
}

// TestTrayOfflineWords: running uploads go to this computer; waiting ones are counted.
func TestTrayOfflineWords(t *testing.T) {
	since := time.Now()
	if got := TrayOfflineLine(Totals{active: 1, Open: 1}, since); got != "1 uploading"+words.Dot+"Offline" {
		t.Errorf("%q", got)
	}
	if got := TrayOfflineLine(Totals{Open: 2}, since); got != words.OfflineSinceText(since)+words.Dot+"2 left" {
		t.Errorf("%q", got)
	}
	if got := TrayOfflineLine(Totals{}, since); got != words.OfflineSinceText(since) {
		t.Errorf("%q", got)
	}
}

// TestQuitWords: the question distinguishes running, waiting and retrying uploads.
func TestQuitWords(t *testing.T) {
	const rest = "What has been uploaded is saved; the rest goes on at the next start."
	for want, s := range map[string]Survey{
		rest:                           {},
		"1 upload is running. " + rest: {Running: 1},
		"2 uploads are running. 1 upload is waiting. 3 uploads have failed and will be tried again. " + rest: {Running: 2, waiting: 1, retrying: 3},
	} {
		if got := QuitConsequence(s); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestNamesOfColumnsFiltersAndGroups: each has a name of its own.
func TestNamesOfColumnsFiltersAndGroups(t *testing.T) {
	seen := map[string]bool{}
	for f := range FilterCount {
		seen["filter "+FilterText(f)] = true
	}
	for c := range ColumnCount {
		seen["column "+ColumnText(c)] = true
		if got := SortText(c); got != "Sort by: "+ColumnText(c) {
			t.Errorf("%q", got)
		}
	}
	if len(seen) != int(FilterCount)+int(ColumnCount) {
		t.Errorf("%v", seen)
	}
	for want, g := range map[string]Group{
		`Folder "photos" (1 file)`:   {folder: "photos", Tally: Tally{all: 1}},
		`Folder "photos" (20 files)`: {folder: "photos", Tally: Tally{all: 20}},
		"3 files":                    {Tally: Tally{all: 3}},
	} {
		if name, number := GroupTitle(&g); name+number != want {
			t.Errorf("%q and %q, want %q", name, number, want)
		}
	}
}
