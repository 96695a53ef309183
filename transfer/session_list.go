package transfer

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
)

// SessionLife is how long a server with default settings keeps a session without progress: the BITSSessionTimeout of
// IIS.
const SessionLife = 14 * 24 * time.Hour

// OpenSession is a session that this computer opened on a server and that is not closed yet.
type OpenSession struct {
	Job    uuid.UUID
	Server string // scheme, host and port
	ID     string // as the server sent it, mostly a GUID in braces
	Host   string // the session's host if the server named another one; "" = Server
	URL    string // the upload's address
	// Practice marks the server inside this program, see Target.
	Practice bool
	File     string    // the local file, absolute
	Opened   time.Time // when the server assigned it
	Heard    time.Time // when the server last acknowledged a byte of it, Opened if never
	Acked    int64     // bytes the server said it has
	Size     int64     // bytes of the file
	State    State     // of the job; Cancelling: the server has not answered the cancel
	// NextTry is when the engine tries again by itself. Zero = at once or, for a paused job or one that needs the
	// user, not before a command.
	NextTry time.Time
}

// OpenSession returns the job's open session; false if none has a known id. A session that a cancel left open for
// good, because the server refused it or the user forgot it, does not count: nothing more is tried, and the history
// says so.
func (j *Job) OpenSession() (OpenSession, bool) {
	if j.Session.IsZero() || j.Outcome != "" {
		return OpenSession{}, false
	}
	s := OpenSession{
		Job: j.ID, Server: j.Target.Server(), ID: j.Session.ID, Host: j.Session.Host,
		URL: j.Target.URL, Practice: j.Target.Practice, File: j.Source.Path, Opened: j.Opened, Heard: j.Heard,
		Acked: j.Acked, Size: j.Source.Size, State: j.State(), NextTry: j.RetryAt,
	}
	if s.Opened.IsZero() { // older queue files do not have the field
		s.Opened = j.Started
	}
	if s.Heard.IsZero() {
		s.Heard = s.Opened
	}
	return s, true
}

// OpenSessions lists the open sessions of jobs: those of cancels first, then the oldest first.
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

// Cancelled reports whether the session belongs to a cancel that the server has not answered. Only such a session can
// be forgotten.
func (s OpenSession) Cancelled() bool { return s.State == Cancelling }

// Age returns how long the session has been open, at least 0.
func (s OpenSession) Age(now time.Time) time.Duration { return max(now.Sub(s.Opened), 0) }

// Expires returns when a server with default settings removes the session: SessionLife after its last progress.
func (s OpenSession) Expires() time.Time { return s.Heard.Add(SessionLife) }

// DaysLeft returns for how many days, the current one included, a server with default settings keeps the session: 14
// to 0.
func (s OpenSession) DaysLeft(now time.Time) int {
	const day = 24 * time.Hour
	return int((min(max(s.Expires().Sub(now), 0), SessionLife) + day - 1) / day)
}

// CancelNow returns the command that cancels the session at once: it cancels an upload, or retries a cancel.
func (s OpenSession) CancelNow() Command { return Command{Verb: VerbDrop, IDs: []uuid.UUID{s.Job}} }

// Forget returns the command that gives up the cancel. It is refused with ErrUnfinished unless Cancelled. The server
// keeps the session until its own time-out.
func (s OpenSession) Forget() Command { return Command{Verb: VerbForget, IDs: []uuid.UUID{s.Job}} }

// sessionColumns must not change: scripts and spreadsheets rely on them.
var sessionColumns = []string{
	"server", "session", "host", "file", "url", "state", "opened", "age_seconds", "acked", "size", "next_try", "days_left", "job",
}

// WriteSessions writes sessions as CSV (RFC 4180) with a header line. Times are RFC 3339 in UTC, empty for none.
// Cells that a spreadsheet would take for a formula begin with an apostrophe. Addresses are redacted.
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

// TableCell returns a text for a cell of a table (CSV) that a spreadsheet will not calculate. Texts that look like
// formulas get a leading apostrophe, as spreadsheets write it. Full-width signs count too, as some read them as plain
// ones.
func TableCell(text string) string {
	start := strings.TrimLeft(text, " \t\r\n")
	formula := start != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(start)[0])
	if formula || strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "\r") {
		return "'" + text
	}
	return text
}

// TableTime returns a time for a table: RFC 3339 in UTC, "" for none.
func TableTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
