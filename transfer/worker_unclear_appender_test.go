package transfer

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/source"
)

// appender is a server that stores whatever a fragment brings at the end of what its session has, as some
// in the wild do. The file is there with the fragment that ends it by its range.
type appender struct {
	offset func(have int64, r bits.Range) (received int64, told bool) // what it says of itself
	lose   func() bool                                                // the connection dies after a fragment is stored

	lock      sync.Mutex
	sessions  map[string]*bytes.Buffer
	files     map[string][]byte // by path
	named     int
	fragments int
	came      chan struct{} // gets something with each fragment, if there is room
}

// appenderPart is the largest fragment that an appender takes: small files have many.
const appenderPart = 16 << 10

// appenders are the ways in which such servers name their offset.
var appenders = map[string]func(have int64, r bits.Range) (int64, bool){
	"what it has":          func(have int64, _ bits.Range) (int64, bool) { return have, true },
	"nothing":              func(int64, bits.Range) (int64, bool) { return 0, false },
	"the end of the range": func(_ int64, r bits.Range) (int64, bool) { return r.Last + 1, true },
	"too little, but at the end": func(_ int64, r bits.Range) (int64, bool) {
		if r.Final() {
			return r.Total, true
		}
		return r.Last + 1 - min(r.Len(), 100), true
	},
	"too much": func(_ int64, r bits.Range) (int64, bool) { return min(r.Last+101, r.Total), true },
}

func newAppender(t *testing.T, offset func(int64, bits.Range) (int64, bool)) (*appender, *rig) {
	t.Helper()
	a := &appender{
		offset: offset, lose: func() bool { return false }, sessions: map[string]*bytes.Buffer{},
		files: map[string][]byte{}, came: make(chan struct{}, 1),
	}
	r := &rig{t: t, state: t.TempDir(), jobs: Update{}, server: httptest.NewServer(a)}
	t.Cleanup(r.server.Close)
	return a, r
}

func (a *appender) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body) // what came before the line broke is stored too
	a.lock.Lock()
	defer a.lock.Unlock()
	p, _ := bits.ParsePacketType(r.Header.Get(bits.HeaderPacketType))
	id := r.Header.Get(bits.HeaderSessionID)
	data := a.sessions[id]
	switch {
	case p == bits.CreateSession:
		a.named++
		a.sessions[strconv.Itoa(a.named)] = new(bytes.Buffer)
		status(w, 200, bits.HeaderSessionID, strconv.Itoa(a.named))
	case p == bits.Ping:
		status(w, 200)
	case data == nil:
		lostSession(w)
	case p == bits.Fragment && r.ContentLength > appenderPart:
		status(w, 413)
	case p == bits.Fragment:
		data.Write(body)
		a.fragment(w, r, err == nil)
	default:
		delete(a.sessions, id)
		status(w, 200)
	}
}

func (a *appender) fragment(w http.ResponseWriter, r *http.Request, whole bool) {
	span, err := bits.ParseRange(r.Header.Get(bits.HeaderContentRange))
	if err != nil || !whole {
		return
	}
	data := a.sessions[r.Header.Get(bits.HeaderSessionID)]
	a.fragments++
	select {
	case a.came <- struct{}{}:
	default:
	}
	if span.Final() {
		a.files[r.URL.Path] = bytes.Clone(data.Bytes())
	}
	if a.lose() {
		reset(w)
		return
	}
	if offset, told := a.offset(int64(data.Len()), span); told {
		status(w, 200, bits.HeaderReceivedRange, strconv.FormatInt(offset, 10))
		return
	}
	status(w, 200)
}

// judge compares the file of a job that is called done with its source; it reports whether it is one.
func (a *appender) judge(t *testing.T, j *Job) bool {
	t.Helper()
	if j.Outcome != Delivered {
		return false
	}
	want, err := os.ReadFile(j.Source.Path)
	if err != nil {
		t.Fatal(err)
	}
	a.lock.Lock()
	defer a.lock.Unlock()
	if got := a.files["/"+j.ID.String()]; !bytes.Equal(got, want) {
		t.Errorf("done, but of %d bytes %d arrived, or other ones", len(want), len(got))
	}
	return true
}

// appenderSizes are those of the files, in bytes.
var appenderSizes = []int{0, 1, 2, 3, 5000, 3*appenderPart + 1, 6 * appenderPart}

