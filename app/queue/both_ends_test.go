package queue

import (
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/zalando/go-keyring"

	"sendoff/app/apptest"
	"sendoff/transfer"
	"sendoff/transfer/source"
	"sendoff/ui/list"
)

// memoryRing is a keyring that keeps what it is given.
type memoryRing map[string]string

func (r memoryRing) Set(_, user, text string) error { r[user] = text; return nil }
func (r memoryRing) DeleteAll(string) error         { clear(r); return nil }
func (r memoryRing) Get(_, user string) (string, error) {
	text, ok := r[user]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return text, nil
}

func (r memoryRing) Delete(_, user string) error {
	if _, ok := r[user]; !ok {
		return keyring.ErrNotFound
	}
	delete(r, user)
	return nil
}

// ends is a queue that works, with what its owner has, asked from one of the two ends.
type ends struct {
	*rig
	owner   *Local
	ring    memoryRing
	asked   Queue
	shown   [][]string // files that the window was raised with
	unshown error      // of Raise
	quit    chan struct{}
}

// eachEnd runs a test once in the owner's process and once over its control channel: a command does not know which
// one it has.
func eachEnd(t *testing.T, f func(t *testing.T, e *ends)) {
	for _, far := range []bool{false, true} {
		t.Run(map[bool]string{false: "owner", true: "channel"}[far], func(t *testing.T) {
			e := &ends{rig: newRig(t), ring: memoryRing{}, quit: make(chan struct{}, 1)}
			c := e.config()
			c.Keyring, c.Quit = e.ring, func() { e.quit <- struct{}{} }
			c.Raise = func(_ context.Context, paths []string) error {
				e.shown = append(e.shown, paths)
				return e.unshown
			}
			l, err := c.Own(t.Context(), TakeOver, Work)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = l.Close() })
			if err := l.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			e.owner, e.asked = l, l
			if far {
				if e.asked, err = Dial(t.Context(), e.Dir); err != nil {
					t.Fatal(err)
				}
			}
			f(t, e)
		})
	}
}

// added is a job for a new file, added from the end in question.
func (e *ends) added(name string, want transfer.Want) transfer.Job {
	e.T.Helper()
	s, err := source.Stat(e.File(name, 3000))
	if err != nil {
		e.T.Fatal(err)
	}
	j := transfer.NewJob(s, transfer.Target{URL: e.Server.URL + name})
	j.Want = want
	e.do(transfer.Command{Verb: transfer.VerbAdd, Jobs: []transfer.Job{j}})
	return j
}

func (e *ends) do(c transfer.Command) {
	e.T.Helper()
	if err := e.asked.Do(e.T.Context(), c); err != nil {
		e.T.Fatalf("%s: %v", c.Verb, err)
	}
}

// TestBothEndsUpload: a job that is added, watched, shown and forgotten. What one end says of it, the engine says too.
func TestBothEndsUpload(t *testing.T) {
	eachEnd(t, func(t *testing.T, e *ends) {
		held := e.added("held.bin", transfer.Hold)
		j := e.added("a.bin", transfer.Run)
		seen, gone := 0, false
		err := e.asked.Watch(t.Context(), func(u transfer.Update) error {
			if seen++; seen == 1 && u[held.ID] == nil {
				t.Errorf("the first update has %d jobs", len(u))
			}
			got, told := u[j.ID]
			switch {
			case !told:
			case got == nil:
				gone = true
				return errEnough
			case got.Outcome == transfer.Delivered:
				return e.asked.Do(t.Context(), transfer.Command{Verb: transfer.VerbForget, IDs: []uuid.UUID{j.ID}})
			}
			return nil
		})
		if !errors.Is(err, errEnough) || !gone {
			t.Errorf("%v; gone: %t", err, gone)
		}
		e.Arrived(j.Source.Path)
		all, err := e.asked.All(t.Context())
		if err != nil || len(all) != 1 || all[held.ID] == nil {
			t.Errorf("left are %v, %v", all, err)
		}
	})
}

