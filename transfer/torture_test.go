package transfer

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// How much force is used: the environment of "make torture" asks for more than the suite has time for.
const (
	killsVar     = "SENDOFF_TORTURE_KILLS"
	historiesVar = "SENDOFF_TORTURE_HISTORIES"
	seedVar      = "SENDOFF_TORTURE_SEED"

	childURL   = "SENDOFF_TEST_URL"
	childFiles = "SENDOFF_TEST_FILES"
)

// tortureSizes are those of the files, in bytes.
var tortureSizes = []int{0, 1, 5000, 300_000, 1 << 20, 1<<20 + 1}

func count(t *testing.T, name string, short int) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv(name))
	if err != nil || n < 1 {
		return short
	}
	return n
}

func seeded(t *testing.T) *rand.Rand {
	t.Helper()
	seed, err := strconv.ParseUint(os.Getenv(seedVar), 10, 64)
	if err != nil {
		seed = rand.Uint64()
	}
	t.Logf("%s=%d", seedVar, seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// mix is a child that adds jobs and cancels some, until it is killed; it says what it was promised.
func mix(ctx context.Context, e *Engine) error {
	files, err := filepath.Glob(filepath.Join(os.Getenv(childFiles), "*"))
	if err != nil {
		return err
	}
	fmt.Println("begun")
	var mine []uuid.UUID
	for i := range 4 {
		s, err := source.Stat(files[rand.IntN(len(files))])
		if err != nil {
			return err
		}
		j := NewJob(s, Target{})
		j.Target.URL = os.Getenv(childURL) + "/" + j.ID.String()
		if err := <-e.Do(Command{Verb: VerbAdd, Jobs: []Job{j}}); err != nil {
			return err
		}
		fmt.Println("added", j.ID, s.Path)
		mine = append(mine, j.ID)
		if i%2 == 0 {
			continue
		}
		select {
		case <-time.After(time.Duration(rand.IntN(60)) * time.Millisecond):
		case <-ctx.Done():
		}
		chosen := mine[rand.IntN(len(mine))]
		if err := <-e.Do(Command{Verb: VerbDrop, IDs: []uuid.UUID{chosen}}); err == nil {
			fmt.Println("dropped", chosen)
		} else if !errors.Is(err, ErrNoJob) {
			return err
		}
	}
	<-ctx.Done() // it is killed here or before
	return nil
}

// settledJob reports whether nothing more will happen to a job by itself.
func settledJob(j *Job) bool {
	return j.Outcome != "" || j.Fault != nil && j.Fault.Final && j.Want == Run
}

// said is what the children said before they were killed.
type said struct {
	source  map[uuid.UUID]string
	dropped map[uuid.UUID]bool
}

func (s *said) read(text string) {
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) < 2 || !strings.HasSuffix(line, "\n") {
			continue
		}
		id, err := uuid.Parse(words[1])
		switch {
		case err != nil:
		case words[0] == "added" && len(words) == 3:
			s.source[id] = words[2]
		case words[0] == "dropped":
			s.dropped[id] = true
		}
	}
}

// TestTortureKills kills the program at any moment of uploads and cancels, and then lets it finish.
func TestTortureKills(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	random, kills := seeded(t), count(t, killsVar, 15)
	r := newRig(t, receiver.Options{})
	files := t.TempDir()
	for _, size := range tortureSizes {
		s := r.file(strconv.Itoa(size), size)
		if err := os.Rename(s.Path, filepath.Join(files, strconv.Itoa(size))); err != nil {
			t.Fatal(err)
		}
	}
	r.open(Limits{})
	r.known()
	if err := r.engine.Close(); err != nil {
		t.Fatal(err)
	}
	t.Setenv(childURL, r.server.URL)
	t.Setenv(childFiles, files)
	promised := &said{map[uuid.UUID]string{}, map[uuid.UUID]bool{}}
	told := &killLog{known: map[string]bool{}}
	for range kills {
		begun := time.Now()
		p := startChild(t, "mix", r.state, 16<<20)
		from, out := bufio.NewReader(p.out), bytes.Buffer{}
		if random.IntN(5) > 0 { // the others are killed while they open the queue
			_, _ = from.ReadString('\n') // it ends with the child at the latest
		}
		p.killAfter(t, time.Duration(random.IntN(220))*time.Millisecond)
		told.read(t, r.state, killedRun{begun, time.Now()})
		_, _ = out.ReadFrom(from)
		promised.read(out.String())
	}
	<-time.After(killSlack) // what the last kill left in the sockets is not the next program's
	if err := <-startChild(t, "settle", r.state, 0).exited; err != nil {
		t.Fatalf("last run: %v", err)
	}
	r.open(Limits{})
	r.judgeTorture(promised, told)
}

