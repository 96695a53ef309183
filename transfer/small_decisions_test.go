package transfer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/transfer/proxies"
	"sendoff/transfer/source"
)

// TestRefusedReplies: what a web server's answer to the request for a reply means, at the edges of the classes.
func TestRefusedReplies(t *testing.T) {
	for status, want := range map[int]Kind{
		200: KindNoHandover, 299: KindNoHandover, 300: KindRedirect, 399: KindRedirect, 400: KindNoHandover, 403: KindDenied, 404: KindNotFound,
		409: KindNoHandover, 408: KindBusy, 429: KindBusy, 500: KindBusy, 503: KindBusy,
	} {
		if got := kindOfReply(&bits.Error{Packet: bits.GetReply, Status: status}); got != want {
			t.Errorf("%d: %s, want %s", status, got, want)
		}
	}
}

// TestNamesOfProxySettings: what it is called and what is wrong in it, as far as both are known.
func TestNamesOfProxySettings(t *testing.T) {
	for want, e := range map[string]proxies.Error{
		"HTTPS_PROXY: ftp://x": {Name: "HTTPS_PROXY", Value: "ftp://x"}, "HTTPS_PROXY": {Name: "HTTPS_PROXY"}, "ftp://x": {Value: "ftp://x"}, "": {},
	} {
		if got := settingName(&e); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for why, want := range map[proxies.Flaw]cause{
		proxies.FlawFetch: {KindProxyFetch, bits.CodeConnectFailure, false}, proxies.FlawLate: {KindProxyLate, bits.CodeConnectFailure, false},
		proxies.FlawRead: {KindProxyLate, bits.CodeConnectFailure, false}, proxies.FlawScript: {KindProxyScript, bits.CodeConnectFailure, true},
		proxies.FlawAnswer: {KindProxyScript, bits.CodeConnectFailure, true}, proxies.FlawAddress: {KindProxySetting, bits.CodeConnectFailure, true},
		proxies.FlawUse: {KindProxySetting, bits.CodeConnectFailure, true},
	} {
		if got := causeOfSetting(&proxies.Error{Why: why}); got != want {
			t.Errorf("%s: %+v, want %+v", why, got, want)
		}
	}
}

// TestPlacesOfReplies: each name is checked, also the second one in a folder; nothing is left there.
func TestPlacesOfReplies(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "taken"), 0o700); err != nil {
		t.Fatal(err)
	}
	reply := func(names ...string) (jobs []Job) {
		for _, name := range names {
			j := Job{}
			if name != "" {
				j.Target.Reply = filepath.Join(dir, name)
			}
			jobs = append(jobs, j)
		}
		return jobs
	}
	long := strings.Repeat("n", 300)
	for name, c := range map[string]struct {
		jobs []Job
		ok   bool
	}{
		"none":             {reply("", ""), true},
		"two":              {reply("a", "b", ""), true},
		"a folder":         {reply("taken"), false},
		"second, a folder": {reply("a", "taken"), false},
		"second, too long": {reply("a", long), false},
		"no such folder":   {reply("missing/a"), false},
		"second folder":    {reply("a", "missing/a"), false},
	} {
		err := CheckReplies(c.jobs)
		if bad, ok := errors.AsType[*ReplyPathError](err); ok == c.ok || ok && (bad.Path != c.jobs[len(c.jobs)-1].Target.Reply || bad.Err == nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("left are %v, %v", left, err)
	}
}

// TestTheSameUpload: the file, the reply and the headers decide; the rest may differ.
func TestTheSameUpload(t *testing.T) {
	at := time.Unix(1000, 0)
	a := Job{Source: source.File{Path: "/a", Size: 9, ModTime: at}, Target: Target{URL: "http://h/a", Reply: "/r", Headers: "X: y"}}
	for name, c := range map[string]struct {
		change func(j *Job)
		same   bool
	}{
		"nothing": {func(*Job) {}, true},
		"reply":   {func(j *Job) { j.Target.Reply = "/other" }, false},
		"headers": {func(j *Job) { j.Target.Headers = "" }, false},
		"group":   {func(j *Job) { j.Target.Group, j.Target.Folder = "g", "f" }, true},
		"unclear": {func(j *Job) { j.Target.AfterUnclear = Resume }, true},
		"size":    {func(j *Job) { j.Source.Size = 10 }, false},
		"time":    {func(j *Job) { j.Source.ModTime = at.Add(time.Hour) }, false},
	} {
		b := a
		c.change(&b)
		if a.sameAs(&b) != c.same || b.sameAs(&a) != c.same {
			t.Errorf("%s: %t", name, !c.same)
		}
	}
}

