package transfer

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
)

// SessionLife is how long a server keeps a session without progress, unless it was told otherwise:
// the BITSSessionTimeout of IIS.
const SessionLife = 14 * 24 * time.Hour

// OpenSession is a session that this computer has opened on a server and that nobody has closed yet.
type OpenSession struct {
	Job    uuid.UUID
	Server string    // scheme, host and port
	ID     string    // byte for byte as the server gave it out, mostly a GUID in braces; servers choose it freely
	Host   string    // where the session lives if the server named another host; "" = at Server
	URL    string    // what is uploaded there
	File   string    // the local file, absolute
	Opened time.Time // when the server gave the session out
	Heard  time.Time // when the server last acknowledged a byte of it, Opened if never
	Acked  int64     // bytes the server said it has
	Size   int64     // bytes of the file
	State  State     // of the job; Cancelling: the server is still to be told of the cancel
	// NextTry is when the engine turns to the session by itself; zero = at once or, for a job that
	// is paused or needs the user, not before it is told to.
	NextTry time.Time
}

// OpenSession tells which session of this job is open; false if none is that anybody could name. A
// session that a cancel left open for good, refused by the server or forgotten by the user, is not
// among them: nothing more is tried about it, and the history says so.
func (j *Job) OpenSession() (OpenSession, bool) {
	if j.Session.IsZero() || j.Outcome != "" {
		return OpenSession{}, false
	}
	s := OpenSession{
		Job: j.ID, Server: j.Target.Server(), ID: j.Session.ID, Host: j.Session.Host,
		URL: j.Target.URL, File: j.Source.Path, Opened: j.Opened, Heard: j.Heard,
		Acked: j.Acked, Size: j.Source.Size, State: j.State(), NextTry: j.RetryAt,
	}
	if s.Opened.IsZero() { // a queue file may be older than the field
		s.Opened = j.Started
	}
	if s.Heard.IsZero() {
		s.Heard = s.Opened
	}
	return s, true
}

// OpenSessions lists the open sessions of jobs, those first that a cancel has left behind, then the
// oldest first.
func OpenSessions(jobs iter.Seq[*Job]) []OpenSession {
	var list []OpenSession
	for j := range jobs {
		if j == nil {
			continue
		}
		if s, open := j.OpenSession(); open {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b OpenSession) int {
		return cmp.Or(cmp.Compare(cancelsFirst(a), cancelsFirst(b)), a.Opened.Compare(b.Opened), slices.Compare(a.Job[:], b.Job[:]))
	})
	return list
}

func cancelsFirst(s OpenSession) int {
	if s.State == Cancelling {
		return 0
	}
	return 1
}

// Cancelled reports whether the session is left over from a cancel that the server has not answered yet.
// Only such a one can be forgotten.
func (s OpenSession) Cancelled() bool { return s.State == Cancelling }

// Age is how long the session has been open, 0 at least.
func (s OpenSession) Age(now time.Time) time.Duration { return max(now.Sub(s.Opened), 0) }

// Expires is when a server of the usual settings removes the session by itself (SessionLife after
// its last progress).
func (s OpenSession) Expires() time.Time { return s.Heard.Add(SessionLife) }

// DaysLeft is how many days, the last one begun included, a server of the usual settings still keeps
// the session: 14 down to 0.
func (s OpenSession) DaysLeft(now time.Time) int {
	const day = 24 * time.Hour
	return int((min(max(s.Expires().Sub(now), 0), SessionLife) + day - 1) / day)
}

// CancelNow is the command that tells the server at once that the session is over: of an upload it is
// the cancel, of a cancel that waits for its next try it is that try.
func (s OpenSession) CancelNow() Command { return Command{Verb: VerbDrop, IDs: []uuid.UUID{s.Job}} }

// Forget is the command that gives up telling the server. It is refused with ErrUnfinished unless
// Cancelled holds; what the server has stays there until its own time-out.
func (s OpenSession) Forget() Command { return Command{Verb: VerbForget, IDs: []uuid.UUID{s.Job}} }

// sessionColumns are a promise to scripts and spreadsheets.
var sessionColumns = []string{
	"server", "session", "host", "file", "url", "state", "opened", "age_seconds", "acked", "size", "next_try", "days_left", "job",
}

// WriteSessions writes sessions as CSV (RFC 4180) with a line of titles. Times are RFC 3339 in UTC,
// empty for none; a cell that a spreadsheet would take for a formula begins with an apostrophe.
// Addresses are without what in them may grant access.
func WriteSessions(w io.Writer, list []OpenSession, now time.Time) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(sessionColumns); err != nil {
		return fmt.Errorf("write sessions: %w", err)
	}
	for _, s := range list {
		cells := []string{
			s.Server, s.ID, s.Host, s.File, bits.SafeAddress(s.URL), string(s.State), TableTime(s.Opened),
			strconv.FormatInt(int64(s.Age(now)/time.Second), 10), strconv.FormatInt(s.Acked, 10), strconv.FormatInt(s.Size, 10),
			TableTime(s.NextTry), strconv.Itoa(s.DaysLeft(now)), s.Job.String(),
		}
		for i, c := range cells {
			cells[i] = TableCell(c)
		}
		if err := out.Write(cells); err != nil {
			return fmt.Errorf("write sessions: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write sessions: %w", err)
	}
	return nil
}
