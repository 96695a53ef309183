package words

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/words/wordstest"
)

// TestEveryCauseHasAShortForm: each row of the tables has one line of its own, in both languages.
func TestEveryCauseHasAShortForm(t *testing.T) {
	t.Cleanup(func() { Speak(English) })
	all := []cause{folderWords, gatewayWords, cancelUnknownWords, nonsenseWords, patienceWords, proxyCutWords, severedWords, silentWords}
	for _, c := range causes {
		all = append(all, c)
	}
	for _, c := range met {
		all = append(all, c)
	}
	for _, language := range []string{English, Russian} {
		Speak(language)
		for _, c := range all {
			short := Tr(c.short)
			wordstest.Check(t, c.what, short)
			if n := utf8.RuneCountInString(short); n > ShortMost {
				t.Errorf("%s: %q has %d characters", language, short, n)
			}
			if strings.HasSuffix(short, ".") {
				t.Errorf("%s: %q ends in a full stop", language, short)
			}
		}
	}
}

// TestShortFormsOfCausesDiffer: one line is enough to tell two causes apart.
func TestShortFormsOfCausesDiffer(t *testing.T) {
	t.Cleanup(func() { Speak(English) })
	for _, language := range []string{English, Russian} {
		Speak(language)
		seen := map[string]transfer.Kind{}
		for kind, c := range causes {
			short := Tr(c.short)
			if other, twice := seen[short]; twice {
				t.Errorf("%s: %s and %s are both %q", language, kind, other, short)
			}
			seen[short] = kind
		}
	}
}

// TestShortTextOfARow: what stops a job comes first, then its outcome, then its state.
func TestShortTextOfARow(t *testing.T) {
	now := time.Date(2026, 4, 17, 14, 3, 0, 0, time.Local)
	busy := &transfer.Fault{Kind: transfer.KindBusy, HTTP: 503}
	for _, c := range []struct {
		job         transfer.Job
		short, next string
	}{
		{transfer.Job{}, "Waiting", ""},
		{transfer.Job{Fault: busy, RetryAt: now.Add(37 * time.Second)}, "The server is busy", "Again in 35 s"},
		{transfer.Job{Fault: busy, RetryAt: now.Add(-time.Second)}, "The server is busy", "Again soon"},
		{transfer.Job{Fault: busy, RetryAt: now.Add(3 * time.Hour)}, "The server is busy", "Again at 17:03"},
		{transfer.Job{Fault: busy, RetryAt: now.Add(time.Minute), Want: transfer.Hold}, "Paused by you", ""},
		{transfer.Job{Fault: &transfer.Fault{Kind: transfer.KindFileMissing, Final: true}}, "The file was moved, renamed or removed", ""},
		{transfer.Job{Want: transfer.Drop}, "Cancelling, telling the server", ""},
		{transfer.Job{Want: transfer.Drop, Fault: busy, RetryAt: now.Add(time.Minute)}, "Cancelled here · server not told yet", "Again in 1 min"},
		{transfer.Job{Outcome: transfer.Delivered}, "Done", ""},
		{transfer.Job{Outcome: transfer.Refused, Fault: busy}, "Cancel refused, the server may keep it", ""},
	} {
		if got := ShortText(&c.job, now); got != c.short {
			t.Errorf("%s: %q, want %q", c.job.State(), got, c.short)
		}
		if got := NextTryText(&c.job, now); got != c.next {
			t.Errorf("%s: %q, want %q", c.job.State(), got, c.next)
		}
	}
}

// TestEveryStateAndOutcomeIsShort, in both languages.
func TestEveryStateAndOutcomeIsShort(t *testing.T) {
	t.Cleanup(func() { Speak(English) })
	now := time.Date(2026, 4, 17, 14, 3, 0, 0, time.Local)
	for _, language := range []string{English, Russian} {
		Speak(language)
		for j := range wordstest.EveryState(now) {
			for _, text := range []string{ShortText(&j, now), NextTryText(&j, now)} {
				if n := utf8.RuneCountInString(text); n > ShortMost {
					t.Errorf("%s, %s %s: %q has %d characters", language, j.State(), j.Outcome, text, n)
				}
			}
			if ShortText(&j, now) == "" {
				t.Errorf("%s, %s %s: no words", language, j.State(), j.Outcome)
			}
		}
	}
}

// TestWhatMetTheFaultIsShortToo: the packet chooses the short form as it chooses the long one.
func TestWhatMetTheFaultIsShortToo(t *testing.T) {
	j := wordstest.Job()
	var all []string
	for _, f := range []transfer.Fault{
		{Kind: transfer.KindBusy, HTTP: 503},
		{Kind: transfer.KindBusy, HTTP: 502},
		{Kind: transfer.KindNotFound, Packet: string(bits.Fragment)},
		{Kind: transfer.KindConnect, Connected: true},
		{Kind: "unheard of"},
	} {
		all = append(all, ShortFault(&f, &j))
	}
	want := []string{
		"The server is busy", "A gateway got no answer from the server", "The upload is lost, or over a limit there",
		"The connection was cut without an answer", "The server refused the upload",
	}
	if !slices.Equal(all, want) {
		t.Errorf("got  %q\nwant %q", all, want)
	}
}
