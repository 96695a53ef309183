// Package lanes decides how many small files go to one server at once. A small file is three requests and a few
// commits of the queue, so it waits most of its time: for answers, and for the disk. More of them at once fill these
// waits. How many help depends on the link and the server, and is learned: the number is doubled while that does no
// harm, and halved when it does or the server turns connections away.
package lanes

import "time"

// Small is the largest size of a small file, in bytes: about what a connection of 100 Mbit/s sends in one round trip
// of 20 ms.
const Small = 256 << 10

// Most is how many connections one server gets at once, whatever it seems to bear.
const Most = 16

const (
	first      = 4                      // at once to an unknown server
	rounds     = 4                      // files per lane that are timed before the number is judged
	shortest   = 100 * time.Millisecond // time that is too short to judge
	harms      = 0.7                    // a doubling is undone if the rate falls below so much of what it was
	crowdedFor = time.Minute            // how long a number that was too many is not tried again
)

// Lanes is what is known of one server. The zero value is an unknown one.
type Lanes struct {
	open    int       // how many at once; 0 = first
	crowded int       // so many were too many; 0 = none
	until   time.Time // when crowded is forgotten
	full    bool      // every lane is in use
	doubled bool      // the last change was a doubling
	before  float64   // files a second with as many lanes as before that
	since   time.Time // when the files of done began to be counted; zero = at the next end
	done    int       // files that ended since
}

// Of returns the lanes of a server that has borne open at once before; 0 = unknown.
func Of(open int) Lanes { return Lanes{open: min(open, Most)} }

// Open returns how many small files may go at once: 1 to Most.
func (l *Lanes) Open() int {
	if l.open <= 0 {
		return first
	}
	return l.open
}

// Began records that a small file has begun; running is how many are under way, itself included.
func (l *Lanes) Began(running int) { l.full = running >= l.Open() }

// Done records that a small file has arrived.
func (l *Lanes) Done(now time.Time) {
	if !l.full { // there is not enough to do, so the rate says nothing of the lanes
		l.since = time.Time{}
		return
	}
	if l.since.IsZero() {
		l.since, l.done = now, 0
		return
	}
	l.done++
	if took := now.Sub(l.since); l.done >= rounds*l.Open() && took >= shortest {
		l.judge(float64(l.done)/took.Seconds(), now)
	}
}

// judge changes the number by the measured rate. Only a doubling is undone by it: any other slowness has another
// cause.
func (l *Lanes) judge(rate float64, now time.Time) {
	l.since, l.done = now, 0
	if l.doubled && rate < l.before*harms {
		l.tooMany(now)
		return
	}
	open := l.Open()
	l.change(open*2, now)
	l.doubled, l.before = l.Open() > open, rate
}

// Refused records that the server turned a connection or a request away because it has too much to do.
func (l *Lanes) Refused(now time.Time) {
	if now.Before(l.until) && l.Open() < l.crowded {
		return // the other lanes of the same crowd
	}
	l.tooMany(now)
}

// tooMany halves the number.
func (l *Lanes) tooMany(now time.Time) {
	l.crowded, l.until = l.Open(), now.Add(crowdedFor)
	l.doubled, l.since, l.done = false, time.Time{}, 0
	l.change(l.Open()/2, now)
}

func (l *Lanes) change(to int, now time.Time) {
	if now.Before(l.until) {
		to = min(to, l.crowded/2)
	}
	l.open = max(min(to, Most), 1)
}
