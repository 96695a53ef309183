package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/receipt"
	"sendoff/transfer/source"
	"sendoff/ui/wallclock"
)

// Receipted is an upload for a receipt.
type Receipted struct {
	Job    *transfer.Job
	Notes  []bits.Note // its transcript
	SHA256 bits.SHA256 // of what was sent; "" = not known
}

// ReceiptDocument is the receipt of uploads as JSON has it. Speak English before: its texts are for every reader.
func ReceiptDocument(program string, list []Receipted, now time.Time) receipt.Document {
	d := receipt.Document{Receipt: receipt.Version, Program: program, Made: *utc(now), Uploads: []receipt.Upload{}}
	for _, r := range list {
		d.Uploads = append(d.Uploads, r.upload(now))
	}
	return d
}

func (r Receipted) upload(now time.Time) receipt.Upload {
	j, p := r.Job, receipt.Proof{}
	if r.Job.Proof != nil {
		p = *r.Job.Proof
	}
	u := receipt.Upload{
		Job: j.ID.String(), Name: j.Name(), Path: j.Source.Path, PathBytes: source.PathBytes(j.Source.Path), Size: j.Source.Size,
		Modified: utc(j.Source.ModTime), SHA256: textOrNull(string(r.SHA256)), Server: bits.SafeAddress(j.Target.Server()), URL: bits.SafeAddress(j.Target.URL),
		Session: textOrNull(j.Session.ID), HostID: textOrNull(j.Session.Host), Outcome: string(j.Outcome), Restarted: j.Restarted,
		Added: utc(j.Added), Started: utc(j.Started), Ended: utc(j.Ended),
		Compared: byOrNull(p.By), Verified: p.Verified(), Differs: p.Differs(), ComparedAt: utc(p.At), ServerSays: textOrNull(string(p.Said)),
		Answers: []receipt.Answer{}, Text: OutcomeText(j, now),
	}
	for _, n := range answers(r.Notes) {
		u.Answers = append(u.Answers, receipt.Answer{At: *utc(n.At), Packet: string(n.Packet), Status: n.Status, Text: Note(n)})
	}
	return u
}

// answers are the acknowledgements of a transcript that a receipt has: of the session, of its last fragment and of its
// end.
func answers(notes []bits.Note) []bits.Note {
	last := map[bits.PacketType]int{}
	for i, n := range notes {
		if n.Answered() && n.Packet != bits.Ping {
			last[n.Packet] = i
		}
	}
	var list []bits.Note
	for i, n := range notes {
		if at, some := last[n.Packet]; some && at == i {
			list = append(list, n)
		}
	}
	return list
}

func utc(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Millisecond)
	return &t
}

func textOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func byOrNull(by receipt.By) *receipt.By {
	if by == receipt.ByNothing {
		return nil
	}
	return &by
}

// ReceiptPage is the receipt of uploads as a page to be printed.
func ReceiptPage(program string, list []Receipted, now time.Time) receipt.Page {
	p := receipt.Page{
		Language: Spoken(), Title: Tr("Receipt for an upload"), Made: fmt.Sprintf(Tr("Made %[1]s by %[2]s"), paperTime(now), program),
		Note: Tr("This receipt says what was sent and what the server acknowledged. It is not signed, and says nothing about what became of the file on the server later."),
	}
	if len(list) > 1 {
		p.Title = fmt.Sprintf(Tr("Receipt for uploads: %d"), len(list))
	}
	for _, r := range list {
		p.Sections = append(p.Sections, receipt.Section{Name: Plain(r.Job.Name()), Rows: r.Lines(now)})
	}
	return p
}

// Lines are the facts of an upload for a receipt to be read. Facts without a value are left out.
func (r Receipted) Lines(now time.Time) []receipt.Row {
	j := r.Job
	all := []receipt.Row{
		{Label: Tr("File"), Value: Plain(j.Source.Path)},
		{Label: Tr("Size"), Value: fmt.Sprintf(Tr("%s (%d bytes)"), Size(j.Source.Size), j.Source.Size)},
		{Label: Tr("SHA-256"), Value: string(r.SHA256)},
		{Label: Tr("File modified"), Value: paperTime(j.Source.ModTime)},
		{Label: Tr("Address"), Value: Plain(bits.SafeAddress(j.Target.URL))},
		{Label: Tr("Session ID"), Value: Plain(j.Session.ID)},
		{Label: Tr("Host ID"), Value: Plain(j.Session.Host)},
		{Label: Tr("Outcome"), Value: OutcomeText(j, now)},
		{Label: Tr("Content"), Value: contentText(j)},
		{Label: Tr("Started over"), Value: StartedOverFact(j)},
		{Label: Tr("Added"), Value: paperTime(j.Added)},
		{Label: Tr("Started"), Value: paperTime(j.Started)},
		{Label: Tr("Ended"), Value: paperTime(j.Ended)},
		{Label: Tr("The server said"), Value: r.said()},
		{Label: Tr("Job ID"), Value: j.ID.String()},
	}
	kept := all[:0]
	for _, row := range all {
		if row.Value != "" {
			kept = append(kept, row)
		}
	}
	return kept
}

// contentText is ProofText for a receipt, which also says that nothing was compared.
func contentText(j *transfer.Job) string {
	if text := ProofText(j); text != "" || j.Outcome != transfer.Delivered {
		return text
	}
	return Tr("Not compared: the server acknowledged the number of bytes, and named no digest of them.")
}

func (r Receipted) said() string {
	var lines []string
	for _, n := range answers(r.Notes) {
		lines = append(lines, joined(" ", paperTime(n.At), string(n.Packet), Plain(Note(n))))
	}
	return strings.Join(lines, "\n")
}

// paperTime is a time that is read on another day and in another place; "" for none.
func paperTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return wallclock.In(t).Format("2006-01-02 15:04:05 -07:00")
}

// ReceiptName is a name for the file of a receipt.
func ReceiptName(jobs []*transfer.Job) string {
	if len(jobs) == 1 {
		return jobs[0].Name() + ".receipt.html"
	}
	return "receipt-" + strconv.Itoa(len(jobs)) + ".html"
}

// ReceiptSaved says that a receipt was saved.
func ReceiptSaved(path string) string { return fmt.Sprintf(Tr("The receipt is saved as %s."), path) }
