package transfer

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
)

// Servers that jobs wait for are probed: a connection is opened and closed, without sending a byte. A job goes on
// within probeLater and probeTimeout of the server's return.
const (
	probeSoon    = 3 * time.Second // in the first eagerProbing of an absence
	probeLater   = 7 * time.Second
	eagerProbing = 10 * time.Minute
	probeTimeout = 2 * time.Second
	maxProbes    = 32               // servers in one probe
	asleep       = 10 * time.Second // a larger jump of the clock means that it was set, or that the computer slept
)

// awakeGrace is how long after a sleep a conversation may show that its connection survived. An answer that has come
// meanwhile is read at once, and nothing of it is sent again.
const awakeGrace = 2 * time.Second

// errAwoke ends a worker whose connection did not survive the computer's sleep.
var errAwoke = bits.Left{Why: bits.LeftAsleep, Said: "the computer was asleep: going on"}

// network is what the loop knows about servers that cannot be reached, local addresses and the clock.
type network struct {
	clock     clock
	jumped    time.Duration       // how far the clock jumped, until it was handled
	absent    map[string]*absence // by server
	addresses []netip.Addr        // of this computer, as of the last probe
	probing   bool
	probed    *probeResult // the newest result, until it was handled
	next      time.Time    // of the next probe
	asking    bool         // for the local addresses; see watchAddresses
	asked     time.Time
	own       []netip.Addr
	awoke     map[*worker]activity // workers at the time of waking, until they have shown a sign
	checked   time.Time            // when they were last checked
}

// activity is a conversation's counters, which show that its connection works.
type activity struct{ answers, sent int64 }

func (w *worker) activity() activity { return activity{w.answers.Load(), w.sentOfOne.Load()} }

// absence is a server that a job could not reach. Only a server that was down can come back: one that accepts
// connections and drops them is left to the backoff.
type absence struct {
	since time.Time
	down  bool
	file  string // the address of the job that missed it: its card says over which proxy the server is reached
}

// probeResult is what one probe found.
type probeResult struct {
	addresses []netip.Addr
	up        map[string]bool
}

// clock compares the time of day with the monotonic clock, which stops during sleep. On systems where it goes on,
// sleep shows as a timer that fires late.
type clock struct {
	wall, read time.Time // one moment, by both clocks
	due        time.Time // when the loop was to wake
}

// jump returns how far the clocks have moved apart since the last call.
func (c *clock) jump(now time.Time) time.Duration {
	before := *c
	*c = clock{wall: now.Round(0), read: now, due: now} // a second call in the same turn is not late
	if before.read.IsZero() {
		return 0
	}
	apart := c.wall.Sub(before.wall) - now.Sub(before.read)
	if late := now.Sub(before.due); apart.Abs() < asleep && late > apart {
		return late
	}
	return apart
}

// watchNetwork lets jobs go on whose obstacle may be gone. It returns when to probe again.
func (e *Engine) watchNetwork(now time.Time) time.Time {
	n := &e.loop.network
	e.watchAddresses(now)
	e.watchClock(now)
	jump := n.jumped
	n.jumped = 0
	switch {
	case jump >= asleep:
		e.watchConns(now)
		e.retryNow(now, bits.EventAwake, func(*Job) bool { return true })
	case jump <= -asleep:
		e.retryNow(now, bits.EventClockBack, func(*Job) bool { return true })
	}
	if len(n.awoke) > 0 && now.Sub(n.checked) >= awakeGrace {
		e.breakConns(now)
	}
	if n.probed != nil {
		e.applyProbe(now, n.probed)
		n.probed = nil
	}
	if len(n.absent) > 0 && !n.probing && !n.next.After(now) {
		e.probe()
	}
	switch {
	case len(n.absent) > 0 && !n.probing:
		return n.next
	case e.loop.failing > 0:
		return now.Add(probeLater) // only to notice a jump of the clock
	}
	return time.Time{}
}

// watchClock notices a jump of the clock. Workers did nothing during it.
func (e *Engine) watchClock(now time.Time) {
	n := &e.loop.network
	jump := n.clock.jump(now)
	if jump.Abs() < asleep {
		return
	}
	n.jumped = jump
	for _, w := range e.loop.working {
		w.slept += max(jump, 0)
	}
}

// noteSleep fetches from the loop how far the clock jumped during this try. After a sleep a connection can fail
// before the loop notices.
func (w *worker) noteSleep() {
	_ = w.engine.ask(func() { // a closed engine stores nothing of this try
		w.engine.watchClock(time.Now())
		w.tried.slept = w.slept
	})
}

// miss records that a job could not reach a server, and lets it be probed at once.
func (n *network) miss(server, file string) {
	if n.absent[server] == nil {
		now := time.Now()
		n.absent[server], n.next = &absence{since: now, file: file}, now
	}
}