// TestBothEndsShow: everything that can be read of an ended job.
func TestBothEndsShow(t *testing.T) {
	eachEnd(t, func(t *testing.T, e *ends) {
		j := e.added("a.bin", transfer.Run)
		apptest.Eventually(t, "its end", func() bool {
			all, err := e.asked.All(t.Context())
			return err == nil && all[j.ID] != nil && all[j.ID].State() == transfer.Done
		})
		far, err := e.asked.All(t.Context())
		near, err2 := e.owner.All(t.Context())
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		if got, want := far[j.ID], near[j.ID]; got == nil || !reflect.DeepEqual(got, want) {
			t.Errorf("it is %+v, want %+v", got, want)
		}
		notes, err := e.asked.Transcript(t.Context(), j.ID)
		kept, err2 := e.owner.engine.Transcript(t.Context(), j.ID)
		if err != nil || err2 != nil || len(notes) < 3 || len(notes) != len(kept) {
			t.Errorf("%d notes of %d: %v, %v", len(notes), len(kept), err, err2)
		}
		if _, text := e.curl(http.MethodGet, "/v1/jobs/"+j.ID.String()); strings.Count(text, `"kind":"`) != len(kept) {
			t.Errorf("curl shows another transcript than that of %d lines: %s", len(kept), text)
		}
		report, err := e.asked.Diagnostics(t.Context())
		if err != nil || !strings.Contains(report, "sendoff: "+version) || !strings.Contains(report, "jobs done: 1") {
			t.Errorf("%v in\n%s", err, report)
		}
	})
}

// TestBothEndsSignIn: an account is used, kept and forgotten as the user wants.
func TestBothEndsSignIn(t *testing.T) {
	const place = "https://files.example.com"
	account := transfer.Account{User: "ines", Password: apptest.Planted, Clear: true}
	eachEnd(t, func(t *testing.T, e *ends) {
		signIn := func(keep, proxy bool) {
			t.Helper()
			kept, err := e.asked.SignIn(t.Context(), SignIn{Place: place, Proxy: proxy, Account: account, Keep: keep})
			if err != nil || kept != keep || (e.ring[place] != "") != keep {
				t.Errorf("kept %t (%q), %v; asked for %t", kept, e.ring[place], err, keep)
			}
			if a, err := e.owner.secrets.Account(t.Context(), whole(place)); a != account || err != nil {
				t.Errorf("%+v, %v", a, err)
			}
			if got := e.owner.SignedIn(); !slices.Equal(got, []list.SignedIn{{Place: place, Proxy: proxy}}) {
				t.Errorf("%+v", got)
			}
		}
		signOut := func(want bool) {
			t.Helper()
			if was, err := e.asked.SignOut(t.Context(), place); was != want || err != nil {
				t.Errorf("there was one: %t, %v; want %t", was, err, want)
			}
			if len(e.ring) != 0 || len(e.owner.SignedIn()) != 0 {
				t.Errorf("left are %v, %v", e.ring, e.owner.SignedIn())
			}
			if _, err := e.owner.secrets.Account(t.Context(), whole(place)); !errors.Is(err, transfer.ErrNoAccount) {
				t.Errorf("it is still given out: %v", err)
			}
		}
		signOut(false)
		signIn(true, true)
		signIn(false, false) // now without the keyring: the older one would come back at the next start
		signOut(true)
		signIn(true, false)
		signOut(true)
		signOut(false)
		e.Secretless()
	})
}

