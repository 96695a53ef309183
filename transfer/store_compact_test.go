package transfer

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
)

// secretly are jobs that rest, whose files have a name that can be searched for.
func secretly(n int) (jobs []Job, ids []uuid.UUID) {
	for i := range n {
		j := *stored(i)
		j.Source.Path = fmt.Sprintf("/data/gone-for-good-%d.bin", i)
		j.Want = Hold
		jobs, ids = append(jobs, j), append(ids, j.ID)
	}
	return jobs, ids
}

func mustDo(t *testing.T, e *Engine, c Command) {
	t.Helper()
	if err := <-e.Do(c); err != nil {
		t.Fatal(err)
	}
}

// comeAndGo adds jobs, cancels them and removes them from the history.
func comeAndGo(t *testing.T, e *Engine, n int) {
	t.Helper()
	jobs, ids := secretly(n)
	mustDo(t, e, Command{Verb: VerbAdd, Jobs: jobs})
	mustDo(t, e, Command{Verb: VerbDrop, IDs: ids})
	mustDo(t, e, Command{Verb: VerbForget, IDs: ids})
}

func skipWithoutCompaction(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("no open file is renamed there")
	}
}

// renamesNoOpenFile lets the test go the way of Windows.
func renamesNoOpenFile(t *testing.T) {
	t.Helper()
	before := renamesOpen
	renamesOpen = false
	t.Cleanup(func() { renamesOpen = before })
}

// checkCompacted: the queue file is small, and neither it nor its copy nor any other file has a trace of what is gone.
func checkCompacted(t *testing.T, dir string, most int64) {
	t.Helper()
	for _, path := range []string{queuePath(dir), queuePath(dir) + ".bak"} {
		if info, err := os.Stat(path); err != nil || info.Size() > most {
			t.Errorf("%v, %v", info.Size(), err)
		}
	}
	all, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range all {
		raw, err := os.ReadFile(path)
		if n := bytes.Count(raw, []byte("gone-for-good")); n > 0 || err != nil {
			t.Errorf("%s has %d traces of it, %v", filepath.Base(path), n, err)
		}
	}
}

