package list

import (
	"fmt"
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// GroupTitle names a group: by its folder and its number of files, which must stay readable where the name is cut, or by
// the number alone.
func GroupTitle(g *Group) (name, number string) {
	n := words.Counted("%s file", "%s files", g.Tally.all)
	if g.folder == "" {
		return "", n
	}
	return fmt.Sprintf(words.Tr("Folder \"%s\""), words.Drawn(g.folder)), " (" + n + ")"
}

// GroupText says how far a group is: "9 of 380 done, 2 failed".
func GroupText(t Tally) string {
	parts := []string{fmt.Sprintf(words.Tr("%s of %s done"), words.Number(t.done), words.Number(t.all))}
	for _, part := range []struct {
		n    int
		text string
	}{
		{t.Active, words.Tr("%s uploading")},
		{t.Retrying, words.Tr("%s trying again")},
		{t.NeedsYou, words.Tr("%s need you")},
		{t.Failed, words.Tr("%s failed")},
		{t.Paused, words.Tr("%s paused")},
		{t.cancelling, words.Tr("%s being cancelled")},
		{t.cancelled(), words.Tr("%s cancelled")},
		{t.ended[transfer.NotTold], words.Tr("%s that the server was not told of")},
		{t.ended[transfer.TooLate], words.Tr("%s too late to cancel")},
		{t.ended[transfer.Unknown], words.Tr("%s with an unknown outcome")},
		{t.ended[transfer.Refused], words.Tr("%s where the cancel was refused")},
		{t.unlisted, words.Tr("%s no longer listed")},
	} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf(part.text, words.Number(part.n)))
		}
	}
	return strings.Join(parts, ", ")
}

// CauseText is the one cause of a group in short, with how many of its members it keeps from going on.
func CauseText(g *Group) string {
	cause, n := words.ShortFault(g.Cause.Fault, g.Cause), g.Tally.Failed+g.Tally.NeedsYou
	if n == g.Tally.all {
		return cause
	}
	return fmt.Sprintf(words.Tr("%s of %s: %s"), words.Number(n), words.Number(g.Tally.all), cause)
}

// GroupLeft is the time left of a group, 0 = not known.
func GroupLeft(g *Group) time.Duration {
	p := g.Progress()
	if p.Rate < 1 {
		return 0
	}
	return words.TimeLeft(p.Size-p.Acked-g.Tally.resting, p.Rate)
}

// GroupPace is the speed and the time left of a group, or for how long nothing of it has moved, which quiet reports; ""
// if neither is known. brief is the time alone.
func GroupPace(g *Group) (full, brief string, quiet bool) {
	p := g.Progress()
	switch {
	case g.quiet > 0:
		full = words.QuietText(g.quiet)
		return full, full, true
	case p.Rate < 1:
		return "", "", false
	}
	brief = words.LeftText(words.TimeLeft(p.Size-p.Acked-g.Tally.resting, p.Rate))
	return words.Rate(p.Rate) + words.Dot + brief, brief, false
}

// SumText is what stands behind the title of a part: how many uploads, and the speed and the time left of what moves.
func (m *Model) SumText(p Part) (full, brief string) {
	n, sum := m.Sum(p)
	brief = words.Number(n)
	full = brief
	if p.Section == SectionUploading && sum.Rate >= 1 {
		full += words.Dot + words.Rate(sum.Rate)
		if left := words.TimeLeft(sum.Size-sum.Acked, sum.Rate); left > 0 {
			full += words.Dot + words.LeftText(left)
		}
	}
	return full, brief
}

// FilterText is the name of a filter.
func FilterText(f Filter) string {
	return words.Tr(filterNames[f])
}

var filterNames = [FilterCount]string{
	words.Mark("All"), words.Mark("Active"), words.Mark("Waiting"), words.Mark("Needs you"),
	words.Mark("Failed"), words.Mark("Paused"), words.Mark("Done"), words.Mark("Cancelled"),
}

// RunningText is the left part of the status bar; brief is for narrow windows, since a shortened rate would say
// nothing.
func RunningText(t Totals) (full, brief string) {
	if t.active == 0 {
		full = words.Tr(words.Idle)
		if t.Retrying > 0 {
			full = words.Capital(fmt.Sprintf(words.Tr("%s to be tried again"), words.Number(t.Retrying)))
			return full, words.Capital(fmt.Sprintf(words.Tr("%s retrying"), words.Number(t.Retrying)))
		}
		return full, full
	}
	full = words.Capital(fmt.Sprintf(words.Tr("%s uploading"), words.Number(t.active)))
	switch {
	case t.quiet > 0:
		brief = words.QuietText(t.quiet)
	case t.rate >= 1:
		brief = words.Rate(t.rate)
	default:
		return full, full
	}
	return full + words.Dot + brief, brief
}

// RemainingText is the second part of the status bar: what goes on by itself, as uploads, bytes and time, else what is
// paused; brief is for narrow windows.
func RemainingText(t Totals) (full, brief string) {
	n := t.Open - t.failed - t.paused
	if n == 0 && t.paused > 0 {
		full = words.Capital(fmt.Sprintf(words.Tr("%s paused"), words.Number(t.paused)))
		return full, full
	}
	if n == 0 {
		return "", ""
	}
	brief = fmt.Sprintf(words.Tr("%s left"), words.Number(n))
	full = brief
	if t.bytes > 0 {
		full += words.Dot + words.Size(t.bytes)
	}
	if d := words.TimeLeft(t.bytes, t.rate); d > 0 {
		full += words.Dot + words.Left(d)
	}
	return full, brief
}

// QuitConsequence says what quitting interrupts: running, waiting and retrying uploads.
func QuitConsequence(now Survey) string {
	s := ""
	if n := now.Running; n > 0 {
		s = fmt.Sprintf(words.Trn("%d upload is running.", "%d uploads are running.", n), n) + " "
	}
	if n := now.waiting; n > 0 {
		s += fmt.Sprintf(words.Trn("%d upload is waiting.", "%d uploads are waiting.", n), n) + " "
	}
	if n := now.retrying; n > 0 {
		s += fmt.Sprintf(words.Trn("%d upload has failed and will be tried again.", "%d uploads have failed and will be tried again.", n), n) + " "
	}
	return s + words.Tr("What has been uploaded is saved; the rest goes on at the next start.")
}

// TrayLine is the first line of the tray's menu.
func TrayLine(t Totals) string {
	s, _ := RunningText(t)
	if d := words.TimeLeft(t.bytes, t.rate); d > 0 {
		s += words.Dot + words.Left(d)
	}
	return s
}

// TrayOfflineLine is that line while there is no network. Uploads that continue then go to a server on this
// computer.
func TrayOfflineLine(t Totals, since time.Time) string {
	if t.active > 0 {
		return TrayLine(t) + words.Dot + words.Tr(words.Offline)
	}
	if _, brief := RemainingText(t); brief != "" {
		return words.OfflineSinceText(since) + words.Dot + brief
	}
	return words.OfflineSinceText(since)
}
