//go:build unix && !darwin

package wallclock

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

// here makes the environment name a file as the zone, and resets what was read from it afterwards.
func here(t *testing.T, r rules) (move func(rules)) {
	t.Helper()
	t.Cleanup(func() { Refresh(context.Background()) })
	dir := t.TempDir()
	link := filepath.Join(dir, "localtime")
	t.Setenv("TZ", ":"+link)
	move = func(r rules) {
		t.Helper()
		file := filepath.Join(dir, r.posix()[:6])
		if err := os.WriteFile(file, r.file(), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(file, link+".new"); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(link+".new", link); err != nil {
			t.Fatal(err)
		}
	}
	move(r)
	return move
}

// TestZoneFollowsTheSystem: the zone file changes while the process runs.
func TestZoneFollowsTheSystem(t *testing.T) {
	move := here(t, rules{standard: -60})
	Refresh(t.Context())
	noon := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	if got := In(noon).Format("15:04 -07:00"); got != "13:00 +01:00" {
		t.Fatalf("in the first zone: %s", got)
	}
	if Refresh(t.Context()) {
		t.Error("the same zone is told of as another")
	}
	move(rules{standard: 300})
	if !Refresh(t.Context()) {
		t.Error("another zone is not told of")
	}
	if got := In(noon).Format("15:04 -07:00"); got != "07:00 -05:00" {
		t.Errorf("in the second zone: %s", got)
	}
	if err := os.WriteFile(os.Getenv("TZ")[1:], []byte("TZif"), 0o600); err != nil {
		t.Fatal(err)
	}
	if Refresh(t.Context()) || In(noon).Format("15:04") != "07:00" {
		t.Error("half a file is taken for a zone")
	}
}

// TestWatchReadsAtOnce: a window shows its first times in the user's form, although nobody has turned to it yet.
func TestWatchReadsAtOnce(t *testing.T) {
	here(t, rules{standard: -60})
	t.Setenv("LC_ALL", "C")
	Refresh(t.Context())
	t.Setenv("LC_ALL", "en_US.UTF-8")
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		told := 0
		go Watch(ctx, nil, func() { told++ })
		synctest.Wait()
		if told != 1 || !Now().Twelve {
			t.Errorf("told %d times, 12 hours: %v", told, Now().Twelve)
		}
	})
}

// TestWatchSeesAnotherZone: within a minute, and at once when the user looks.
func TestWatchSeesAnotherZone(t *testing.T) {
	move := here(t, rules{standard: -60})
	synctest.Test(t, func(t *testing.T) {
		Refresh(t.Context())
		look, told := make(chan struct{}), 0
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go Watch(ctx, look, func() { told++ })
		move(rules{standard: -120})
		wait(every)
		if told != 1 {
			t.Errorf("after a minute it told %d times, want 1", told)
		}
		move(rules{standard: -180})
		look <- struct{}{}
		synctest.Wait()
		if told != 2 {
			t.Errorf("after a look it told %d times, want 2", told)
		}
	})
}

// TestFormFollowsTheLocale: the locale for times decides, as in other programs.
func TestFormFollowsTheLocale(t *testing.T) {
	t.Cleanup(func() { Refresh(context.Background()) })
	for _, tt := range []struct {
		all, times, lang string
		want             bool
	}{
		{"", "", "en_US.UTF-8", true},
		{"", "de_DE.UTF-8", "en_US.UTF-8", false},
		{"", "en_US.UTF-8", "de_DE.UTF-8", true},
		{"C.UTF-8", "en_US.UTF-8", "en_US.UTF-8", false},
		{"", "", "", false},
	} {
		t.Setenv("LC_ALL", tt.all)
		t.Setenv("LC_TIME", tt.times)
		t.Setenv("LANG", tt.lang)
		Refresh(t.Context())
		if got := Now().Twelve; got != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}
