package words

import (
	"fmt"
	"time"

	"sendoff/ui/wallclock"
)

// Time layouts for package time. A no-break space keeps AM or PM beside the hour.
const (
	minuteOf24, minuteOf12 = "15:04", "3:04\u00a0PM"
	secondOf24, secondOf12 = "15:04:05", "3:04:05\u00a0PM"
	milliOf24, milliOf12   = "15:04:05.000", "03:04:05.000\u00a0PM" // so that columns line up
)

// byClock formats a time in the local zone, in the 24-hour or the 12-hour layout.
func byClock(t time.Time, of24, of12 string) string {
	if wallclock.Now().Twelve {
		of24 = of12
	}
	return wallclock.In(t).Format(of24)
}

// Clock is a time of day, with the date if it is not today, and with the year if that differs.
func Clock(t, now time.Time) string {
	if forFiles() {
		return wallclock.In(t).Format(time.RFC3339)
	}
	at := byClock(t, minuteOf24, minuteOf12)
	if sameDay(t, now) {
		return at
	}
	return dayText(t, now) + " " + at
}

// ClockSeconds is Clock, to the second if it is today.
func ClockSeconds(t, now time.Time) string {
	if sameDay(t, now) {
		return byClock(t, secondOf24, secondOf12)
	}
	return Clock(t, now)
}

// sameDay reports whether two times are on one day in the local zone.
func sameDay(a, b time.Time) bool {
	a, b = wallclock.In(a), wallclock.In(b)
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

// dayText is the date of t, with the year if it differs from now's.
func dayText(t, now time.Time) string {
	t, now = wallclock.In(t), wallclock.In(now)
	if t.Year() != now.Year() {
		return dateText(t)
	}
	return fmt.Sprintf("%d %s", t.Day(), monthText(t.Month()))
}

func dateText(t time.Time) string {
	return fmt.Sprintf("%d %s %d", t.Day(), monthText(t.Month()), t.Year())
}

// monthText is a month's short name, in the form used after the day.
func monthText(m time.Month) string { return Tr(months[m-1]) }

var months = [12]string{
	Mark("Jan"), Mark("Feb"), Mark("Mar"), Mark("Apr"), Mark("May"), Mark("Jun"),
	Mark("Jul"), Mark("Aug"), Mark("Sep"), Mark("Oct"), Mark("Nov"), Mark("Dec"),
}

// Moment is a date and time to the second, in the local zone; "" for none.
func Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return dateText(wallclock.In(t)) + " " + byClock(t, secondOf24, secondOf12)
}
