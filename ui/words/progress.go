package words

import (
	"fmt"
	"strings"
	"time"

	"sendoff/transfer"
)

// PaceText is Pace in one text.
func PaceText(j *transfer.Job) (text string, quiet bool) {
	parts, quiet := Pace(j)
	return strings.Join(parts, Dot), quiet
}

// Pace is a running job's speed and time left, or for how long nothing has moved, which quiet reports; nil if neither
// is known.
func Pace(j *transfer.Job) (parts []string, quiet bool) {
	switch {
	case j.State().Standing() != transfer.Runs:
		return nil, false
	case j.Quiet > 0:
		return []string{QuietText(j.Quiet)}, true
	case j.State() == transfer.Uploading && j.Rate >= 1:
		return []string{Rate(j.Rate), LeftText(LeftOf(j))}, false
	}
	return nil, false
}

// QuietText says for how long a server has neither taken nor answered anything.
func QuietText(d time.Duration) string {
	so := Left(d) // each change of a text repaints the whole window
	if d < time.Minute {
		so = fmt.Sprintf(Tr("%d s"), int(d/time.Second))
	}
	return fmt.Sprintf(Tr("no answer for %s"), so)
}

// LeftOf is the time until a job is fully acknowledged, at its rate of the last half minute.
func LeftOf(j *transfer.Job) time.Duration { return TimeLeft(j.Source.Size-j.Acked, j.Rate) }

// TimeLeft is at most a year, so that a very slow upload does not overflow.
func TimeLeft(bytes int64, rate float64) time.Duration {
	if rate < 1 || bytes <= 0 {
		return 0
	}
	seconds := min(float64(bytes)/rate, 365*24*3600)
	return time.Duration(seconds * float64(time.Second))
}
