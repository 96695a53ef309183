package words

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"sendoff/transfer"
)

// CodeOf is the code of a fault, "" for none.
func CodeOf(j *transfer.Job) string {
	if j.Fault == nil {
		return ""
	}
	return CodeText(j.Fault)
}

// Fact is one line of the overview. Facts without a value are left out.
type Fact struct {
	Label, Value string
	Copy         bool
	Prose        bool // has blanks to break at
}

// Facts is the overview of a job.
func Facts(j *transfer.Job, server string, now time.Time) []Fact {
	all := []Fact{
		{Label: Tr("State"), Value: StateText(j, now)},
		{Label: Tr("Problem"), Value: FaultText(j.Fault, j), Copy: true, Prose: true},
		{Label: Tr("Code"), Value: CodeOf(j), Copy: true},
		{Label: Tr("Reported"), Value: detailText(j.Fault, j), Copy: true, Prose: true},
		{Label: Tr("Content"), Value: ProofText(j), Copy: true, Prose: true},
		{Label: Tr("SHA-256"), Value: SHA256Of(j), Copy: true},
		{Label: Tr("Confirmed"), Value: bytesOf(j.Acked, j.Source.Size)},
		{Label: Tr("Sent"), Value: sentOf(j)},
		{Label: Tr("Speed"), Value: speedOf(j)},
		{Label: Tr("Took"), Value: tookOf(j)},
		{Label: Tr("Mean speed"), Value: meanOf(j)},
		{Label: Tr("Sent twice"), Value: twiceOf(j)},
		{Label: Tr("File"), Value: j.Source.Path, Copy: true},
		{Label: Tr("File modified"), Value: Moment(j.Source.ModTime)},
		{Label: Tr("Server"), Value: server},
		{Label: Tr("Address"), Value: j.Target.URL, Copy: true},
		{Label: Tr("Session ID"), Value: j.Session.ID, Copy: true},
		{Label: Tr("Host ID"), Value: j.Session.Host},
		{Label: Tr("After a part without an answer"), Value: AfterUnclearText(j)},
		{Label: Tr("BITS state"), Value: j.State().BITS()},
		{Label: Tr("Priority"), Value: priorityText(j.Priority)},
		{Label: Tr("Tries"), Value: timesText(j.Attempt, 2)},
		{Label: Tr("Started over"), Value: StartedOverFact(j)},
		{Label: Tr("Failing since"), Value: Moment(j.Since)},
		{Label: Tr("Next try"), Value: nextTryOf(j)},
		{Label: Tr("Added"), Value: Moment(j.Added)},
		{Label: Tr("Started"), Value: Moment(j.Started)},
		{Label: Tr("Cancelled at"), Value: Moment(j.Dropped)},
		{Label: Tr("Ended"), Value: Moment(j.Ended)},
		{Label: Tr("Job ID"), Value: j.ID.String(), Copy: true},
	}
	kept := all[:0]
	for _, f := range all {
		if f.Value != "" {
			kept = append(kept, f)
		}
	}
	return kept
}

// AfterUnclearText is the user's choice for a fragment without an answer; "" if Sendoff decides.
func AfterUnclearText(j *transfer.Job) string {
	if j.Target.AfterUnclear == transfer.Auto {
		return ""
	}
	return WayText(j.Target.AfterUnclear)
}

// WayText names a choice for a fragment without an answer.
func WayText(a transfer.AfterUnclear) string {
	switch a {
	case transfer.Resume:
		return Tr(textUnclearResume)
	case transfer.Restart:
		return Tr(textUnclearRestart)
	case transfer.Auto:
	}
	return Tr(textUnclearAuto)
}

// detailText adds details to a fault's cause: the system's or server's own words, or what is wrong with an answer
// that makes no sense.
func detailText(f *transfer.Fault, j *transfer.Job) string {
	if f == nil {
		return ""
	}
	return cmp.Or(f.Detail, flawText(f.Flaw, j.Source.Size))
}

func bytesOf(n, all int64) string {
	if all == 0 { // acknowledged from the start, but 0 % until done
		return Size(0)
	}
	return fmt.Sprintf(Tr("%s of %s (%d %%)"), Size(n), Size(all), Percent(n, all))
}

func sentOf(j *transfer.Job) string {
	if j.Phase == transfer.Idle || j.Sent <= j.Acked {
		return ""
	}
	return bytesOf(j.Sent, j.Source.Size)
}

func speedOf(j *transfer.Job) string {
	pace, _ := PaceText(j)
	return pace
}

// tookOf is how long an upload that is done took, from its first session on; "" below a second.
func tookOf(j *transfer.Job) string {
	took := j.Ended.Sub(j.Started)
	if j.Outcome != transfer.Delivered || j.Started.IsZero() || took < time.Second {
		return ""
	}
	return Lasted(took)
}

// meanOf is the speed of an upload that is done, pauses and retries included.
func meanOf(j *transfer.Job) string {
	took := j.Ended.Sub(j.Started).Seconds()
	if j.Outcome != transfer.Delivered || j.Started.IsZero() || took <= 0 {
		return ""
	}
	return Rate(float64(j.Source.Size) / took)
}

// twiceOf is how many bytes were sent without the server having kept them the first time.
func twiceOf(j *transfer.Job) string {
	switch {
	case j.Headway.Resent > 0:
		return Size(j.Headway.Resent)
	case j.Outcome == transfer.Delivered:
		return Tr("Nothing")
	}
	return ""
}

// nextTryOf is empty for a paused job: nothing is tried.
func nextTryOf(j *transfer.Job) string {
	if j.Want == transfer.Hold {
		return ""
	}
	return Moment(j.RetryAt)
}

// StartedOverFact is how often a job was started over, and why the last time; "" = never.
func StartedOverFact(j *transfer.Job) string {
	if j.Restarted == 0 {
		return ""
	}
	return joined(Dot, timesText(j.Restarted, 1), translated(restartReasons[j.RestartedFor]))
}

// timesText counts something if it is at least from.
func timesText(n, from int) string {
	if n < from {
		return ""
	}
	return strconv.Itoa(n)
}

// priorityText names a priority; "" for the normal one.
func priorityText(p transfer.Priority) string {
	switch p {
	case transfer.Foreground:
		return Tr(Foreground)
	case transfer.High:
		return Tr(High)
	case transfer.Low:
		return Tr(Low)
	case transfer.Normal:
	}
	return ""
}