func (r *rig) appenderFiles() []source.File {
	var list []source.File
	for _, size := range appenderSizes {
		list = append(list, r.file(strconv.Itoa(size), size))
	}
	return list
}

func (r *rig) appenderJob(s source.File) Job {
	j := NewJob(s, Target{})
	j.Target.URL = r.server.URL + "/" + j.ID.String()
	return j
}

// endure follows a job to its end, or until it has failed so often that it never will.
func (r *rig) endure(id uuid.UUID, patience int) *Job {
	r.t.Helper()
	for {
		j := r.until(id, func(j *Job) bool {
			return j.Outcome != "" || j.Phase == Idle && j.Fault != nil && (j.Fault.Final || !j.RetryAt.IsZero())
		})
		if j.Outcome != "" || j.Fault.Final || patience == 0 {
			return j
		}
		patience--
		r.do(Command{Verb: VerbRun, IDs: []uuid.UUID{id}})
		r.until(id, func(now *Job) bool { return now.RetryAt.IsZero() || now.RetryAt.After(j.RetryAt) })
	}
}

// TestAppenderLosesAnswers: on servers that store repeated bytes twice, however they name their offset, lost answers
// never make a wrong file count as done.
func TestAppenderLosesAnswers(t *testing.T) {
	for name, offset := range appenders {
		t.Run(name, func(t *testing.T) { losesAnswers(t, offset) })
	}
}

func losesAnswers(t *testing.T, offset func(int64, bits.Range) (int64, bool)) {
	random, most, lost := seeded(t), count(t, killsVar, 50), 0
	a, r := newAppender(t, offset)
	a.lose = func() bool { // a.lock is held
		lose := lost < most && random.IntN(4) == 0
		if lose {
			lost++
		}
		return lose
	}
	losses := func() int {
		a.lock.Lock()
		defer a.lock.Unlock()
		return lost
	}
	r.open(Limits{})
	r.engine.Start()
	files := r.appenderFiles()
	jobs, done := 0, 0
	for ; losses() < most && jobs < 50*most; jobs++ {
		j := r.appenderJob(files[jobs%len(files)])
		r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
		if a.judge(t, r.endure(j.ID, 2*most)) {
			done++
		} else {
			r.do(drop(j.ID))
		}
	}
	t.Logf("%d answers lost, %d jobs, %d done, %d sessions", losses(), jobs, done, a.named)
	if losses() < most || done == 0 {
		t.Errorf("%d answers lost, %d jobs done", losses(), done)
	}
}

// TestAppenderSeesKills: the same with the program killed in the middle of it all.
func TestAppenderSeesKills(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	for name, offset := range appenders {
		t.Run(name, func(t *testing.T) { seesKills(t, offset) })
	}
}

func seesKills(t *testing.T, offset func(int64, bits.Range) (int64, bool)) {
	random, kills := seeded(t), count(t, killsVar, 5)
	a, r := newAppender(t, offset)
	files := r.appenderFiles()
	killed, jobs := 0, 0
	for killed < kills {
		e, err := Open(Options{Dir: r.state, UserAgent: "Sendoff/test", LockWait: 5 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		var more []Job
		for range 6 {
			more = append(more, r.appenderJob(files[len(files)-1-random.IntN(4)]))
		}
		if err := <-e.Do(Command{Verb: VerbAdd, Jobs: more}); err != nil {
			t.Fatal(err)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		jobs += len(more)
		select {
		case <-a.came:
		default:
		}
		p := startChild(t, "settle", r.state, 1<<20)
		select {
		case <-a.came:
		case <-time.After(20 * time.Second):
			t.Fatal("no fragment came")
		}
		if p.killAfter(t, time.Duration(random.IntN(60))*time.Millisecond) {
			killed++
		}
	}
	r.open(Limits{})
	r.engine.Start()
	u, err := r.feed.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(r.jobs, u)
	done, again := 0, 0
	for _, id := range slices.Collect(maps.Keys(r.jobs)) {
		j := r.endure(id, 4)
		again += j.Restarted
		if a.judge(t, j) {
			done++
		}
	}
	t.Logf("%d kills, %d jobs, %d done, started over %d times, %d fragments", killed, jobs, done, again, a.fragments)
	if len(r.jobs) != jobs {
		t.Errorf("%d jobs of %d", len(r.jobs), jobs)
	}
}
