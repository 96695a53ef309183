package queue

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/google/uuid"

	"sendoff/app/apptest"
	"sendoff/transfer"
	"sendoff/transfer/source"
	"sendoff/ui/list"
)

var errDisk = errors.New("no disk")

// failingStore keeps no setting and has none.
type failingStore struct{}

func (failingStore) LoadSetting(string, any) (bool, error) { return false, errDisk }
func (failingStore) SaveSetting(string, any) error         { return errDisk }

// TestSettingsThatCannotBeKept: whoever asked is told, and what was not stored is not taken for stored.
func TestSettingsThatCannotBeKept(t *testing.T) {
	if _, err := LoadSettings(failingStore{}); !errors.Is(err, errDisk) {
		t.Errorf("load: %v", err)
	}
	if err := SaveSettings(failingStore{}, list.Settings{}); !errors.Is(err, errDisk) {
		t.Errorf("save: %v", err)
	}
	a, err := loadAccounts(failingStore{})
	if a == nil || !errors.Is(err, errDisk) {
		t.Fatalf("accounts: %v, %v", a, err)
	}
	place := list.SignedIn{Place: "https://files.example.com"}
	for range 2 { // the second try is made again
		if err := a.signedIn(place, true); !errors.Is(err, errDisk) {
			t.Errorf("sign in: %v", err)
		}
	}
	if got := a.list(nil); !slices.Equal(got, []list.SignedIn{place}) {
		t.Errorf("signed in for this run: %v", got)
	}
	never := func(context.Context, string) (bool, error) { return false, nil }
	p := &practice{dir: t.TempDir(), store: failingStore{}, log: slog.New(slog.DiscardHandler), awaited: never}
	if _, err := p.start(t.Context()); !errors.Is(err, errDisk) || p.url != "" {
		t.Errorf("practice server: %v at %q", err, p.url)
	}
	if err := errors.Join(p.resumeAwaited(t.Context())); !errors.Is(err, errDisk) {
		t.Errorf("resume: %v", err)
	}
	if p.last() != "" {
		t.Errorf("known at %q", p.last())
	}
}

// settingMap keeps settings that are lists of places.
type settingMap map[string][]list.SignedIn

func (m settingMap) LoadSetting(key string, v any) (bool, error) {
	kept, ok := m[key]
	*v.(*[]list.SignedIn) = slices.Clone(kept)
	return ok, nil
}

func (m settingMap) SaveSetting(key string, v any) error {
	m[key] = slices.Clone(v.([]list.SignedIn))
	return nil
}