// known has the server known for noticing what comes twice. Else the one byte of a file whose answer was
// lost would go to it in a new session, which it refuses where the file has arrived.
func (r *rig) known() { learn(r, Target{URL: r.server.URL}.Server(), ServerStats{Checks: true}) }

// judgeTorture holds the invariants against what the children were promised.
func (r *rig) judgeTorture(promised *said, told *killLog) {
	r.t.Helper()
	u, err := r.feed.Next(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	maps.Copy(r.jobs, u)
	outcomes, lost := map[Outcome]int{}, 0
	for id, path := range promised.source {
		j := r.jobs[id]
		if j == nil || j.Outcome == "" {
			lost++
			r.t.Errorf("%s is lost: %+v", id, j)
			continue
		}
		outcomes[j.Outcome]++
		if promised.dropped[id] && j.Outcome == Delivered {
			r.t.Errorf("%s was cancelled and is delivered", id)
		}
		if !promised.dropped[id] && j.Outcome != Delivered && j.Dropped.IsZero() {
			r.t.Errorf("%s was not cancelled and is %s", id, j.Outcome)
		}
		r.checkFile(j, path)
	}
	r.t.Logf("%d kills, %d jobs: %v, %d lost, %d duplicated, %d sessions that no program could name",
		len(told.lives), len(promised.source), outcomes, lost, r.duplicated(), r.judgeLeft(told))
	if len(promised.source) < len(told.lives) {
		r.t.Errorf("only %d jobs: the kills came too early", len(promised.source))
	}
}

// checkFile compares what stands on the server with the outcome of a job.
func (r *rig) checkFile(j *Job, source string) {
	r.t.Helper()
	got, err := os.ReadFile(filepath.Join(r.folder, j.ID.String()))
	there := !errors.Is(err, fs.ErrNotExist)
	switch j.Outcome {
	case Delivered:
		want, _ := os.ReadFile(source)
		if err != nil || !bytes.Equal(got, want) {
			r.t.Errorf("%s: delivered, but %d bytes differ from %d: %v", j.ID, len(got), len(want), err)
		}
	case Confirmed, AlreadyGone, NeverReached:
		if there {
			r.t.Errorf("%s is %s, but the file is there", j.ID, j.Outcome)
		}
	case NotTold, TooLate, Unknown, Refused:
	}
}

// TestTortureHistories plays clicks, faults and restarts against each other.
func TestTortureHistories(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	random, histories := seeded(t), count(t, historiesVar, 25)
	f := newFront(t, receiver.Options{}, nil)
	f.wait = time.Minute // a slow machine is no fault of the network
	w := &simulation{front: f, random: random, outcomes: map[Outcome]int{}, unnamed: map[string]bool{}}
	for _, size := range tortureSizes {
		w.sources = append(w.sources, f.file(strconv.Itoa(size), size))
	}
	f.relaunch()
	t.Cleanup(func() { _ = f.engine.Close() }) // whichever is the last one
	w.known()
	begun, goroutines := memory(), runtime.NumGoroutine()
	for n := range histories {
		w.history()
		if (n+1)%1000 == 0 {
			t.Logf("%d histories: heap %d KiB, %d goroutines", n+1, memory()>>10, runtime.NumGoroutine())
		}
		if t.Failed() {
			t.Fatalf("in history %d", n)
		}
	}
	t.Logf("%d histories: %v, %d restarts, %d faults, 0 lost, %d duplicated, %d sessions that no program could name; heap %d to %d KiB, goroutines %d to %d",
		histories, w.outcomes, w.restarts, w.faults.Load(), w.twice, w.judgeLeft(), begun>>10, memory()>>10, goroutines, runtime.NumGoroutine())
	if len(w.outcomes) < 3 || w.restarts == 0 || w.faults.Load() == 0 {
		t.Error("too little happened")
	}
	if now := runtime.NumGoroutine(); now > goroutines+50 {
		t.Errorf("%d goroutines, %d at the beginning", now, goroutines)
	}
}

func memory() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // a sync.Pool lets go of what it keeps with the second one
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// sortedIDs keeps a seed's course the same whatever the order of a map.
func sortedIDs(jobs map[uuid.UUID]source.File) []uuid.UUID {
	return slices.SortedFunc(maps.Keys(jobs), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
}
