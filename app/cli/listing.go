package cli

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/ui/words"
)

// listing is what "list" prints. It takes one job at a time and keeps its line only, so that a long queue is never
// there as a whole beside the one that its owner keeps.
type listing struct {
	list    *listCmd
	unsafe  func(rune) bool // of the output, for JSON
	rows    []listed
	ids     []uuid.UUID // of all jobs, also those that are not listed
	server  string      // of the last row
	host    string      // as it is shown
	problem error
}

// listed is the line of a job.
type listed struct {
	place                   queue.Place
	id                      uuid.UUID
	name, size, host, state string
	json                    string // in place of the four
}

// begin forgets what was seen: an owner has ended in the middle.
func (t *listing) begin() { t.rows, t.ids = nil, nil }

func (t *listing) see(j *transfer.Job) {
	t.ids = append(t.ids, j.ID)
	if j.Outcome != "" && !t.list.All {
		return
	}
	row := listed{place: queue.PlaceOf(j), id: j.ID}
	if t.list.JSON {
		var line strings.Builder
		if err := queue.WriteJSON(&line, queue.ToJSON(j), t.unsafe); err != nil {
			t.problem = err
		}
		row.json = line.String()
	} else {
		row.name, row.size = strings.Clone(queue.NameOf(j)), words.Size(j.Source.Size) // not the record that the name is a part of
		row.host, row.state = t.hostOf(j), stateLine(j)
	}
	t.rows = append(t.rows, row)
}

// hostOf is the server of a job as it is shown. Most jobs have that of the one before.
func (t *listing) hostOf(j *transfer.Job) string {
	if server := j.Target.Server(); server != t.server || t.host == "" {
		t.server, t.host = strings.Clone(server), strings.Clone(words.HostText(server))
	}
	return t.host
}

func (t *listing) print(c *call) error {
	if t.problem != nil {
		return t.problem
	}
	slices.SortFunc(t.rows, func(a, b listed) int { return a.place.Compare(b.place) })
	if t.list.JSON {
		return t.printJSON(c)
	}
	if len(t.rows) == 0 {
		fmt.Fprintln(c.Stderr, words.Tr("Nothing to upload."))
		return nil
	}
	return t.table().write(c.Stdout, c.columns())
}

func (t *listing) printJSON(c *call) error {
	out := bufio.NewWriterSize(c.Stdout, tableBuffer)
	for _, row := range t.rows {
		if _, err := out.WriteString(row.json); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// table has a line for each job, with IDs cut as far as they still differ; on a terminal no line wraps.
func (t *listing) table() *table {
	out := newTable(column{head: words.Tr("JOB")}, column{head: words.Tr("NAME"), least: 8}, column{head: words.Tr("SIZE"), spare: true},
		column{head: words.Tr("SERVER"), least: 10, spare: true}, column{head: words.Tr("STATE"), least: 16})
	width := queue.Shortest(t.ids)
	for _, row := range t.rows {
		out.add(row.id.String()[:width], row.name, row.size, row.host, row.state)
	}
	return out
}