// TestPlacesOfAccounts: what is listed now, and what after a restart.
func TestPlacesOfAccounts(t *testing.T) {
	store := settingMap{}
	a, err := loadAccounts(store)
	if err != nil {
		t.Fatal(err)
	}
	x, y, z := list.SignedIn{Place: "https://x"}, list.SignedIn{Place: "https://y"}, list.SignedIn{Place: "https://z"}
	listed := func(now, later []list.SignedIn) {
		t.Helper()
		next, err := loadAccounts(store)
		if got := a.list(nil); err != nil || !slices.Equal(got, now) || !slices.Equal(next.list(nil), later) {
			t.Errorf("now %v, want %v; later %v, want %v; %v", got, now, next.list(nil), later, err)
		}
	}
	for _, err := range []error{a.signedIn(z, true), a.signedIn(y, false), a.signedIn(x, true)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	listed([]list.SignedIn{x, y, z}, []list.SignedIn{x, z})
	if err := errors.Join(a.signedIn(z, false), a.signedOut(x.Place)); err != nil { // z is no longer in the keyring
		t.Fatal(err)
	}
	listed([]list.SignedIn{y, z}, nil)
	if err := errors.Join(a.signedOut(y.Place), a.signedOut(z.Place), a.signedIn(x, true)); err != nil {
		t.Fatal(err)
	}
	listed([]list.SignedIn{x}, []list.SignedIn{x})
}

// scriptedQueue answers what a test wants; the rest is not asked.
type scriptedQueue struct {
	Queue
	updates []transfer.Update
	end     error
	closed  error
}

func (q *scriptedQueue) Watch(_ context.Context, f func(transfer.Update) error) error {
	for _, u := range q.updates {
		if err := f(u); err != nil {
			return err
		}
	}
	return q.end
}
func (q *scriptedQueue) All(context.Context) (transfer.Update, error) { return nil, q.end }
func (q *scriptedQueue) Close() error                                 { return q.closed }

// TestFollowerEnds: with what it was waiting for, with the error of who looks, with the context, or with the queue's
// error; a queue whose owner is gone is found again.
func TestFollowerEnds(t *testing.T) {
	errSeen, errQueue := errors.New("seen"), errors.New("queue")
	a, b := &transfer.Job{ID: uuid.UUID{1}}, &transfer.Job{ID: uuid.UUID{2}}
	updates := []transfer.Update{{a.ID: a}, {b.ID: b}, {a.ID: nil}}
	gaveUp, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		end  error
		see  func(Jobs) (bool, error)
		want error
	}{
		"enough":             {t.Context(), errQueue, func(all Jobs) (bool, error) { return len(all) == 1 && all[b.ID] != nil, nil }, nil},
		"not enough":         {t.Context(), errQueue, func(Jobs) (bool, error) { return false, nil }, errQueue},
		"who looks fails":    {t.Context(), nil, func(all Jobs) (bool, error) { return len(all) == 2, errSeen }, errSeen},
		"given up":           {gaveUp, errQueue, func(Jobs) (bool, error) { return false, nil }, context.Canceled},
		"given up, no owner": {gaveUp, ErrOwnerGone, func(Jobs) (bool, error) { return false, nil }, context.Canceled},
	} {
		f := &Follower{q: &scriptedQueue{updates: updates, end: c.end}}
		all := Jobs{}
		err := f.Until(c.ctx, func(u transfer.Update, first bool) (bool, error) {
			all.Apply(u, first)
			return c.see(all)
		})
		if !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	f := &Follower{q: &scriptedQueue{end: errQueue, closed: errDisk}}
	if _, err := f.Jobs(t.Context()); !errors.Is(err, errQueue) {
		t.Errorf("jobs: %v", err)
	}
	if err := f.Leave(); !errors.Is(err, errDisk) {
		t.Errorf("leave: %v", err)
	}
	if err := f.Leave(); err != nil {
		t.Errorf("left twice: %v", err)
	}
}

// TestFollowerAims: a follower does with the queue what it was opened for, here or through who owns it, and more when
// it wants more.
func TestFollowerAims(t *testing.T) {
	r := newRig(t)
	f, err := r.config().Follow(t.Context(), Cancels)
	if err != nil {
		t.Fatal(err)
	}
	owner, ok := f.q.(*Local)
	if !ok || !f.Owned() || f.Worked() || owner.Owner().Works != Cancels {
		t.Fatalf("it is %T, owned %t, worked %t", f.q, f.Owned(), f.Worked())
	}
	other, err := r.config().Follow(t.Context(), Look)
	if err != nil || other.Owned() || other.Worked() {
		t.Fatalf("who looks owns it: %t, sees it worked on: %t; %v", other.Owned(), other.Worked(), err)
	}
	if err := f.Want(t.Context(), Work); err != nil || owner.Owner().Works != Work {
		t.Errorf("it wants more: %+v, %v", owner.Owner(), err)
	}
	late, err := r.config().Follow(t.Context(), Cancels)
	if err != nil || late.Owned() || !late.Worked() {
		t.Errorf("beside one that works: owned %t, worked %t; %v", late.Owned(), late.Worked(), err)
	}
	if err := errors.Join(f.Leave(), late.Want(t.Context(), Cancels)); err != nil {
		t.Fatal(err)
	}
	if _, err := late.Jobs(t.Context()); err != nil || !late.Owned() { // in the place of who has ended
		t.Errorf("owned %t, %v", late.Owned(), err)
	}
	if err := late.Leave(); err != nil {
		t.Error(err)
	}
}

// TestFolderThatCannotBeUsed is told with advice; other errors stay what they are.
func TestFolderThatCannotBeUsed(t *testing.T) {
	c := &Config{Dir: "/queue", Version: version}
	for err, advised := range map[error]bool{
		&fs.PathError{Op: "open", Path: "x", Err: syscall.EACCES}: true,
		&fs.PathError{Op: "open", Path: "x", Err: syscall.ENOENT}: true,
		&fs.PathError{Op: "open", Path: "x", Err: syscall.EIO}:    false,
		transfer.ErrLocked:  false,
		errDisk:             false,
		Unavailable("full"): true,
	} {
		got := c.Unkept(err)
		var said UnavailableError
		if errors.As(got, &said) != advised || !advised && !errors.Is(got, err) {
			t.Errorf("%v became %v", err, got)
		}
	}
	if err := c.Unkept(nil); err != nil {
		t.Error(err)
	}
}

// TestHomeOfTheQueue: without a home there is no place for it, unless it does not need one.
func TestHomeOfTheQueue(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the home is not needed there")
	}
	there := t.TempDir()
	file := filepath.Join(there, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		home, data string
		homed, ok  bool
	}{
		{there, "", true, true},
		{"", "", true, false},
		{"relative", "", true, false},
		{filepath.Join(there, "gone"), "", true, false},
		{file, "", true, false},
		{"", there, true, true},
		{"", "", false, true},
	} {
		t.Setenv("HOME", c.home)
		t.Setenv("XDG_DATA_HOME", c.data)
		if err := (&Config{Dir: there, Homed: c.homed}).Placed(); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// TestKeyringIsAskedOnce: two that want an account wait for one question; a damaged one in the keyring is none.
func TestKeyringIsAskedOnce(t *testing.T) {
	const place = "https://files.example.com"
	synctest.Test(t, func(t *testing.T) {
		ring := memoryRing{place: `{"user":"ines","password":"` + apptest.Planted + `"}`, "https://damaged": `{"user":`}
		asked, at := make(chan struct{}), 0
		s := NewSecrets(countingRing{ring, func() { at++; <-asked }})
		for range 2 {
			go func() { // ends with the keyring's answer
				if a, err := s.Account(t.Context(), whole(place)); a.User != "ines" || err != nil {
					t.Errorf("%+v, %v", a, err)
				}
			}()
		}
		synctest.Wait()
		if at != 1 {
			t.Errorf("%d questions at once", at)
		}
		close(asked)
		synctest.Wait()
		if a, err := s.Account(t.Context(), whole("https://damaged")); !errors.Is(err, transfer.ErrNoAccount) || a != (transfer.Account{}) {
			t.Errorf("%+v, %v", a, err)
		}
		if a, err := s.Account(t.Context(), whole("https://other")); !errors.Is(err, transfer.ErrNoAccount) || a != (transfer.Account{}) {
			t.Errorf("%+v, %v", a, err)
		}
		before := at
		if _, err := s.Account(t.Context(), whole(place)); err != nil || at != before {
			t.Errorf("a known account is asked for %d times more, %v", at-before, err)
		}
		s.Refused(whole(place), transfer.Account{User: "ines", Password: apptest.Planted})
		if a, err := s.Account(t.Context(), whole(place)); !errors.Is(err, transfer.ErrRefusedAccount) || a.Password != "" || at != before {
			t.Errorf("a refused one is asked for %d times more: %+v, %v", at-before, a, err)
		}
	})
	paused := errors.New("paused")
	ctx, end := context.WithCancelCause(t.Context())
	end(paused)
	s := NewSecrets(lockedRing{end: make(chan struct{})})
	if _, err := s.Account(ctx, whole(place)); !errors.Is(err, paused) {
		t.Errorf("who gave up asking is told %v", err)
	}
	if kept, err := s.file(ctx, place, transfer.Account{}, true); kept || !errors.Is(err, paused) {
		t.Errorf("who gave up keeping is told %t, %v", kept, err)
	}
}

// countingRing says when it is asked.
type countingRing struct {
	memoryRing
	asked func()
}

func (r countingRing) Get(service, user string) (string, error) {
	r.asked()
	return r.memoryRing.Get(service, user)
}

// TestFileBudget: uploads, clients and watchers never need more files than there are, and each gets some.
func TestFileBudget(t *testing.T) {
	for limit, want := range map[uint64]budget{
		0: {1, 4, 3}, 40: {1, 4, 3}, 64: {4, 16, 12}, 256: {28, 112, 84}, 1024: {64, 496, 372}, 1 << 40: {64, 512, 384},
	} {
		if got := budgetOf(limit); got != want {
			t.Errorf("%d files: %+v, want %+v", limit, got, want)
		}
	}
}

// TestLanguageIsKept for the command line, and taken back.
func TestLanguageIsKept(t *testing.T) {
	dir := t.TempDir()
	for _, language := range []string{"", "ru", "ru", "en", "", ""} {
		if err := KeepLanguage(dir, language); err != nil {
			t.Fatal(err)
		}
		_, err := os.Stat(filepath.Join(dir, languageFile))
		if got := KeptLanguage(dir); got != language || (err == nil) != (language != "") {
			t.Errorf("%q is kept as %q, %v", language, got, err)
		}
	}
}

// TestSignInWithoutAPassword is one: some servers ask for a name only.
func TestSignInWithoutAPassword(t *testing.T) {
	for a, ok := range map[transfer.Account]bool{{User: "ines"}: true, {Password: "x"}: false} {
		if err := checkSignIn(&SignIn{Place: "https://files.example.com", Account: a}); (err == nil) != ok {
			t.Errorf("%+v: %v", a, err)
		}
	}
}

// TestJobsAreComplete: what comes over the channel is as NewJob makes it; an empty file has a size.
func TestJobsAreComplete(t *testing.T) {
	job := func(change func(j *transfer.Job)) []transfer.Job {
		j := transfer.NewJob(source.File{Path: absent}, transfer.Target{URL: "http://h/x"})
		change(&j)
		return []transfer.Job{j}
	}
	for name, c := range map[string]struct {
		jobs []transfer.Job
		ok   bool
	}{
		"empty file": {job(func(*transfer.Job) {}), true},
		"below zero": {job(func(j *transfer.Job) { j.Source.Size = -1 }), false},
		"nameless":   {job(func(j *transfer.Job) { j.ID = uuid.Nil }), false},
		"relative":   {job(func(j *transfer.Job) { j.Source.Path = "a" }), false},
		"nowhere":    {job(func(j *transfer.Job) { j.Target.URL = "ftp://h/x" }), false},
		"bad header": {job(func(j *transfer.Job) { j.Target.Headers = "Host: x" }), false},
		"none":       {nil, false},
	} {
		if err := checkJobs(c.jobs); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
