package cli

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/source"
	"sendoff/ui/words"
)

// sessionsCmd lists the sessions that this computer has open on servers.
type sessionsCmd struct {
	JSON bool   `name:"json" xor:"form" help:"One JSON object per line."`
	CSV  bool   `name:"csv" xor:"form" help:"A table for a spreadsheet."`
	To   string `placeholder:"SERVER" help:"Only those of uploads to this address, or below it; or to the server of this name."`
}

// Run is called by kong.
func (s *sessionsCmd) Run(ctx context.Context, c *call) (err error) {
	if s.To, err = c.addressOf(ctx, s.To); err != nil {
		return err
	}
	f, err := c.follow(ctx, queue.Look)
	if err != nil {
		return err
	}
	defer f.close(&err)
	all, err := f.Jobs(ctx)
	if err == nil {
		err = f.Leave() // the output's reader, such as less, may take hours
	}
	if err != nil {
		return err
	}
	now := time.Now()
	list := slices.DeleteFunc(transfer.OpenSessions(maps.Values(all)), func(o transfer.OpenSession) bool {
		return !strings.HasPrefix(o.URL, s.To)
	})
	switch {
	case s.JSON:
		for _, o := range list {
			if err := writeJSON(c.Stdout, sessionJSON(o, now)); err != nil {
				return err
			}
		}
		return nil
	case s.CSV:
		return transfer.WriteSessions(c.Stdout, plainSessions(list), now)
	case len(list) == 0:
		fmt.Fprintln(c.Stderr, words.Tr("No session is open."))
		return nil
	}
	return sessionTable(c.Stdout, list, all, now)
}

// jsonSession is one line of sessions --json. Scripts depend on its names, and on those of --csv.
type jsonSession struct {
	Server    string         `json:"server"`
	Session   string         `json:"session"`
	Host      *string        `json:"host"`
	File      string         `json:"file"`
	FileBytes []byte         `json:"file_bytes,omitempty"` // base64 of a path that is not UTF-8
	URL       string         `json:"url"`                  // without secrets
	State     transfer.State `json:"state"`
	Opened    *time.Time     `json:"opened"`
	Age       int64          `json:"age_seconds"`
	Acked     int64          `json:"acked"`
	Size      int64          `json:"size"`
	NextTry   *time.Time     `json:"next_try"`
	DaysLeft  int            `json:"days_left"`
	Job       uuid.UUID      `json:"job"`
}

func sessionJSON(o transfer.OpenSession, now time.Time) jsonSession {
	return jsonSession{
		Server: o.Server, Session: o.ID, Host: queue.OrNull(o.Host), File: o.File, FileBytes: source.PathBytes(o.File), URL: bits.SafeAddress(o.URL), State: o.State,
		Opened: queue.TimeOrNull(o.Opened), Age: int64(o.Age(now) / time.Second), Acked: o.Acked, Size: o.Size,
		NextTry: queue.TimeOrNull(o.NextTry), DaysLeft: o.DaysLeft(now), Job: o.Job,
	}
}

// plainSessions are sessions made safe for a terminal.
func plainSessions(list []transfer.OpenSession) []transfer.OpenSession {
	for i := range list {
		o := &list[i]
		o.Server, o.ID, o.Host, o.File = words.Plain(o.Server), words.Plain(o.ID), words.Plain(o.Host), words.Plain(o.File)
	}
	return list
}

// sessionTable prints a line for each session, uncut on a terminal too: to find a session on the server the whole
// ID is needed.
func sessionTable(w io.Writer, list []transfer.OpenSession, all queue.Jobs, now time.Time) error {
	t := newTable(column{head: words.Tr("JOB")}, column{head: words.Tr("SERVER")}, column{head: words.Tr("SESSION")}, column{head: words.Tr("NAME")},
		column{head: words.Tr("OPEN FOR")}, column{head: words.Tr("CONFIRMED")}, column{head: words.Tr("DAYS LEFT")}, column{head: words.Tr("STATE")})
	width := all.Shortest()
	for _, o := range list {
		j := all[o.Job]
		t.add(o.Job.String()[:width], words.HostText(o.Server), words.Plain(o.ID), words.Shorten(queue.NameOf(j), 40), words.Left(o.Age(now)),
			fmt.Sprintf(words.Tr("%s of %s"), words.Size(o.Acked), words.Size(o.Size)), words.Number(o.DaysLeft(now)), words.StateText(j, now))
	}
	return t.write(w, 0)
}
