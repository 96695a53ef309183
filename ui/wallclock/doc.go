// Package wallclock knows how the clock on the wall is read where this program runs: the time zone and whether a
// day has twice twelve hours or 24. Both may change while a window is open for days: people travel, and change
// what they have set. Go reads the zone once, when a process begins, and keeps it in time.Local, which nobody may
// change while others read it. So words take their zone from here.
//
//   - wallclock.go: the zone and the form of now, and when they are asked for again
//   - zone_*.go: the zone; rules.go: the rules of a zone as Windows has them
//   - form_*.go: twelve hours or 24, as each system says it; defaults.go, regions.go: what that is read from
package wallclock
