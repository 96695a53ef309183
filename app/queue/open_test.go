package queue

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/ui/list"
)

// TestOwnerThatDoesNotAnswer: a command waits for it, says so once and in the end gives advice; who ends the command
// earlier is not kept.
func TestOwnerThatDoesNotAnswer(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	l.control.close()
	var said []string
	c := r.config()
	c.Say = func(line string) { said = append(said, line) }
	c.Patience = time.Millisecond
	_, err := c.Open(t.Context(), Work)
	if unavailable, ok := errors.AsType[UnavailableError](err); !ok || !strings.Contains(unavailable.Error(), r.Dir) || !strings.Contains(unavailable.Error(), "--dir") {
		t.Errorf("%v", err)
	}
	c.Patience = 0
	ctx, cancel := context.WithTimeout(t.Context(), TakeOver+2*time.Second)
	defer cancel()
	begun := time.Now()
	if _, err := c.Open(ctx, Work); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v after %v", err, time.Since(begun))
	}
	if len(said) != 1 || !strings.Contains(said[0], r.Dir) {
		t.Errorf("said %q", said)
	}
}

// TestQueueIsHandedOver to a command that does more with it, and to none that does as much or less.
func TestQueueIsHandedOver(t *testing.T) {
	for has := Look; has <= Work; has++ {
		for wants := Look; wants <= Work; wants++ {
			r := newRig(t)
			first, err := r.config().Own(t.Context(), TakeOver, has)
			if err != nil {
				t.Fatal(err)
			}
			q, err := r.config().Open(t.Context(), wants)
			if err != nil {
				t.Fatal(err)
			}
			second, mine := q.(*Local)
			if mine != (wants > has) {
				t.Errorf("%d asks one that does %d: handed over %t", wants, has, mine)
			}
			if mine && second.Owner().Works != wants {
				t.Errorf("it does %+v", second.Owner())
			}
			if err := errors.Join(q.Close(), first.Close()); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestOwnerIsOpenedWithWhatItIsGiven: limit of files, accounts for the run, notices for the user, in the log too.
func TestOwnerIsOpenedWithWhatItIsGiven(t *testing.T) {
	r := newRig(t)
	var log bytes.Buffer
	var said []string
	c := r.config()
	c.Files = 256
	c.Log = slog.New(slog.NewTextHandler(&log, nil))
	c.Say = func(line string) { said = append(said, line) }
	c.Lent = []SignIn{{Place: filesOrigin, Account: transfer.Account{User: "svc"}}, {Place: filesOrigin, Account: transfer.Account{User: "ines"}}}
	if err := os.MkdirAll(r.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.Dir, "queue.db"), bytes.Repeat([]byte("x"), 8<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := c.Own(t.Context(), TakeOver, Look)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	if l.budget != budgetOf(256) || cap(l.control.watchers) != l.budget.watchers {
		t.Errorf("budget %+v, room for %d watchers", l.budget, cap(l.control.watchers))
	}
	if got := given(t, l.secrets, in("/", "x")); got != "svc" {
		t.Errorf("signs in as %q", got)
	}
	if len(l.Notices()) == 0 || len(said) == 0 || !strings.HasPrefix(said[0], "sendoff: ") {
		t.Errorf("a damaged queue: notices %q, said %q", l.Notices(), said)
	}
	for _, text := range []string{"a lent account", "opening the queue", "notice="} {
		if !strings.Contains(log.String(), text) {
			t.Errorf("no %q in the log:\n%s", text, log.String())
		}
	}
	if l.Engine() != l.engine || l.Log() != l.log.Logger || l.KeyringUsable(t.Context()) {
		t.Error("the window gets another queue")
	}
}

// TestFilesAreTooFew: a process that may open hardly any is told how many it needs.
func TestFilesAreTooFew(t *testing.T) {
	c := newRig(t).config()
	for files, ok := range map[uint64]bool{10: false, minFiles - 1: false, minFiles: true, 1024: true, 0: true} {
		c.Files = files
		if err := c.Placed(); (err == nil) != ok {
			t.Errorf("%d files: %v", files, err)
		}
	}
}

// TestLimitsOfTheWindowHoldFromTheStart: those that are stored, with the limit of this process before them.
func TestLimitsOfTheWindowHoldFromTheStart(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	if err := errors.Join(SaveSettings(l.engine, list.Settings{Limits: transfer.Limits{Uploads: 3, Rate: 77_000}}), l.Close()); err != nil {
		t.Fatal(err)
	}
	for _, own := range []int64{0, 12_345} {
		c := r.config()
		c.Limit = own
		l, err := c.Own(t.Context(), TakeOver, Work)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(l.Start(t.Context()), l.Start(t.Context())); err != nil { // the second does nothing
			t.Fatal(err)
		}
		s, err := LoadSettings(l.engine)
		if err != nil || s.Limits.Uploads != 3 || s.Limits.Rate != 77_000 {
			t.Errorf("stored %+v, %v", s.Limits, err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		if err := l.Do(t.Context(), transfer.Command{Verb: transfer.VerbLimits, Limits: &s.Limits}); !errors.Is(err, ErrOwnerGone) {
			t.Errorf("after its end: %v", err)
		}
	}
}
