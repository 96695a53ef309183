//go:build unix && !darwin

package words

import (
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/ui/words/wordstest"
)

func TestTimesFollowTheClock(t *testing.T) {
	at := time.Date(2026, 4, 17, 14, 3, 5, 70e6, time.UTC)
	confirmed := &transfer.Job{Outcome: transfer.Confirmed, Ended: at}
	for _, tt := range []struct {
		locale, language                               string
		now                                            time.Time
		clock, exact, moment, stamp, millis, confirmed string
	}{
		{"en_GB.UTF-8", English, at.Add(time.Hour), "14:03", "14:03:05", "17 Apr 2026 14:03:05", "2026-04-17 14:03:05", "14:03:05.070", "at 14:03"},
		{"en_US.UTF-8", English, at.Add(time.Hour), "2:03 PM", "2:03:05 PM", "17 Apr 2026 2:03:05 PM", "2026-04-17 02:03:05 PM", "02:03:05.070 PM", "at 2:03 PM"},
		{"en_GB.UTF-8", English, at.AddDate(0, 0, 1), "17 Apr 14:03", "17 Apr 14:03", "17 Apr 2026 14:03:05", "2026-04-17 14:03:05", "14:03:05.070", "on 17 Apr 14:03"},
		{"en_US.UTF-8", English, at.AddDate(1, 0, 0), "17 Apr 2026 2:03 PM", "17 Apr 2026 2:03 PM", "17 Apr 2026 2:03:05 PM", "2026-04-17 02:03:05 PM", "02:03:05.070 PM", "on 17 Apr 2026 2:03 PM"},
		{"ru_RU.UTF-8", Russian, at.AddDate(0, 0, 1), "17 апр. 14:03", "17 апр. 14:03", "17 апр. 2026 14:03:05", "2026-04-17 14:03:05", "14:03:05.070", "подтвердил 17 апр. 14:03"},
		{"ru_RU.UTF-8", Russian, at, "14:03", "14:03:05", "17 апр. 2026 14:03:05", "2026-04-17 14:03:05", "14:03:05.070", "подтвердил в 14:03"},
		{"ru_US.UTF-8", Russian, at, "2:03 PM", "2:03:05 PM", "17 апр. 2026 2:03:05 PM", "2026-04-17 02:03:05 PM", "02:03:05.070 PM", "подтвердил в 2:03 PM"},
	} {
		wordstest.StandAt(t, 0, tt.locale)
		speak(t, tt.language)
		for what, pair := range map[string][2]string{
			"clock": {Clock(at, tt.now), tt.clock}, "exact": {ClockSeconds(at, tt.now), tt.exact}, "moment": {Moment(at), tt.moment},
			"stamp": {Stamp(at), tt.stamp}, "millis": {StampMillis(at), tt.millis},
		} {
			if got := strings.ReplaceAll(pair[0], "\u00a0", " "); got != pair[1] {
				t.Errorf("%s, %s: %q, want %q", tt.locale, what, got, pair[1])
			}
		}
		got := strings.ReplaceAll(OutcomeText(confirmed, tt.now), "\u00a0", " ")
		if !strings.HasSuffix(got, tt.confirmed) {
			t.Errorf("%s: %q, want it to end in %q", tt.locale, got, tt.confirmed)
		}
	}
}

// TestTimesInFilesFollowNoClock: times in files depend on the zone, not on the clock's format.
func TestTimesInFilesFollowNoClock(t *testing.T) {
	at := time.Date(2026, 4, 17, 14, 3, 5, 70e6, time.UTC)
	wordstest.StandAt(t, 2, "en_US.UTF-8")
	defer TimesForFiles()()
	for got, want := range map[string]string{
		Clock(at, at): "2026-04-17T16:03:05+02:00", Stamp(at): "2026-04-17T16:03:05+02:00", StampMillis(at): "2026-04-17T16:03:05.070+02:00",
		OutcomeText(&transfer.Job{Outcome: transfer.Confirmed, Ended: at}, at): "Cancelled · server confirmed on 2026-04-17T16:03:05+02:00",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
