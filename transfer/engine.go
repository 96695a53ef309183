package transfer

import (
	"cmp"
	"context"
	"crypto/md5"
	"errors"
	"io"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/transfer/readback"
	"sendoff/transfer/receipt"
	"sendoff/transfer/source"
)

// Options of an Engine. The zero value of a field means its default.
type Options struct {
	Dir       string // the queue's directory; made with mode 0700 if missing
	UserAgent string
	Limits    Limits
	// MaxUploads limits the uploads at once whatever Limits say, for a process with few file descriptors; 0: no
	// limit.
	MaxUploads int
	Log        *slog.Logger  // nil: no log
	LockWait   time.Duration // how long to wait if another process owns the queue; default 500 ms
	Transport  bits.Options
	// NoProgress is how long a job is retried without an acknowledged byte, counted from its first failure; default
	// 14 days as in BITS. Below 0 the first failure is final.
	NoProgress time.Duration
	// MaxReply is the largest reply, in bytes; default 1 GiB.
	MaxReply int64
	Accounts Accounts // nil: a job that needs a sign-in waits for the user
	// Moved is told that this computer's addresses have changed: it may be in another network. It must not wait.
	Moved func()
	// Policy are the cards that are handed out by policy; see cards.Book.With.
	Policy []cards.Card
}

// Engine owns the queue; there is one per directory in the whole system. Its methods may be called from any goroutine
// and never wait for the network.
type Engine struct {
	inbox       *inbox
	log         *slog.Logger
	store       *store
	notices     []string
	limiter     *limiter
	options     Options
	root        context.Context // the workers' parent, ended by Close
	stop        context.CancelCauseFunc
	done        chan struct{} // closed when the loop has ended
	closing     sync.Once
	pins        atomic.Pointer[[]Pin] // replaced, never changed: connections read it
	cards       atomic.Pointer[deck]  // replaced, never changed: workers read it
	onCards     atomic.Pointer[func(cards.Book)]
	onDisplaced atomic.Pointer[func(aside string)]
	behind      stuckFolders
	// sharedTrail opens the file of sharedTrailName; workers call it.
	sharedTrail func() (*os.File, error)
	// lasting counts goroutines beside the loop that end by themselves: copies of the queue, looks at files. Only the
	// loop adds to it. Close waits for the loop first, so nothing is added while it waits.
	lasting sync.WaitGroup
	stat    func(path string) (source.File, error) // how files are looked at; tests replace it

	loop loop // used by Engine.run only
}

