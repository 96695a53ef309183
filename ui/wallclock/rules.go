package wallclock

import (
	"encoding/binary"
	"fmt"
	"time"
)

// rules are a time zone's rules in the form of Windows: the minutes to add to local time to get UTC, and the yearly
// dates on which summer time begins and ends. Without summer time begins and ends are empty.
type rules struct {
	standard, summer int32
	begins, ends     date
}

// date is a day of the year. Without a year, day is the week of the month, 5 the last one, and weekday counts from
// Sunday, 0. With a year, day is the day of the month.
type date struct {
	year, month, day, weekday int
	second                    int // of the day, on the clock before the change
}

// location makes a time.Location of rules by way of a zone file, as package time offers no other way.
func (r rules) location() (*time.Location, error) {
	z, err := time.LoadLocationFromTZData("Local", r.file())
	if err != nil {
		return nil, fmt.Errorf("time zone %s: %w", r.posix(), err)
	}
	return z, nil
}

// file is a zone file of RFC 9636 without transitions, ending in the rules for all time.
func (r rules) file() []byte {
	block := r.block()
	file := append(block, block...) // for 32-bit and 64-bit readers
	return append(file, "\n"+r.posix()+"\n"...)
}

// block is a header and the one local time type that it counts (RFC 9636, section 3).
func (r rules) block() []byte {
	const name = "STD\x00"
	b := append([]byte("TZif2"), make([]byte, 15)...)
	for _, count := range []uint32{0, 0, 0, 0, 1, uint32(len(name))} { // only time types and designations
		b = binary.BigEndian.AppendUint32(b, count)
	}
	b = binary.BigEndian.AppendUint32(b, uint32(-60*r.standard)) // seconds east of Greenwich, in two's complement
	return append(b, "\x00\x00"+name...)
}

// posix writes the rules in the form of POSIX's TZ: "STD-1:00DST-2:00,M3.5.0/2:00:00,M10.5.0/3:00:00".
func (r rules) posix() string {
	s := "STD" + minutes(r.standard)
	if r.begins.month == 0 {
		return s
	}
	return s + "DST" + minutes(r.summer) + "," + r.begins.posix() + "," + r.ends.posix()
}

func minutes(m int32) string {
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	return fmt.Sprintf("%s%d:%02d", sign, m/60, m%60)
}

func (d date) posix() string {
	at := fmt.Sprintf("/%d:%02d:%02d", d.second/3600, d.second/60%60, d.second%60)
	if d.year == 0 {
		return fmt.Sprintf("M%d.%d.%d", d.month, d.day, d.weekday) + at
	}
	// Rules with a year hold for that one; the system returns new ones afterwards. 2001 is no leap year, as J does
	// not count February 29.
	return fmt.Sprintf("J%d", time.Date(2001, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC).YearDay()) + at
}
