package wallclock

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
	_ "time/tzdata" // zones, wherever the tests run
)

// TestRulesAreTheZones compares Windows rules with known zones, hour by hour for a year.
func TestRulesAreTheZones(t *testing.T) {
	for _, tt := range []struct {
		zone  string
		rules rules
	}{
		{"Europe/Berlin", rules{-60, -120, date{month: 3, day: 5, second: 2 * 3600}, date{month: 10, day: 5, second: 3 * 3600}}},
		{"America/New_York", rules{300, 240, date{month: 3, day: 2, second: 2 * 3600}, date{month: 11, day: 1, second: 2 * 3600}}},
		{"Australia/Adelaide", rules{-570, -630, date{month: 10, day: 1, second: 2 * 3600}, date{month: 4, day: 1, second: 3 * 3600}}},
		{"America/Santiago", rules{240, 180, date{month: 9, day: 1, weekday: 6, second: 24 * 3600}, date{month: 4, day: 1, weekday: 6, second: 24 * 3600}}},
		{"Asia/Kathmandu", rules{standard: -345}},
		{"UTC", rules{}},
	} {
		got, err := tt.rules.location()
		if err != nil {
			t.Fatal(err)
		}
		want, err := time.LoadLocation(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		for at := time.Date(2026, 1, 1, 0, 30, 0, 0, time.UTC); at.Year() == 2026; at = at.Add(time.Hour) {
			if g, w := at.In(got).Format(time.DateTime), at.In(want).Format(time.DateTime); g != w {
				t.Fatalf("%s, %q: at %v it is %s, want %s", tt.zone, tt.rules.posix(), at, g, w)
			}
		}
	}
	once := rules{-60, -120, date{year: 2026, month: 3, day: 29, second: 7200}, date{year: 2026, month: 10, day: 25, second: 10800}}
	if got, want := once.posix(), "STD-1:00DST-2:00,J88/2:00:00,J298/3:00:00"; got != want {
		t.Errorf("the rules of one year are %q, want %q", got, want)
	}
}

func TestLocaleTwelve(t *testing.T) {
	for locale, want := range map[string]bool{
		"en_US.UTF-8": true, "en-US": true, "en_IN": true, "en_AU.utf8": true, "ar_EG": true, "zh_Hant_TW": true, "ru_US": true,
		"en_CA": true, "fr_CA.UTF-8": false, "tr_CY": false, "en_US@rg=gbzzzz": false, "en_DE@rg=uszzzz": true, "de_DE@euro": false,
		"en_GB.UTF-8": false, "ru_RU.UTF-8": false, "de_DE": false, "es_AR": false, "C": false, "C.UTF-8": false, "POSIX": false, "": false, "en": false,
	} {
		if got := localeTwelve(locale); got != want {
			t.Errorf("%q: %v, want %v", locale, got, want)
		}
	}
}

func TestPictureTwelve(t *testing.T) {
	for picture, want := range map[string]bool{
		"h:mm tt": true, "hh:mm:ss tt": true, "tt h:mm": true, "HH:mm": false, "H.mm": false, "HH' h 'mm": false, "'h' HH:mm": false, "": false,
	} {
		if got := pictureTwelve(picture); got != want {
			t.Errorf("%q: %v, want %v", picture, got, want)
		}
	}
}

func TestDefaultsTwelve(t *testing.T) {
	const locale = "    AppleLocale = \"en_US\";\n"
	for printed, want := range map[string]bool{
		"{\n" + locale + "}\n": true,
		"{\n" + locale + "    AppleICUForce24HourTime = 1;\n}\n":                              false,
		"{\n" + locale + "    AppleICUForce24HourTime = 0;\n}\n":                              true,
		"{\n    AppleICUForce12HourTime = 1;\n    AppleLocale = \"de_DE\";\n}\n":              true,
		"{\n    AppleLocale = \"de_DE\";\n}\n":                                                false,
		"{\n" + locale + "    Old =     {\n        AppleICUForce24HourTime = 1;\n    };\n}\n": true,
		"": false,
	} {
		if got := defaultsTwelve(printed); got != want {
			t.Errorf("%q: %v, want %v", printed, got, want)
		}
	}
}

// TestWatchTellsOfAnotherDay: a time shown today needs a date tomorrow.
func TestWatchTellsOfAnotherDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // starts at midnight UTC, 2000-01-01
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		Refresh(ctx)
		var told int
		go Watch(ctx, nil, func() { told++ })
		start := In(time.Now())
		midnight := time.Date(start.Year(), start.Month(), start.Day()+1, 0, 0, 0, 0, start.Location())
		wait(midnight.Sub(start) - time.Second)
		if told != 0 {
			t.Errorf("before midnight it told %d times", told)
		}
		wait(every + time.Second)
		if told != 1 {
			t.Errorf("after midnight it told %d times, want 1", told)
		}
	})
}

// wait advances the time.
func wait(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}
