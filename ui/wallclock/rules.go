package wallclock

import (
	"encoding/binary"
	"fmt"
	"time"
)

// rules are those of a zone as Windows has them: minutes that are added to the local time to get UTC, and the days
// on which summer time begins and ends every year. Without summer time begins and ends are empty.
type rules struct {
	standard, summer int32
	begins, ends     date
}

// date is a day of the year. Without a year, day is the week of the month, 5 the last one, and weekday counts from
// Sunday, 0. With a year, day is that of the month.
type date struct {
	year, month, day, weekday int
	second                    int // of the day, by the clock that holds until then
}

// location makes a zone of rules. Go makes zones of nothing but files.
func (r rules) location() (*time.Location, error) {
	z, err := time.LoadLocationFromTZData("Local", r.file())
	if err != nil {
		return nil, fmt.Errorf("time zone %s: %w", r.posix(), err)
	}
	return z, nil
}

// file is a file of RFC 9636 with no change in it, and at its end the rules for all time.
func (r rules) file() []byte {
	block := r.block()
	file := append(block, block...) // for readers of 32 bits, and of 64
	return append(file, "\n"+r.posix()+"\n"...)
}

// block is a header and the one kind of time that it counts (RFC 9636, section 3).
func (r rules) block() []byte {
	const name = "STD\x00"
	b := append([]byte("TZif2"), make([]byte, 15)...)
	for _, count := range []uint32{0, 0, 0, 0, 1, uint32(len(name))} { // only kinds of time and letters
		b = binary.BigEndian.AppendUint32(b, count)
	}
	b = binary.BigEndian.AppendUint32(b, uint32(-60*r.standard)) // seconds east of Greenwich, in two's complement
	return append(b, "\x00\x00"+name...)
}

// posix writes the rules as the variable TZ has them in POSIX: "STD-1:00DST-2:00,M3.5.0/2:00:00,M10.5.0/3:00:00".
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
	// The rule of one year: the system gives others when that is over. 2001 has no leap day, which is not counted.
	return fmt.Sprintf("J%d", time.Date(2001, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC).YearDay()) + at
}