// sought returns the server that the job could not reach, as Target.Server names it: the host that was asked, which is
// another one than its address's where the server has named a Host-Id ([MC-BUP] 2.2.3.2).
func (j *Job) sought() string {
	scheme, _, ok := strings.Cut(j.Target.URL, "://")
	if j.Fault == nil || j.Fault.Host == "" || !ok {
		return j.Target.Server()
	}
	return bits.LowerHost(scheme + "://" + j.Fault.Host)
}

// Unreached reports whether no server answered, so that the return of a network may resolve the cause.
func (k Kind) Unreached() bool {
	switch k { //nolint:exhaustive // the short list is the point
	case KindName, KindNameService, KindOwnNetwork, KindProxy, KindProxyName, KindConnect, KindStalled:
		return true
	}
	return false
}

// probe finds out which of the absent servers can be reached. Its goroutine ends after probeTimeout at most; Close
// waits for it.
func (e *Engine) probe() {
	n := &e.loop.network
	n.probing = true
	servers := map[string]string{}
	for server, a := range n.absent {
		if servers[server] = a.file; len(servers) == maxProbes {
			break
		}
	}
	o := e.options.Transport
	if o.Proxy == nil {
		o.Proxy = http.ProxyFromEnvironment
	}
	if o.Dial == nil {
		o.Dial = new(net.Dialer).DialContext
	}
	e.lasting.Go(func() {
		s := probeServers(e.root, servers, o)
		e.inbox.put(message{call: func() { e.loop.network.probed, e.loop.network.probing = s, false }})
	})
}

// probeServers looks for servers, each for a file.
func probeServers(ctx context.Context, servers map[string]string, o bits.Options) *probeResult {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	s := &probeResult{addresses: ownAddresses(), up: map[string]bool{}}
	var lock sync.Mutex // of s.up
	var all sync.WaitGroup
	for server, file := range servers {
		all.Go(func() { // ends with its connection
			up := reachable(ctx, server, file, o)
			lock.Lock()
			defer lock.Unlock()
			s.up[server] = up
		})
	}
	all.Wait()
	return s
}

// reachable reports whether a connection to a server, or to the proxy that a file goes over to it, can be opened.
func reachable(ctx context.Context, server, file string, o bits.Options) bool {
	u, err := url.Parse(server)
	if err != nil {
		return false
	}
	if at, err := url.Parse(file); err == nil {
		ctx = bits.ForFile(ctx, at)
	}
	if by, err := o.Proxy((&http.Request{URL: u}).WithContext(ctx)); err == nil && by != nil {
		u = by
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "socks5": "1080", "socks5h": "1080"}[u.Scheme]
	}
	if port == "" {
		port = "80"
	}
	c, err := o.Dial(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}

// applyProbe lets jobs go on whose servers came back, and all waiting jobs if this computer's addresses have changed.
func (e *Engine) applyProbe(now time.Time, s *probeResult) {
	n := &e.loop.network
	moved := n.addresses != nil && !slices.Equal(n.addresses, s.addresses)
	n.addresses = s.addresses
	back, anyBack, eager := map[string]bool{}, false, false
	for server, a := range n.absent {
		up, looked := s.up[server]
		back[server] = moved || looked && up && a.down
		anyBack = anyBack || back[server]
		a.down = a.down && !looked || looked && !up
		eager = eager || now.Sub(a.since) < eagerProbing
	}
	n.next = now.Add(probeLater)
	if eager {
		n.next = now.Add(probeSoon)
	}
	if !anyBack {
		return
	}
	e.retryNow(now, bits.EventBack, func(j *Job) bool {
		return j.Fault.Kind.Unreached() && back[j.sought()]
	})
}

// retryNow ends the delay of the chosen jobs, uploads and cancels.
func (e *Engine) retryNow(now time.Time, why bits.Event, chosen func(*Job) bool) {
	l := &e.loop
	t := l.begin(now)
	var ids []uuid.UUID
	for id := range l.faulty {
		if j := l.entries[id].job(); j.triesAgain() && !j.RetryAt.IsZero() && chosen(j) {
			ids = append(ids, id)
		}
	}
	for _, id := range ids {
		t.edit(id).RetryAt = time.Time{}
		l.note(id, bits.Note{At: now, Kind: bits.NoteEvent, Event: why})
	}
	e.adopt(t)
}

// watchConns starts the grace period in which connections may show that they survived the sleep.
func (e *Engine) watchConns(now time.Time) {
	n := &e.loop.network
	n.awoke, n.checked = map[*worker]activity{}, now
	for _, w := range e.loop.working {
		n.awoke[w] = w.activity()
	}
}

// breakConns ends conversations whose connection did not survive a sleep, so that their jobs go on at once over new
// ones. An answer proves a connection. Sent bytes only show that the system took them, so they earn another period.
func (e *Engine) breakConns(now time.Time) {
	n := &e.loop.network
	n.checked = now
	for w, before := range n.awoke {
		after := w.activity()
		switch {
		case e.loop.working[w.job.ID] != w || after.answers != before.answers:
			delete(n.awoke, w)
		case after.sent != before.sent:
			n.awoke[w] = after
		default:
			w.cancel(errAwoke)
			delete(n.awoke, w)
		}
	}
}