// TestBothEndsTrust: certificates that are trusted, and no more.
func TestBothEndsTrust(t *testing.T) {
	pin := transfer.Pin{Host: "files.example.com", Port: "8443", Fingerprint: strings.Repeat("ab", 32), Subject: "CN=files"}
	eachEnd(t, func(t *testing.T, e *ends) {
		e.do(transfer.Command{Verb: transfer.VerbTrust, Pin: &pin})
		got, err := e.asked.Pins(t.Context())
		if err != nil || len(got) != 1 || got[0].Host != pin.Host || got[0].Port != pin.Port || !reflect.DeepEqual(got, e.owner.engine.Pins()) {
			t.Fatalf("%+v, %v", got, err)
		}
		if report, err := e.asked.Diagnostics(t.Context()); err != nil || !strings.Contains(report, "trusted: "+pin.Host) {
			t.Errorf("%v in\n%s", err, report)
		}
		e.do(transfer.Command{Verb: transfer.VerbDistrust, Pin: &got[0]})
		if got, err := e.asked.Pins(t.Context()); err != nil || len(got) != 0 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// TestBothEndsRaise: the window gets the files, in their order and with every byte of their names.
func TestBothEndsRaise(t *testing.T) {
	eachEnd(t, func(t *testing.T, e *ends) {
		files := []string{absent + "/b", absent + "/a\xff.txt"}
		if err := e.asked.Raise(t.Context(), files); err != nil || len(e.shown) != 1 || !slices.Equal(e.shown[0], files) {
			t.Errorf("%q, %v", e.shown, err)
		}
		e.unshown = ErrOwnerGone
		if err := e.asked.Raise(t.Context(), files); !errors.Is(err, ErrOwnerGone) {
			t.Errorf("a window that ends: %v", err)
		}
		e.shown, e.unshown = e.shown[:1], nil
		e.owner.raise = nil
		if err := e.asked.Raise(t.Context(), files); !errors.Is(err, ErrNoWindow) || len(e.shown) != 1 {
			t.Errorf("without a window: %v, %q", err, e.shown)
		}
	})
}

// TestBothEndsRefuse: a refusal is the same error at both ends, and leaves the queue as it was.
func TestBothEndsRefuse(t *testing.T) {
	eachEnd(t, func(t *testing.T, e *ends) {
		j := e.added("a.bin", transfer.Hold)
		for _, c := range []struct {
			command transfer.Command
			want    error
		}{
			{transfer.Command{Verb: transfer.VerbForget, IDs: []uuid.UUID{{7}}}, transfer.ErrNoJob},
			{transfer.Command{Verb: transfer.VerbForget, IDs: []uuid.UUID{j.ID}}, transfer.ErrUnfinished},
			{transfer.Command{Verb: transfer.VerbAdd}, transfer.ErrEmpty},
		} {
			if err := e.asked.Do(t.Context(), c.command); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", c.command.Verb, err, c.want)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := e.asked.All(ctx); errors.Is(err, ErrOwnerGone) || err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("who gave up himself is told %v", err)
		}
		if err := e.asked.Watch(ctx, func(transfer.Update) error { return nil }); !errors.Is(err, context.Canceled) || errors.Is(err, ErrOwnerGone) {
			t.Errorf("who stopped watching is told %v", err)
		}
		all, err := e.asked.All(t.Context())
		if err != nil || len(all) != 1 || all[j.ID].State() != transfer.Paused {
			t.Errorf("%v, %v", all, err)
		}
		if err := e.owner.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := e.asked.All(t.Context()); !errors.Is(err, ErrOwnerGone) {
			t.Errorf("after the owner's end: %v", err)
		}
		if err := e.asked.Do(t.Context(), transfer.Command{Verb: transfer.VerbRun, IDs: []uuid.UUID{j.ID}}); !errors.Is(err, ErrOwnerGone) {
			t.Errorf("a command after the owner's end: %v", err)
		}
		if _, err := e.asked.Transcript(t.Context(), j.ID); !errors.Is(err, ErrOwnerGone) {
			t.Errorf("a transcript after the owner's end: %v", err)
		}
	})
}

// TestOwnerDescribesItself: its version, what it does with the queue, and where its practice server is.
func TestOwnerDescribesItself(t *testing.T) {
	r := newRig(t)
	l, err := r.config().Own(t.Context(), TakeOver, Look)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	described := func(want OwnerInfo) {
		t.Helper()
		q, err := Dial(t.Context(), r.Dir)
		if err != nil {
			t.Fatal(err)
		}
		if q.OwnerInfo != want || l.Owner() != want {
			t.Errorf("%+v, by itself %+v; want %+v", q.OwnerInfo, l.Owner(), want)
		}
	}
	described(OwnerInfo{Version: version})
	l.StartCancels()
	described(OwnerInfo{Version: version, Works: Cancels})
	if err := l.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.StartCancels() // takes nothing back
	s, err := l.StartPractice(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	described(OwnerInfo{Version: version, Works: Work, Practice: s.URL})
}

// TestQuitOverTheChannel: the owner is told to end, and the answer lasts until its process is gone; one that may not
// be ended says so.
func TestQuitOverTheChannel(t *testing.T) {
	r := newRig(t)
	r.owner()
	q, err := Dial(t.Context(), r.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Quit(t.Context()); err == nil || !strings.Contains(err.Error(), "can only be ended where it was started") {
		t.Errorf("an owner that stays: %v", err)
	}
	eachEnd(t, func(t *testing.T, e *ends) {
		q, far := e.asked.(*Remote)
		if !far {
			return
		}
		ctx, left := context.WithCancel(t.Context())
		told := make(chan error, 1)
		go func() { told <- q.Quit(ctx) }() // ends with the context
		<-e.quit
		select {
		case err := <-told:
			t.Errorf("it is told that the process is gone: %v", err)
		default:
		}
		left()
		if err := <-told; !errors.Is(err, context.Canceled) {
			t.Errorf("who does not wait is told %v", err)
		}
	})
}

// TestCurl: what "sendoff help control" promises: a list with and without the history, one job, and what can be done
// to it.
func TestCurl(t *testing.T) {
	eachEnd(t, func(t *testing.T, e *ends) {
		if _, far := e.asked.(*Remote); !far {
			return
		}
		held, other := e.added("held.bin", transfer.Hold), e.added("other.bin", transfer.Hold)
		act := func(verb string, want int) {
			t.Helper()
			if status, text := e.curl(http.MethodPost, "/v1/jobs/"+held.ID.String()+"/"+verb); status != want {
				t.Errorf("%s: %d %s", verb, status, text)
			}
		}
		lists := func(query string, want ...uuid.UUID) {
			t.Helper()
			_, text := e.curl(http.MethodGet, "/v1/jobs"+query)
			lines := strings.Split(strings.TrimSpace(text), "\n")
			for i, id := range want {
				if len(lines) != len(want) || !strings.HasPrefix(lines[i], `{"id":"`+id.String()) {
					t.Errorf("%q lists\n%s", query, text)
					return
				}
			}
		}
		lists("", held.ID, other.ID)
		act("forget", http.StatusConflict)
		act("cancel", http.StatusOK)
		apptest.Eventually(t, "the cancel", func() bool {
			_, text := e.curl(http.MethodGet, "/v1/jobs/"+held.ID.String())
			return strings.Contains(text, `"outcome":"never_reached"`) && strings.Contains(text, `"transcript":[`)
		})
		lists("", other.ID)
		lists("?all=true", other.ID, held.ID)
		act("forget", http.StatusOK)
		act("forget", http.StatusNotFound)
		lists("?all=true", other.ID)
	})
}

// curl asks the owner in plain HTTP.
func (e *ends) curl(method, path string) (status int, text string) {
	e.T.Helper()
	q, err := http.NewRequestWithContext(e.T.Context(), method, "http://sendoff"+path, nil)
	if err != nil {
		e.T.Fatal(err)
	}
	a, err := plainHTTP(e.Dir).Do(q)
	if err != nil {
		e.T.Fatal(err)
	}
	defer a.Body.Close() //nolint:errcheck // a test
	var b strings.Builder
	if _, err := io.Copy(&b, a.Body); err != nil {
		e.T.Fatal(err)
	}
	if got := a.Header.Get(headerControl); got != version {
		e.T.Errorf("%s is answered by version %q", path, got)
	}
	return a.StatusCode, b.String()
}
