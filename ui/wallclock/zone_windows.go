package wallclock

import (
	"time"

	"golang.org/x/sys/windows"
)

// lastRules are those of the system's zone when they were last others; refreshes guards it.
var lastRules rules

// zone asks the system, which answers for all processes alike. before stays where it does not, or answers the
// same again.
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

// timeZoneUnknown says that there is no summer time, or that it is switched off.
const timeZoneUnknown = 0

func dateOf(s windows.Systemtime) date {
	d := date{
		year: int(s.Year), month: int(s.Month), day: int(s.Day), weekday: int(s.DayOfWeek),
		second: int(s.Hour)*3600 + int(s.Minute)*60 + int(s.Second),
	}
	if s.Milliseconds > 500 {
		d.second++ // the end of a day is its last millisecond
	}
	return d
}
