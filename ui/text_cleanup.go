package ui

import (
	"fmt"
	"time"

	"sendoff/transfer"
	"sendoff/ui/wallclock"
)

// Words of the list of open sessions: keys, translated where they are shown.
const (
	textOpenSessions   = "Open sessions"
	textCancelNow      = "Cancel now"
	textForget         = "Forget…"
	textForgetIt       = "Forget it"
	textGoOnTrying     = "Go on trying"
	textForgetQuestion = "Stop telling the server of this cancel?"
	textNoOpenSessions = "No session is open on any server."
	textTelling        = "Cancel not confirmed, telling the server"
	textNoSessionYet   = "no session ID yet"
)

// openSessionsText sums the list up.
func openSessionsText(list []transfer.OpenSession) string {
	cancels := 0
	for _, s := range list {
		if s.Cancelled() {
			cancels++
		}
	}
	if len(list) == 0 {
		return tr(textNoOpenSessions)
	}
	text := counted("%s session that this computer has opened and nobody has closed yet.",
		"%s sessions that this computer has opened and nobody has closed yet.", len(list))
	if cancels > 0 {
		text += " " + counted("%s is of a cancel that its server has not confirmed.",
			"%s are of cancels that their servers have not confirmed.", cancels)
	}
	return text
}

// forgetConsequence says what a forgotten session leaves on its server.
func forgetConsequence(s transfer.OpenSession, now time.Time) string {
	return fmt.Sprintf(tr("Nothing more is sent. %s keeps what it has (%s) until its own time-out: usually %s from now. Its admin can remove it sooner by the session ID: %s"),
		serverText(s.URL), Size(s.Acked), daysText(s.DaysLeft(now)), sessionName(s))
}

func daysText(n int) string { return counted("%s day", "%s days", n) }

// keptText says how long a server still keeps a session by itself.
func keptText(s transfer.OpenSession, now time.Time) string {
	if s.DaysLeft(now) == 0 {
		return tr("removed by itself by now, most likely")
	}
	return fmt.Sprintf(tr("%s left"), daysText(s.DaysLeft(now)))
}

// sessionName is the ID of a session as people may be shown it: servers choose it freely.
func sessionName(s transfer.OpenSession) string {
	if s.ID == "" {
		return tr(textNoSessionYet)
	}
	return Plain(s.ID)
}

// ageText says since when a session is open and what the server has of its file.
func ageText(s transfer.OpenSession, now time.Time) string {
	if s.Opened.IsZero() {
		return bytesText(s)
	}
	return fmt.Sprintf(tr("open for %s"), Left(s.Age(now))) + textDot + bytesText(s)
}

// bytesText is what the server has of the file.
func bytesText(s transfer.OpenSession) string {
	return fmt.Sprintf(tr("%s of %s confirmed"), Size(s.Acked), Size(s.Size))
}

// nextTellText says when the server is told of a cancel next.
func nextTellText(at, now time.Time) string {
	return fmt.Sprintf(tr("Cancel not confirmed, next try %s"), Clock(at, now))
}

// sessionsFile is the name proposed for the table.
func sessionsFile(now time.Time) string {
	return "sendoff-sessions-" + wallclock.In(now).Format(time.DateOnly) + ".csv"
}