// TestGoneFromTheFile: what was cancelled and forgotten leaves the disk when the program ends, and when it has nothing to
// do; what is still there stays, with its settings.
func TestGoneFromTheFile(t *testing.T) {
	for name, c := range map[string]struct{ runs, closed bool }{
		"at the end": {}, "at a quiet moment": {runs: true}, "at the end, when the file is closed": {closed: true},
	} {
		t.Run(name, func(t *testing.T) {
			if c.closed {
				renamesNoOpenFile(t)
			} else {
				skipWithoutCompaction(t)
			}
			synctest.Test(t, func(t *testing.T) {
				dir := t.TempDir()
				e := openIn(t, dir)
				kept := *stored(1)
				kept.Want = Hold
				mustDo(t, e, Command{Verb: VerbAdd, Jobs: []Job{kept}})
				if err := e.SaveSetting("servers", []string{"http://server/drop/"}); err != nil {
					t.Fatal(err)
				}
				comeAndGo(t, e, 2000)
				if c.runs {
					<-time.After(2 * quietPeriod)
					e.lasting.Wait()
					synctest.Wait()
					e.lasting.Wait()
					checkCompacted(t, dir, 64<<10)
				}
				mustDo(t, e, Command{Verb: VerbHold, IDs: []uuid.UUID{kept.ID}}) // it still writes
				if err := e.Close(); err != nil {
					t.Fatal(err)
				}
				checkCompacted(t, dir, 64<<10)
				e = openIn(t, dir)
				all, err := e.Watch().Next(t.Context())
				if err != nil || len(all) != 1 || all[kept.ID] == nil || len(e.Notices()) > 0 {
					t.Errorf("%d jobs, %v, %v", len(all), err, e.Notices())
				}
				var servers []string
				if found, err := e.LoadSetting("servers", &servers); !found || err != nil || len(servers) != 1 {
					t.Errorf("settings: %v, %v", servers, err)
				}
				if err := e.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestCompactedOnlyIfWorthIt: a file whose records are mostly there is left alone, so is one that is small anyhow.
func TestCompactedOnlyIfWorthIt(t *testing.T) {
	for name, c := range map[string]struct {
		come, gone int
		want       bool
	}{
		"nothing happened": {0, 0, false},
		"few came":         {10, 10, false},
		"most are there":   {1000, 100, false},
		"most are gone":    {1000, 900, true},
	} {
		dir := t.TempDir()
		e := openIn(t, dir)
		jobs, ids := secretly(c.come)
		if c.come > 0 {
			mustDo(t, e, Command{Verb: VerbAdd, Jobs: jobs})
		}
		if c.gone > 0 {
			mustDo(t, e, Command{Verb: VerbDrop, IDs: ids[:c.gone]})
			mustDo(t, e, Command{Verb: VerbForget, IDs: ids[:c.gone]})
		}
		if got := e.store.sparse(); got != c.want {
			t.Errorf("%s: it is to be compacted: %t", name, got)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestCompactedIsNewer: the file that was written anew counts as newer than the copy of the old one. Else an old copy
// would be taken for what was there last.
func TestCompactedIsNewer(t *testing.T) {
	skipWithoutCompaction(t)
	dir := t.TempDir()
	e := openIn(t, dir)
	comeAndGo(t, e, 1000)
	if err := e.store.backup(); err != nil {
		t.Fatal(err)
	}
	before := changeOf(queuePath(dir) + ".bak")
	inLoop(t, e, e.store.compactNow)
	if after := changeOf(queuePath(dir)); after <= before {
		t.Errorf("change %d in the copy, %d in the newer file", before, after)
	}
	comeAndGo(t, e, 1) // bbolt goes on from there
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(queuePath(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := checkWhole(f); err != nil {
		t.Error(err)
	}
}

// inLoop does what only the owner loop may do.
func inLoop(t testing.TB, e *Engine, do func() error) {
	t.Helper()
	var failed error
	if err := e.ask(func() { failed = do() }); errors.Join(err, failed) != nil {
		t.Fatal(err, failed)
	}
}

// TestCompactionGivesWay: what is written while the new file is made is not lost: the old file stays in use.
func TestCompactionGivesWay(t *testing.T) {
	skipWithoutCompaction(t)
	dir := t.TempDir()
	e := openIn(t, dir)
	comeAndGo(t, e, 1000)
	c, err := e.store.compact()
	if err != nil {
		t.Fatal(err)
	}
	late := *stored(7)
	late.Want = Hold
	mustDo(t, e, Command{Verb: VerbAdd, Jobs: []Job{late}})
	inLoop(t, e, func() error { return e.store.adopt(c) })
	if _, err := os.Stat(compactName(queuePath(dir))); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the new file is left: %v", err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = openIn(t, dir)
	if all, err := e.Watch().Next(t.Context()); err != nil || all[late.ID] == nil {
		t.Errorf("%v, %v", all, err)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

// TestNobodyGetsTheOldFile: a process that waits for the lock of the file before does not take that for the queue.
func TestNobodyGetsTheOldFile(t *testing.T) {
	skipWithoutCompaction(t)
	dir := t.TempDir()
	e := openIn(t, dir)
	comeAndGo(t, e, 1000)
	f, err := openOwn(queuePath(dir), os.O_RDWR)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	inLoop(t, e, e.store.compactNow)
	if err := checkFile(f, time.Second); !errors.Is(err, ErrLocked) {
		t.Errorf("%v", err)
	}
	if _, err := Open(Options{Dir: dir, LockWait: time.Millisecond}); !errors.Is(err, ErrLocked) {
		t.Errorf("the new file is free: %v", err)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

// TestKilledWhileCompacting kills the program while it writes the queue anew over and over: what it said to be stored is
// there, what it said to be gone is not, and nothing is damaged.
func TestKilledWhileCompacting(t *testing.T) {
	t.Run("open", func(t *testing.T) { skipWithoutCompaction(t); killCompacting(t, "compact") })
	t.Run("closed", func(t *testing.T) { killCompacting(t, "compact at the end") })
}

func killCompacting(t *testing.T, what string) {
	t.Helper()
	dir := t.TempDir()
	kills, left := count(t, killsVar, 40), 0
	for i := range kills {
		p := startChild(t, what, dir, 0)
		said := p.linesUntilKilled(t, time.Duration(i%20)*7*time.Millisecond)
		if _, err := os.Stat(compactName(queuePath(dir))); err == nil {
			left++
		}
		e := openIn(t, dir)
		if len(e.Notices()) > 0 {
			t.Fatalf("kill %d: %v", i, e.Notices())
		}
		if _, err := os.Stat(compactName(queuePath(dir))); err == nil {
			t.Errorf("kill %d: what was left of a new file stays", i)
		}
		all, err := e.Watch().Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range said {
			what, name, _ := strings.Cut(line, " ")
			id, err := uuid.Parse(name)
			if err != nil {
				continue // cut off by the kill
			}
			if there := all[id] != nil; there != (what == "there") {
				t.Errorf("kill %d: job %s is there: %t, and was said to be %s", i, name, there, what)
			}
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills, %d of them while a new file was being written", kills, left)
}

// compactForEver lets jobs come and go and writes the queue anew after each time, until it is killed. It says what is on
// disk for good and what is gone for good.
func compactForEver(e *Engine) error {
	for {
		if err := comeGoAndSay(e); err != nil {
			return err
		}
		var failed error
		if err := e.ask(func() { failed = e.store.compactNow() }); errors.Join(err, failed) != nil {
			return errors.Join(err, failed)
		}
	}
}

// closeForEver is compactForEver for a queue that is compacted when it is closed.
func closeForEver(e *Engine) (err error) {
	renamesOpen = false
	for ; err == nil; e, err = Open(e.options) {
		if err := errors.Join(comeGoAndSay(e), e.Close()); err != nil {
			return err
		}
	}
	return err
}

// comeGoAndSay lets jobs come and go, and says which one stays and that another is gone.
func comeGoAndSay(e *Engine) error {
	keep := *stored(1)
	jobs, ids := secretly(300)
	keep.Want = Hold
	for _, c := range []Command{{Verb: VerbAdd, Jobs: append(jobs, keep)}, {Verb: VerbDrop, IDs: ids}, {Verb: VerbForget, IDs: ids}} {
		if err := <-e.Do(c); err != nil {
			return err
		}
	}
	fmt.Printf("there %s\ngone %s\n", keep.ID, ids[0])
	return nil
}

// linesUntilKilled returns what the child said until it was killed, some time after its first word.
func (p *process) linesUntilKilled(t *testing.T, after time.Duration) (said []string) {
	t.Helper()
	lines := make(chan []string, 1)
	first := make(chan struct{})
	go func() { // ends with the child
		var all []string
		for in := bufio.NewScanner(p.out); in.Scan(); {
			if all = append(all, in.Text()); len(all) == 1 {
				close(first)
			}
		}
		lines <- all
	}()
	select {
	case <-first:
	case <-time.After(time.Minute):
		t.Fatal("the child says nothing")
	}
	<-time.After(after)
	_ = p.cmd.Process.Kill()
	var exit *exec.ExitError
	if err := <-p.exited; !errors.As(err, &exit) {
		t.Fatalf("child: %v", err)
	}
	return <-lines
}

// TestSecretsOfAHeaderEndWithTheUpload: at the end of an upload, and of a cancel, no file has a trace of the values of
// its secret headers, in a queue of any size; names and what is no secret stay. A token in the address goes with the
// record. A program that was killed before that makes it up.
func TestSecretsOfAHeaderEndWithTheUpload(t *testing.T) {
	const secret = "gone-for-good"
	target := Target{URL: "http://server/drop/a?sig=" + secret, Headers: "X-Pin: " + secret + "\nshown X-Team: red"}
	for name, c := range map[string]struct {
		quiet, killed, forget bool
	}{"at a quiet moment": {quiet: true}, "at the end": {}, "after a kill": {killed: true}, "forgotten": {forget: true}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dir := t.TempDir()
				e := openIn(t, dir)
				j := *stored(1)
				j.Want, j.Target = Hold, target
				if !c.forget {
					j.Target.URL = "http://server/drop/a"
				}
				mustDo(t, e, Command{Verb: VerbAdd, Jobs: []Job{j}})
				mustDo(t, e, Command{Verb: VerbDrop, IDs: []uuid.UUID{j.ID}})
				if c.forget {
					mustDo(t, e, Command{Verb: VerbForget, IDs: []uuid.UUID{j.ID}})
				}
				if c.quiet && renamesOpen {
					<-time.After(2 * quietPeriod)
					e.lasting.Wait()
					synctest.Wait()
					e.lasting.Wait()
					checkCompacted(t, dir, 128<<10)
				}
				if c.killed { // as if it had not come to the end
					e.store.unclean.Store(false)
					if err := e.Close(); err != nil {
						t.Fatal(err)
					}
					e = openIn(t, dir)
				}
				if !c.forget {
					all, err := e.Watch().Next(t.Context())
					if err != nil || all[j.ID] == nil || all[j.ID].Outcome == "" || all[j.ID].Target.Headers != "forgotten X-Pin: \nshown X-Team: red" {
						t.Errorf("%v %+v", err, all[j.ID])
					}
				}
				if err := e.Close(); err != nil {
					t.Fatal(err)
				}
				checkCompacted(t, dir, 128<<10)
			})
		})
	}
}

// TestSecretsOfACardEndWithIt: the values of its secret headers, and a token in its address or in that of its script,
// leave the disk when the card is removed or gets other ones.
func TestSecretsOfACardEndWithIt(t *testing.T) {
	skipWithoutCompaction(t)
	const secret = "gone-for-good"
	plain := cards.Card{Name: "Lab", Address: "http://server/drop/"}
	for name, card := range map[string]cards.Card{
		"header":           {Name: "Lab", Address: plain.Address, Headers: "X-Pin: " + secret},
		"token":            {Name: "Lab", Address: plain.Address + "?sig=" + secret},
		"token of a proxy": {Name: "Lab", Address: plain.Address, Proxy: cards.Proxy{Use: cards.ProxyScript, Address: "http://proxy/x.pac?key=" + secret}},
	} {
		for how, c := range map[string]Command{
			"removed": {Verb: VerbUncard, At: "Lab"},
			"changed": {Verb: VerbCard, At: "Lab", Cards: []cards.Card{plain}},
		} {
			t.Run(name+" "+how, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					dir := t.TempDir()
					e := openIn(t, dir)
					mustDo(t, e, Command{Verb: VerbCard, Cards: []cards.Card{card}})
					if raw, err := os.ReadFile(queuePath(dir)); err != nil || !bytes.Contains(raw, []byte(secret)) {
						t.Fatalf("the card is not stored: %v", err)
					}
					mustDo(t, e, c)
					<-time.After(2 * quietPeriod)
					e.lasting.Wait()
					synctest.Wait()
					e.lasting.Wait()
					checkCompacted(t, dir, 128<<10)
					if err := e.Close(); err != nil {
						t.Fatal(err)
					}
					checkCompacted(t, dir, 128<<10)
				})
			})
		}
	}
}

// TestForgottenHeaderStartsNothing: an upload is not started over without a header that it was given with.
func TestForgottenHeaderStartsNothing(t *testing.T) {
	e := openIn(t, t.TempDir())
	defer e.Close() //nolint:errcheck // the test's own queue
	file := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	j := *stored(1)
	j.Source.Path, j.Want, j.Target = file, Hold, Target{URL: "http://server/a", Headers: "X-Pin: 1234"}
	mustDo(t, e, Command{Verb: VerbAdd, Jobs: []Job{j}})
	mustDo(t, e, Command{Verb: VerbDrop, IDs: []uuid.UUID{j.ID}})
	err := <-e.Do(Command{Verb: VerbStart, IDs: []uuid.UUID{j.ID}})
	if flaw, ok := errors.AsType[*bits.CustomError](err); !ok || flaw.Why != bits.CustomForgotten || flaw.Name != "X-Pin" {
		t.Errorf("%v", err)
	}
	again := *stored(2)
	again.Target = Target{URL: "http://server/a", Headers: "forgotten X-Pin: "}
	if err := <-e.Do(Command{Verb: VerbAdd, Jobs: []Job{again}}); err == nil {
		t.Error("it is added without the value")
	}
}
