package pac

import (
	"slices"
	"strings"
	"time"

	"github.com/dop251/goja"
)

var (
	weekdays = []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}
	months   = []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}
)

// calendar makes a function of a script that compares the time with its arguments. A last argument "GMT" asks for
// that zone.
func (f functions) calendar(within func(time.Time, []goja.Value) bool) func(goja.FunctionCall, *goja.Runtime) goja.Value {
	return func(c goja.FunctionCall, vm *goja.Runtime) goja.Value {
		now, args := f.now(), c.Arguments
		if n := len(args); n > 0 && strings.EqualFold(args[n-1].String(), "GMT") {
			now, args = now.UTC(), args[:n-1]
		}
		return vm.ToValue(len(args) > 0 && within(now, args))
	}
}

// between reports whether x is from a to b, which may be past the end of a round.
func between(x, a, b int64) bool {
	if a <= b {
		return a <= x && x <= b
	}
	return x >= a || x <= b
}

// weekdayRange takes one day or two.
func weekdayRange(now time.Time, args []goja.Value) bool {
	from := slices.Index(weekdays, strings.ToUpper(args[0].String()))
	to := from
	if len(args) > 1 {
		to = slices.Index(weekdays, strings.ToUpper(args[1].String()))
	}
	return from >= 0 && to >= 0 && between(int64(now.Weekday()), int64(from), int64(to))
}

// timeRange takes hours; hours and minutes; or hours, minutes and seconds: once for one hour, twice for a span. The end
// of a span does not belong to it.
func timeRange(now time.Time, args []goja.Value) bool {
	if len(args) == 1 {
		return int64(now.Hour()) == args[0].ToInteger()
	}
	if len(args)%2 != 0 || len(args) > 6 {
		return false
	}
	half := len(args) / 2
	from, to := seconds(args[:half]), seconds(args[half:])
	x := int64(now.Hour()*3600 + now.Minute()*60 + now.Second())
	if from == to {
		return x == from
	}
	return between(x, from, to-1)
}

func seconds(args []goja.Value) int64 {
	var n int64
	for i, unit := range []int64{3600, 60, 1} {
		if i < len(args) {
			n += args[i].ToInteger() * unit
		}
	}
	return n
}

// date is a day, month and year of a range; 0 = not named.
type date struct{ day, month, year int64 }

// dateRange takes a day, a month, a year, or several of them in this order: once for one date, twice for a span.
func dateRange(now time.Time, args []goja.Value) bool {
	half := len(args)
	if half > 1 && half%2 == 0 {
		half /= 2
	}
	from, ok := dateOf(args[:half])
	to := from
	if half < len(args) {
		var good bool
		to, good = dateOf(args[half:])
		ok = ok && good
	}
	today := date{int64(now.Day()), int64(now.Month()), int64(now.Year())}
	return ok && between(today.like(from).order(), from.order(), to.order())
}

func dateOf(args []goja.Value) (d date, ok bool) {
	for _, a := range args {
		n := a.ToInteger()
		month := slices.Index(months, strings.ToUpper(a.String()))
		switch {
		case month >= 0:
			d.month = int64(month) + 1
		case n >= 1 && n <= 31:
			d.day = n
		case n > 31:
			d.year = n
		default:
			return d, false
		}
	}
	return d, true
}

// like is the date with only those parts that another one has.
func (d date) like(other date) date {
	if other.day == 0 {
		d.day = 0
	}
	if other.month == 0 {
		d.month = 0
	}
	if other.year == 0 {
		d.year = 0
	}
	return d
}

func (d date) order() int64 { return d.year*10000 + d.month*100 + d.day }
