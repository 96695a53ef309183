//go:build unix && !darwin

package ui

import (
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/ui/details"
	"sendoff/ui/list/listtest"
	"sendoff/ui/wallclock"
	"sendoff/ui/words/wordstest"
)

// TestWindowFollowsTheZone: an open window rewrites all its times when its computer changes the zone.
func TestWindowFollowsTheZone(t *testing.T) {
	move := wordstest.StandAt(t, 1, "en_GB.UTF-8")
	w, _ := openTest(t, labSettings())
	now := wallclock.In(time.Now())
	noon := time.Date(now.Year(), now.Month(), now.Day(), 12, 0, 0, 0, now.Location())
	u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) { j.Outcome, j.Added, j.Ended = transfer.Delivered, noon, noon })
	w.Apply(u)
	w.openDetails(id[0])
	w.details.TurnTo(details.Timeline)
	said := func(want string) {
		t.Helper()
		if got := rowOf(t, w, id[0]).Says(); !strings.Contains(got, want) {
			t.Errorf("the row says %q, want %s", got, want)
		}
		if got := strings.Join(drawnNow(w), "\n"); strings.Count(got, want) < 3 { // in the row and twice in the timeline
			t.Errorf("the timeline does not say %s: %s", want, got)
		}
	}
	said("12:00")
	move(4)
	w.TimesChanged()
	said("15:00")
	move(-1)
	w.TimesChanged()
	said("10:00")
}

// TestWindowLooksAtTheClockWhenSeen: a user who returns to the window finds its times right.
func TestWindowLooksAtTheClockWhenSeen(t *testing.T) {
	w, _ := openTest(t, labSettings())
	looks := 0
	w.WhenSeen(func() { looks++ })
	type hooks interface{ OnEnteredForeground() func() }
	w.app.Lifecycle().(hooks).OnEnteredForeground()()
	if looks != 1 {
		t.Errorf("it looked %d times", looks)
	}
}
