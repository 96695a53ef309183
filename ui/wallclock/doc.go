// Package wallclock knows the local time zone and clock format (12 or 24 hours). Both may change while a window is
// open for days: users travel, and change their settings. Go reads the zone once, at the start of a process, and
// keeps it in time.Local, which must not be changed while others read it. So package words takes its zone from here.
//
//   - wallclock.go: the current zone and format, and when they are read again
//   - zone_*.go: the zone; rules.go: rules of a zone in the form of Windows
//   - form_*.go: 12 or 24 hours, on each system; defaults.go, regions.go: what that is parsed from
package wallclock
