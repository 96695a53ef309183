package transfer

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
)

// Options of an Engine. The zero value of a field means its default.
type Options struct {
	Dir       string // the queue's directory; made with mode 0700 if missing
	UserAgent string
	Limits    Limits
	// MaxUploads bounds the uploads at once whatever Limits say, for a process that may not open many files;
	// 0: no bound but that of Limits.
	MaxUploads int
	Log        *slog.Logger  // nil: nothing is logged
	LockWait   time.Duration // how long to wait for another owner of the queue; default 500 ms
	Transport  bits.Options
	// NoProgress is for how long a job is tried without a single acknowledged byte, counted from its
	// first failure; default 14 days as in BITS. Below 0 the first failure is final.
	NoProgress time.Duration
	// MaxReply is how large a reply may be, in bytes; default 1 GiB.
	MaxReply int64
	Accounts Accounts // who to sign in as; nil: a job that is asked waits for the user
}

// Engine owns the queue: one per directory in the whole system. Its methods may be called from any
// goroutine and never wait for the network.
type Engine struct {
	inbox   *inbox
	log     *slog.Logger
	store   *store
	notices []string
	limiter *limiter
	options Options
	root    context.Context // the workers' parent, ended by Close
	stop    context.CancelCauseFunc
	done    chan struct{} // closed when the loop has ended
	closing sync.Once
	pins    atomic.Pointer[[]Pin] // never changed, only replaced: connections read it
	behind  stuckFolders
	// lasting is what runs beside the loop and ends by itself: copies of the queue, looks at files. The loop
	// alone adds to it, so that Close, which waits for the loop first, never waits while something is added.
	lasting sync.WaitGroup
	stat    func(path string) (Source, error) // how files are looked at; tests hold it up

	loop loop // touched by Engine.run alone
}

// Open opens the queue in o.Dir and begins to take commands; nothing is transferred before Start. Its
// errors are ErrLocked and *StoreError. A damaged queue is no error: see Notices.
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
		limiter: newLimiter(o.Limits.Rate), root: root, stop: stop, done: make(chan struct{}), stat: Stat,
	}
	e.loadPins()
	e.loop.load(c, o.Limits)
	e.loop.maxUploads, e.loop.pins = o.MaxUploads, &e.pins
	e.sweepTrails(func(id uuid.UUID) bool { return e.loop.entries[id] != nil })
	for _, n := range notices {
		o.Log.Warn("queue opened with losses", "notice", n)
	}
	go e.run() // ends when Close has been called and the workers have left
	return e, nil
}

// Notices are sentences about what opening the queue found and lost; usually none.
func (e *Engine) Notices() []string { return e.notices }

// Start begins to transfer.
func (e *Engine) Start() { e.setMode(everything) }

// StartCancels begins to tell servers of cancelled jobs, and starts no upload.
func (e *Engine) StartCancels() { e.setMode(cancelsOnly) }

func (e *Engine) setMode(m mode) {
	e.inbox.put(message{call: func() {
		if e.loop.mode == idle {
			e.loop.uncopied = true // the queue was just found to be good
		}
		e.loop.mode = max(e.loop.mode, m)
	}})
}

// Do carries out a command. The channel gets one value when the command's effect is on disk, or the
// error that it was refused with; nobody needs to read it.
func (e *Engine) Do(c Command) <-chan error {
	reply := make(chan error, 1)
	e.inbox.put(message{command: &c, reply: reply})
	return reply
}

// Watch makes a feed of all that changes, beginning with all there is. After Close it is empty.
func (e *Engine) Watch() *Feed {
	var f *Feed
	err := e.ask(func() {
		f = newFeed(e.loop.snapshot(), e.unwatch)
		e.loop.feeds[f] = true
	})
	if err != nil {
		f = newFeed(Update{}, func(*Feed) {})
		f.end()
	}
	return f
}

func (e *Engine) unwatch(f *Feed) {
	f.end()
	e.inbox.put(message{call: func() { delete(e.loop.feeds, f) }})
}

// Transcript is what went over the wire for a job, oldest first; empty for one that is unknown.
func (e *Engine) Transcript(ctx context.Context, id uuid.UUID) ([]bits.Note, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var notes []bits.Note
	var failed error
	asked := e.ask(func() { notes, failed = e.transcript(id) })
	return notes, cmp.Or(asked, failed)
}

// transcript is called on the loop.
func (e *Engine) transcript(id uuid.UUID) ([]bits.Note, error) {
	t := e.loop.transcripts[id]
	if t != nil || e.loop.history[id] == nil {
		return t.copy(), nil
	}
	t, err := e.store.transcript(id)
	return t.copy(), err
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

// closeWait bounds how long Close waits for workers: what they have not stored by then, the server
// will tell again.
const closeWait = 5 * time.Second

// Close stops the workers, stores what they know and releases the queue. Jobs go on at the next Open.
func (e *Engine) Close() error {
	var err error
	e.closing.Do(func() {
		e.stop(errClosing)
		<-e.done
		e.inbox.close()
		e.lasting.Wait()
		e.copyLast()
		err = e.store.close()
	})
	return err
}
