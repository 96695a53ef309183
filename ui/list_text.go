package ui

import (
	"fmt"
	"sendoff/transfer"
	"strings"
	"time"
)

var columnNames = [columnCount]string{
	word("Queue"), word("Name"), word("Size"), word("Progress"), word("State"), word("Server"),
}

func columnText(c column) string { return tr(columnNames[c]) }

// sortText is the button's where there is no room for all columns.
func sortText(c column) string { return fmt.Sprintf(tr("Sort: %s"), columnText(c)) }

// groupTitle names a group: by its folder, or by how many files it has.
func groupTitle(g *group) string {
	if name := g.name; name != "" {
		return fmt.Sprintf(trn("Folder \"%s\" (%s file)", "Folder \"%s\" (%s files)", g.tally.all), drawn(name), Number(g.tally.all))
	}
	return counted("%s file", "%s files", g.tally.all)
}

// groupText says how far a group is: "9 of 380 done, 2 failed".
func groupText(t groupTally) string {
	parts := []string{fmt.Sprintf(tr("%s of %s done"), Number(t.done), Number(t.all))}
	for _, part := range []struct {
		n    int
		text string
	}{
		{t.active, tr("%s uploading")},
		{t.retrying, tr("%s trying again")},
		{t.needsYou, tr("%s need you")},
		{t.failed, tr("%s failed")},
		{t.paused, tr("%s paused")},
		{t.cancelled, tr("%s cancelled")},
		{t.unlisted, tr("%s no longer listed")},
	} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf(part.text, Number(part.n)))
		}
	}
	return strings.Join(parts, ", ")
}

// groupProgress is the second half of what a group's row says, as progressText is of an upload's. The
// time is that of the uploads that go on by themselves: resting bytes are not waited for.
func groupProgress(j *transfer.Job, resting int64) (full, brief string) {
	brief = Size(j.Source.Size)
	if j.Outcome != "" {
		return brief, brief
	}
	full = fmt.Sprintf(tr("%s of %s"), Size(j.Acked), brief)
	if j.Rate < 1 {
		return full, brief
	}
	brief = leftText(timeLeft(j.Source.Size-j.Acked-resting, j.Rate))
	return strings.Join([]string{full, Rate(j.Rate), brief}, textDot), brief
}

func filterText(f filter) string {
	return tr(filterNames[f])
}

var filterNames = [filterCount]string{
	word("All"), word("Active"), word("Waiting"), word("Needs you"),
	word("Failed"), word("Paused"), word("Done"), word("Cancelled"),
}

// runningText is the left part of the status bar. brief is for where there is little room: a rate with
// its middle left out would say nothing.
func runningText(t totals) (full, brief string) {
	if t.active == 0 {
		return tr(textIdle), tr(textIdle)
	}
	full = fmt.Sprintf(tr("%s up"), Number(t.active))
	if t.rate < 1 {
		return full, full
	}
	return full + textDot + Rate(t.rate), Rate(t.rate)
}

// remainingText is the second part of the status bar: uploads, bytes and time that are left. brief is for
// where there is little room.
func remainingText(t totals) (full, brief string) {
	n := t.open - t.failed // what failed goes on only when somebody does something about it
	if n == 0 {
		return "", ""
	}
	brief = fmt.Sprintf(tr("%s left"), Number(n))
	full = brief
	if t.bytes > 0 { // nothing of what is paused is on its way
		full += textDot + Size(t.bytes)
	}
	if d := timeLeft(t.bytes, t.rate); d > 0 {
		full += textDot + Left(d)
	}
	return full, brief
}

// quitConsequence says what quitting interrupts: uploads that run, that wait, and that only try again.
func quitConsequence(now survey) string {
	s := ""
	if n := now.running; n > 0 {
		s = fmt.Sprintf(trn("%d upload is running.", "%d uploads are running.", n), n) + " "
	}
	if n := now.waiting; n > 0 {
		s += fmt.Sprintf(trn("%d upload is waiting.", "%d uploads are waiting.", n), n) + " "
	}
	if n := now.retrying; n > 0 {
		s += fmt.Sprintf(trn("%d upload has failed and will be tried again.", "%d uploads have failed and will be tried again.", n), n) + " "
	}
	return s + tr("What has been uploaded is saved; the rest goes on at the next start.")
}

// trayLine is the first line of the tray's menu.
func trayLine(t totals) string {
	s, _ := runningText(t)
	if d := timeLeft(t.bytes, t.rate); d > 0 {
		s += textDot + Left(d)
	}
	return s
}

// trayOfflineLine is the first line while this computer is in no network. What goes on all the same goes to
// a server on this computer.
func trayOfflineLine(t totals, since time.Time) string {
	if t.active > 0 {
		return trayLine(t) + textDot + tr(textOffline)
	}
	if _, brief := remainingText(t); brief != "" {
		return offlineSinceText(since) + textDot + brief
	}
	return offlineSinceText(since)
}
