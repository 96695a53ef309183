package words

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Size is a number of bytes in units of 1,000, with one decimal below 10: "4.2 GB", "21 GB". A negative number
// counts as 0.
func Size(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d %s", max(n, 0), Tr(sizeUnits[0]))
	}
	v, unit := float64(n), 0
	for v >= 999.5 && unit < len(sizeUnits)-1 {
		v, unit = v/1000, unit+1
	}
	return significant(v) + " " + Tr(sizeUnits[unit])
}

var sizeUnits = []string{Mark("B"), Mark("kB"), Mark("MB"), Mark("GB"), Mark("TB"), Mark("PB"), Mark("EB")}

// significant formats 1 <= v < 1000, with one decimal below 10: two or three digits can be read while they change.
func significant(v float64) string {
	if v < 9.95 {
		return Decimal(v, 1)
	}
	return fmt.Sprintf("%.0f", v)
}

// Rate is bytes a second as text: "2.3 MB/s"; "-" if unknown or not above 0.
func Rate(v float64) string {
	if !(v >= 1) || math.IsInf(v, 0) {
		return "-"
	}
	return fmt.Sprintf(Tr("%s/s"), Size(int64(min(v, math.MaxInt64/2))))
}

// Left is a remaining time as text, rounded more the longer it is: "40 s", "6 min", "2 h 41 min", "3 days". Seconds
// come in steps of 5, so that the text does not change all the time.
func Left(d time.Duration) string {
	switch {
	case d < 5*time.Second:
		return Tr("a few seconds")
	case d < time.Minute:
		return fmt.Sprintf(Tr("%d s"), int(d/(5*time.Second))*5)
	case d < time.Hour:
		return fmt.Sprintf(Tr("%d min"), int(d/time.Minute))
	case d < 48*time.Hour:
		return hoursText(d)
	}
	days := int(d / (24 * time.Hour))
	return fmt.Sprintf(Trn("%d day", "%d days", days), days)
}

// Lasted is how long something lasted, or was asked for: exact to the second, from a day on to the hour.
func Lasted(d time.Duration) string {
	const day = 24 * time.Hour
	d = max(d.Round(time.Second), time.Second)
	if d < day {
		return exactText(d)
	}
	d = d.Round(time.Hour)
	return joined(" ", daysText(int(d/day)), exactText(d%day))
}

// exactText is a time to the second, so that two times never look the same.
func exactText(d time.Duration) string {
	var parts []string
	for _, u := range []struct {
		unit time.Duration
		text string
	}{{time.Hour, Tr("%s h")}, {time.Minute, Tr("%s min")}, {time.Second, Tr("%s s")}} {
		if n := int(d / u.unit); n > 0 {
			parts = append(parts, fmt.Sprintf(u.text, Number(n)))
			d -= time.Duration(n) * u.unit
		}
	}
	return strings.Join(parts, " ")
}

func hoursText(d time.Duration) string {
	h, m := int(d/time.Hour), int(d%time.Hour/time.Minute)
	if m == 0 || h >= 10 {
		return fmt.Sprintf(Tr("%d h"), h)
	}
	return fmt.Sprintf(Tr("%d h %d min"), h, m)
}

// Percent is the whole percentage of done in all, 0 to 100. 100 is only for complete files, and an empty file has 0
// until it is done.
func Percent(done, all int64) int {
	switch {
	case all <= 0 || done <= 0:
		return 0
	case done >= all:
		return 100
	}
	return min(99, int(float64(done)/float64(all)*100))
}

// PartText says how much of something is done: "14 MB of 64 MB".
func PartText(done, all int64) string { return fmt.Sprintf(Tr("%s of %s"), Size(done), Size(all)) }

// LeftText says how much time is left.
func LeftText(d time.Duration) string { return fmt.Sprintf(Tr("%s left"), Left(d)) }

// Counted fills n into the plural form it needs: Counted("%s file", "%s files", 2417) is "2,417 files".
func Counted(one, other string, n int) string { return fmt.Sprintf(Trn(one, other, n), Number(n)) }

// Number formats a whole number with thousands separators: "2,417".
func Number(n int) string {
	if n < 0 {
		return "-" + Number(-n)
	}
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + spoken.thousands + s[i:]
	}
	return s
}

// Decimal formats a number with so many decimal places.
func Decimal(v float64, places int) string {
	return strings.Replace(strconv.FormatFloat(v, 'f', places, 64), ".", spoken.decimal, 1)
}

// Shorten cuts out the middle of a name longer than limit characters, so that its start and its end (number,
// extension) stay readable.
func Shorten(name string, limit int) string {
	r := []rune(name)
	if len(r) <= limit {
		return name
	}
	if limit < 3 {
		return "…"
	}
	tail := (limit - 1) * 2 / 5
	return string(r[:limit-1-tail]) + "…" + string(r[len(r)-tail:])
}
