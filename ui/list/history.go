package list

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/wallclock"
	"sendoff/ui/words"
)

// historyColumns are the header of the history's table. They are meant for programs and the same in every language.
var historyColumns = []string{
	"name", "path", "size", "url", "server", "outcome", "text", "acked", "added", "started", "ended", "seconds", "session", "http", "code", "id",
}

// WriteHistory writes ended uploads as CSV (RFC 4180) in UTF-8, with the byte order mark that spreadsheets need,
// and times in UTC. server returns a job's server name. Errors are those of w.
func WriteHistory(w io.Writer, jobs []*transfer.Job, server func(*transfer.Job) string) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write history: %w", err)
	}
	table := csv.NewWriter(w)
	table.UseCRLF = true
	rows := make([][]string, 0, len(jobs)+1)
	rows = append(rows, historyColumns)
	for _, j := range jobs {
		rows = append(rows, historyRow(j, server(j)))
	}
	if err := table.WriteAll(rows); err != nil {
		return fmt.Errorf("write history: %w", err)
	}
	return nil
}

func historyRow(j *transfer.Job, server string) []string {
	row := []string{
		j.Name(), j.Source.Path, strconv.FormatInt(j.Source.Size, 10), bits.SafeAddress(j.Target.URL), server,
		string(j.Outcome), words.OutcomeText(j, time.Now()), strconv.FormatInt(j.Acked, 10),
		transfer.TableTime(j.Added), transfer.TableTime(j.Started), transfer.TableTime(j.Ended), secondsOf(j), j.Session.ID, "", "", j.ID.String(),
	}
	if f := j.Fault; f != nil {
		row[13], row[14] = words.NumberOrNone(f.HTTP), words.HexOrNone(f.Code)
	}
	for i := range row {
		row[i] = transfer.TableCell(row[i])
	}
	return row
}

// secondsOf is how long an upload took, "" if it never began.
func secondsOf(j *transfer.Job) string {
	if j.Started.IsZero() || j.Ended.Before(j.Started) {
		return ""
	}
	return strconv.FormatInt(int64(j.Ended.Sub(j.Started)/time.Second), 10)
}

// HistoryFile is the proposed file name for the table.
func HistoryFile(now time.Time) string {
	return "sendoff-" + wallclock.In(now).Format(time.DateOnly) + ".csv"
}
