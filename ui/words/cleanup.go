package words

import (
	"fmt"
	"time"

	"sendoff/transfer"
	"sendoff/ui/wallclock"
)

// Words of the list of open sessions: keys, translated where they are shown.
const (
	OpenSessions       = "Open sessions"
	CancelNow          = "Cancel now"
	Forget             = "Forget…"
	ForgetIt           = "Forget it"
	ForgetQuestion     = "Stop telling the server of this cancel?"
	textNoOpenSessions = "No session is open on any server."
	Telling            = "Cancel not confirmed, telling the server"
	textNoSessionYet   = "no session ID yet"
)

// OpenSessionsText sums the list up.
func OpenSessionsText(list []transfer.OpenSession) string {
	cancels := 0
	for _, s := range list {
		if s.Cancelled() {
			cancels++
		}
	}
	if len(list) == 0 {
		return Tr(textNoOpenSessions)
	}
	text := Counted("%s session that this computer has opened and nobody has closed yet.",
		"%s sessions that this computer has opened and nobody has closed yet.", len(list))
	if cancels > 0 {
		text += " " + Counted("%s is of a cancel that its server has not confirmed.",
			"%s are of cancels that their servers have not confirmed.", cancels)
	}
	return text
}

// SessionServer names the server of a session.
func SessionServer(s transfer.OpenSession) string {
	return ServerText(transfer.Target{URL: s.URL, Practice: s.Practice})
}

// ForgetConsequence says what stays on the server after its session is forgotten here.
func ForgetConsequence(s transfer.OpenSession, now time.Time) string {
	return fmt.Sprintf(Tr("Nothing more is sent. %s keeps what it has (%s) until its own time-out: usually %s from now. Its admin can remove it sooner by the session ID: %s"),
		SessionServer(s), Size(s.Acked), daysText(s.DaysLeft(now)), SessionName(s))
}

func daysText(n int) string { return Counted("%s day", "%s days", n) }

// KeptText says how long the server will keep a session.
func KeptText(s transfer.OpenSession, now time.Time) string {
	if s.DaysLeft(now) == 0 {
		return Tr("removed by itself by now, most likely")
	}
	return fmt.Sprintf(Tr("%s left"), daysText(s.DaysLeft(now)))
}

// SessionName is a session ID made safe for display: servers choose it freely.
func SessionName(s transfer.OpenSession) string {
	if s.ID == "" {
		return Tr(textNoSessionYet)
	}
	return Plain(s.ID)
}

// AgeText says since when a session is open and how much of the file the server has.
func AgeText(s transfer.OpenSession, now time.Time) string {
	if s.Opened.IsZero() {
		return BytesText(s)
	}
	return fmt.Sprintf(Tr("open for %s"), Left(s.Age(now))) + Dot + BytesText(s)
}

// BytesText is how much of the file the server has.
func BytesText(s transfer.OpenSession) string {
	return fmt.Sprintf(Tr("%s of %s confirmed"), Size(s.Acked), Size(s.Size))
}

// NextTellText says when the cancel is sent next.
func NextTellText(at, now time.Time) string {
	return fmt.Sprintf(Tr("Cancel not confirmed, next try %s"), Clock(at, now))
}

// SessionsFile is the proposed file name for the table.
func SessionsFile(now time.Time) string {
	return "sendoff-sessions-" + wallclock.In(now).Format(time.DateOnly) + ".csv"
}