// TestLanesOfSmallFiles: each has a lane of its own, the lowest that is free; those of other servers and of large files
// count for nobody.
func TestLanesOfSmallFiles(t *testing.T) {
	l := loopOf()
	at := func(server string, small, handed bool, lane int) *worker {
		w := &worker{small: small, handedOver: handed, lane: lane, job: Job{ID: newID(), Target: Target{URL: server + "/x"}}}
		l.working[w.job.ID] = w
		return w
	}
	own := at("http://a", true, false, 0)
	at("http://a", true, true, 1)
	at("http://a", false, false, 2)
	at("http://b", true, false, 3)
	if n := l.smallAt("http://a"); n != 1 {
		t.Errorf("%d small files at a", n)
	}
	if n := l.smallAt("http://b"); n != 1 {
		t.Errorf("%d small files at b", n)
	}
	if got := l.freeLane(own); got != 0 {
		t.Errorf("its own lane is taken by itself: %d", got)
	}
	other := &worker{}
	if got := l.freeLane(other); got != 2 {
		t.Errorf("lane %d is free", got)
	}
	for lane := range maxLane {
		at("http://c", true, false, lane)
	}
	at("http://c", true, false, maxLane)
	if got := l.freeLane(other); got != maxLane {
		t.Errorf("lane %d, where all are taken", got)
	}
	now := time.Now()
	for name, c := range map[string]struct {
		job    Job
		fewer  bool
		learnt bool
	}{
		"delivered": {Job{Outcome: Delivered}, false, true},
		"busy":      {Job{Fault: &Fault{Kind: KindBusy}}, true, true},
		"refused":   {Job{Fault: &Fault{Kind: KindConnect}}, true, true},
		"stalled":   {Job{Fault: &Fault{Kind: KindStalled}}, true, true},
		"forbidden": {Job{Fault: &Fault{Kind: KindDenied}}, false, false},
		"paused":    {Job{}, false, false},
	} {
		l := loopOf()
		w := &worker{small: true, job: c.job}
		w.job.Target.URL = "http://a/x"
		before := l.lanesOf("http://a").Open()
		l.learnLanes(w, now)
		after := l.lanesOf("http://a").Open()
		if (after < before) != c.fewer || l.unsavedStats["http://a"] != c.learnt || c.learnt && l.serverStats["http://a"].Lanes != after {
			t.Errorf("%s: %d lanes, then %d; stored %+v", name, before, after, l.serverStats)
		}
		w.small = false
		large := loopOf()
		if large.learnLanes(w, now); len(large.unsavedStats) != 0 {
			t.Errorf("%s: a large file taught %+v", name, large.serverStats)
		}
	}
}

// TestIdleConnections: one is kept for the next upload to its server, the newest first, and for no longer than it may be.
func TestIdleConnections(t *testing.T) {
	l := loopOf()
	now := time.Now()
	first, second, other := &bits.Transport{}, &bits.Transport{}, &bits.Transport{}
	for _, c := range []struct {
		server string
		conn   *bits.Transport
		after  time.Duration
		want   string
	}{
		{"a", first, 0, "map[a:1]"}, {"b", other, time.Second, "map[a:1 b:1]"}, {"a", second, idleConnLife, "map[a:2 b:1]"},
	} {
		l.keepConn(c.server, c.conn, now.Add(c.after))
		kept := map[string]int{}
		for server, free := range l.conns {
			kept[server] = len(free)
		}
		if got := fmt.Sprint(kept); got != c.want {
			t.Errorf("after %v: %s, want %s", c.after, got, c.want)
		}
	}
}

// TestRateOfAnUpload: the lower of the limit for all and that of its server, 0 where there is neither.
func TestRateOfAnUpload(t *testing.T) {
	for _, c := range [][3]int64{{0, 0, 0}, {5000, 0, 5000}, {0, 7000, 7000}, {5000, 7000, 5000}, {7000, 5000, 5000}, {5000, 5000, 5000}} {
		e := &Engine{limiter: newLimiter(c[0])}
		d := &deck{book: cards.Book{{Name: "a", Address: "http://a/", Rate: c[1]}}, paces: map[string]*limiter{}}
		if c[1] > 0 {
			d.paces["http://a/"] = newLimiter(c[1])
		}
		e.cards.Store(d)
		w := &worker{engine: e, job: Job{Target: Target{URL: "http://a/x"}}}
		if got := w.rate(); got != c[2] {
			t.Errorf("%v: %d", c, got)
		}
		w.job.Target.URL = "http://b/x"
		if got := w.rate(); got != c[0] {
			t.Errorf("%v at another server: %d", c, got)
		}
	}
}

// TestWaitForAFileThatIsBeingWritten is waited for: its present state counts, the wait is short, and tries are not used up.
func TestWaitForAFileThatIsBeingWritten(t *testing.T) {
	now := time.Now()
	begun := now.Add(-time.Minute)
	f := source.File{Path: "/a", Size: 9}
	for name, c := range map[string]struct {
		job   Job
		since time.Time
	}{
		"for the first time": {Job{Patience: Patience{Rested: time.Hour}}, now}, "once more": {Job{Since: begun, Attempt: 0}, begun},
	} {
		j := c.job
		moving{f}.apply(&j, now)
		if j.Source != f || j.Fault == nil || j.Fault.Kind != KindFileBusy || !j.Fault.At.Equal(now) || !j.RetryAt.Equal(now.Add(source.QuietTime)) || j.Attempt != 0 ||
			!j.Since.Equal(c.since) || !j.Patience.Last.Equal(now) || j.Patience.Wait != source.QuietTime || j.Patience.Rested != 0 {
			t.Errorf("%s: %+v", name, j)
		}
		if !j.Watched() {
			t.Errorf("%s: it is not seen that the file is watched", name)
		}
		if j.Attempt = 1; j.Watched() {
			t.Errorf("%s: after a failure it is no mere wait", name)
		}
	}
	cancelled := Job{Want: Drop}
	if moving.apply(moving{f}, &cancelled, now); cancelled.Fault != nil || !cancelled.RetryAt.IsZero() {
		t.Errorf("of a cancelled one: %+v", cancelled)
	}
}
