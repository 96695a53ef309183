package wallclock

import (
	"time"

	"golang.org/x/sys/windows"
)

// lastRules are the last rules of the system's zone; refreshes guards it.
var lastRules rules

// zone asks the system, whose answer is not cached per process. It returns before if that fails or nothing changed.
func zone(before *time.Location) *time.Location {
	var z windows.Timezoneinformation
	kind, err := windows.GetTimeZoneInformation(&z)
	if err != nil {
		return before
	}
	r := rules{standard: z.Bias}
	if kind != timeZoneUnknown && z.StandardDate.Month != 0 {
		r.standard, r.summer = z.Bias+z.StandardBias, z.Bias+z.DaylightBias
		r.begins, r.ends = dateOf(z.DaylightDate), dateOf(z.StandardDate)
	}
	if r == lastRules && before != time.Local {
		return before
	}
	made, err := r.location()
	if err != nil {
		return before
	}
	lastRules = r
	return made
}

// timeZoneUnknown means that there is no summer time, or that it is switched off.
const timeZoneUnknown = 0

func dateOf(s windows.Systemtime) date {
	d := date{
		year: int(s.Year), month: int(s.Month), day: int(s.Day), weekday: int(s.DayOfWeek),
		second: int(s.Hour)*3600 + int(s.Minute)*60 + int(s.Second),
	}
	if s.Milliseconds > 500 {
		d.second++ // a day ends at its last millisecond
	}
	return d
}