// Open opens the queue in o.Dir and begins to take commands; nothing is transferred before Start. Its errors are
// ErrLocked and *StoreError. A damaged queue is no error: see Notices.
func Open(o Options) (*Engine, error) {
	if o.LockWait <= 0 {
		o.LockWait = 500 * time.Millisecond
	}
	if o.NoProgress == 0 {
		o.NoProgress = noProgress
	}
	if o.MaxReply <= 0 {
		o.MaxReply = maxReply
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s, c, notices, err := openStore(o.Dir, o.LockWait)
	if err != nil {
		return nil, err
	}
	root, stop := context.WithCancelCause(context.Background()) // the loop's root; Close ends it
	o.Limits = o.Limits.withDefaults()
	o.Transport = WithAuthenticators(o.Transport, o.Accounts)
	e := &Engine{
		inbox: newInbox(), log: o.Log, store: s, notices: notices, options: o,
		limiter: newLimiter(o.Limits.Rate), root: root, stop: stop, done: make(chan struct{}), stat: source.Stat,
	}
	e.loadPins()
	notFollowed := e.followSharedTrail(c.jobs)
	e.loop.load(c, o.Limits)
	e.loadCards()
	e.loop.maxUploads, e.loop.pins, e.loop.cards = o.MaxUploads, &e.pins, &e.cards
	if notFollowed != nil {
		o.Log.Warn("what was sent of small files before a kill is not stored", "error", notFollowed)
	}
	e.sharedTrail = sync.OnceValues(func() (*os.File, error) {
		if notFollowed != nil { // nothing is written over it
			return nil, notFollowed
		}
		return openSoleTrail(e.sharedTrailPath())
	})
	e.sweepTrails(func(id uuid.UUID) bool { return e.loop.entries[id] != nil })
	for _, n := range notices {
		o.Log.Warn("queue opened with losses", "notice", n)
	}
	go e.run() // ends when Close was called and the workers have ended
	return e, nil
}

// Notices returns sentences about what was lost when the queue was opened; usually none.
func (e *Engine) Notices() []string { return e.notices }

// Start begins to transfer.
func (e *Engine) Start() { e.setMode(everything) }

// StartCancels begins to send cancels to servers, but no uploads.
func (e *Engine) StartCancels() { e.setMode(cancelsOnly) }

func (e *Engine) setMode(m mode) {
	e.inbox.put(message{call: func() {
		if e.loop.mode == idle {
			e.loop.uncopied = true // opening has just verified the queue
			e.loop.copied = time.Now().Add(firstCopy - copyPeriod)
		}
		e.loop.mode = max(e.loop.mode, m)
	}})
}

// Do carries out a command. The channel gets one value: nil when the effect is on disk, or the error of the refused
// command. It need not be read.
func (e *Engine) Do(c Command) <-chan error {
	reply := make(chan error, 1)
	e.inbox.put(message{command: &c, reply: reply})
	return reply
}

// Watch returns a feed of all changes. Its first update holds everything there is. After Close it is empty.
func (e *Engine) Watch() *Feed {
	var f *Feed
	err := e.ask(func() {
		f = newFeed(e.loop.snapshot(), e.unwatch)
		e.loop.feeds[f] = true
	})
	if err != nil {
		f = newFeed(nil, func(*Feed) {})
		f.end()
	}
	return f
}

func (e *Engine) unwatch(f *Feed) {
	f.end()
	e.inbox.put(message{call: func() { delete(e.loop.feeds, f) }})
}

// Transcript returns what went over the wire for a job, oldest first; empty for an unknown job.
func (e *Engine) Transcript(ctx context.Context, id uuid.UUID) ([]bits.Note, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var notes []bits.Note
	var failed error
	asked := e.ask(func() { notes, failed = e.transcript(id) })
	return notes, cmp.Or(asked, failed)
}

// transcript must be called on the loop.
func (e *Engine) transcript(id uuid.UUID) ([]bits.Note, error) {
	t := e.loop.transcripts[id]
	if t != nil || !e.loop.hasEnded(id) {
		return t.copy(), nil
	}
	t, err := e.store.transcript(id)
	return t.copy(), err
}

// Verify compares what j sent with what its server has now, and keeps the result with the outcome of an upload that is
// done. Of a job that was never added, its file as it is now is what was sent. tell gets the number of bytes that were
// read back. It goes over a connection of its own and runs until it is done, ctx ends or the engine closes. Its errors
// are those of readback.Compare and, for a file that was never uploaded, *source.Error.
func (e *Engine) Verify(ctx context.Context, j Job, tell func(int64)) (readback.Found, error) {
	u, err := CheckURL(j.Target.URL)
	if err != nil {
		return readback.Found{}, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(e.root, func() { cancel(ErrClosed) })()
	if e.root.Err() != nil { // what is called after the end of a context comes only later
		return readback.Found{}, ErrClosed
	}
	sent, err := e.sentBy(ctx, &j)
	if err != nil {
		return readback.Found{}, err
	}
	conn := bits.NewTransport(e.options.Transport)
	defer conn.Disconnect()
	client := &bits.Client{URL: u, UserAgent: e.options.UserAgent, Transport: conn}
	(&worker{engine: e, job: j}).followCard(client)
	found, err := readback.Compare(ctx, client, u, sent, tell)
	if kept := j.proven(found.Proof); err == nil && kept != nil && j.Outcome == Delivered {
		err = <-e.Do(Command{Verb: verbProven, IDs: []uuid.UUID{j.ID}, proof: kept})
		if errors.Is(err, ErrNoJob) { // it was removed from the history meanwhile
			err = nil
		}
	}
	return found, err
}

// proven returns what a later comparison makes of the proof of a job; nil = it stays as it is. A comparison that says
// less than an earlier one, and does not contradict it, changes nothing.
func (j *Job) proven(p receipt.Proof) *receipt.Proof {
	if p.By == receipt.ByNothing || p.Same && !p.Verified() && j.Proof != nil && j.Proof.Verified() {
		return nil
	}
	return &p
}

// sentBy returns what is known of the bytes that a job sent. The file is read where that says more.
func (e *Engine) sentBy(ctx context.Context, j *Job) (readback.Sent, error) {
	w := &worker{engine: e, job: *j} // only for its way to read
	s := readback.Sent{Size: j.Source.Size, Sum: j.Checksum}
	if j.Proof != nil {
		s.SHA256 = j.Proof.Sent
	}
	switch {
	case s.SHA256 != "":
	case j.Started.IsZero() && j.Outcome == "": // it was never sent from here
		l, err := w.reading(ctx, func(ctx context.Context, beat func()) (look, error) {
			sum, err := j.Source.Hash(ctx, source.NewDigest(), io.Discard, beat)
			return look{sum: sum}, err
		})
		if err != nil {
			return s, err
		}
		s.SHA256 = bits.SHA256(l.sum.SHA256())
	case s.Sum.Algorithm != "" && s.Sum.Size == s.Size:
		l, err := w.reading(ctx, func(ctx context.Context, beat func()) (look, error) {
			sum, err := j.Source.SHA256(ctx, s.Sum, beat)
			return look{sum: sum}, err
		})
		if err == nil {
			s.SHA256 = bits.SHA256(l.sum.SHA256())
		}
	}
	s.MD5 = func(ctx context.Context) ([]byte, error) { return w.readMD5(ctx, s.SHA256) }
	return s, context.Cause(ctx)
}

// SHA256 returns the SHA-256 of what j sent, "" if it is not known. Where only its checksum was kept, the file is read
// again, if it still is what was sent. The read may take as long as the disk.
func (j *Job) SHA256(ctx context.Context) bits.SHA256 {
	switch {
	case j.Proof != nil && j.Proof.Sent != "":
		return j.Proof.Sent
	case j.Checksum.Algorithm == "" || j.Checksum.Size != j.Source.Size:
		return ""
	}
	sum, err := j.Source.SHA256(ctx, j.Checksum, func() {})
	if err != nil {
		return ""
	}
	return bits.SHA256(sum.SHA256())
}

// readMD5 returns the MD5 of the file, which must still have the SHA-256 of what was sent.
func (w *worker) readMD5(ctx context.Context, sent bits.SHA256) ([]byte, error) {
	md5s := make(chan []byte, 1)
	l, err := w.reading(ctx, func(ctx context.Context, beat func()) (look, error) {
		h := md5.New()
		sum, err := w.job.Source.Hash(ctx, source.NewDigest(), h, beat)
		md5s <- h.Sum(nil)
		return look{sum: sum}, err
	})
	if err == nil && (sent == "" || bits.SHA256(l.sum.SHA256()) != sent) {
		err = &source.Error{Path: w.job.Source.Path, Flaw: source.FlawChanged}
	}
	if err != nil {
		return nil, err
	}
	return <-md5s, nil
}

// ask runs f on the loop and waits for it.
func (e *Engine) ask(f func()) error {
	reply := make(chan error, 1)
	e.inbox.put(message{call: f, reply: reply})
	return <-reply
}

// LoadSetting reads a setting into v; false if it was never saved.
func (e *Engine) LoadSetting(key string, v any) (bool, error) { return e.store.setting(key, v) }

// SaveSetting writes a setting, durably.
func (e *Engine) SaveSetting(key string, v any) error {
	var err error
	asked := e.ask(func() {
		err = e.store.putSetting(key, v)
		e.loop.uncopied = true
	})
	if asked != nil {
		return asked
	}
	return err
}

// closeWait is how long Close waits for workers. Facts that they have not stored by then the server will repeat.
const closeWait = 5 * time.Second

// Close stops the workers, stores what they know and releases the queue. Jobs go on at the next Open.
func (e *Engine) Close() error {
	var err error
	e.closing.Do(func() {
		e.stop(errClosing)
		<-e.done
		e.inbox.close()
		e.lasting.Wait()
		e.compactLast()
		e.copyLast()
		e.endSharedTrail()
		err = e.store.close()
	})
	return err
}
