package ui

import (
	"fmt"
	"sendoff/transfer"
	"strconv"
	"time"
)

// codeOf is the code of a fault, "" for none.
func codeOf(j *transfer.Job) string {
	if j.Fault == nil {
		return ""
	}
	return codeText(j.Fault)
}

// factValue is what an overview says; facts without a value are left out.
type factValue struct {
	label, value string
	copy         bool
	prose        bool // it has blanks to break at
}

// factsOf is the overview of a job.
func factsOf(j *transfer.Job, server string, now time.Time) []factValue {
	all := []factValue{
		{label: tr("State"), value: StateText(j, now)},
		{label: tr("Problem"), value: FaultText(j.Fault, j), copy: true, prose: true},
		{label: tr("Code"), value: codeOf(j), copy: true},
		{label: tr("Reported"), value: detailOf(j.Fault), copy: true, prose: true},
		{label: tr("Confirmed"), value: bytesOf(j.Acked, j.Source.Size)},
		{label: tr("Sent"), value: sentOf(j)},
		{label: tr("Speed"), value: speedOf(j)},
		{label: tr("File"), value: j.Source.Path, copy: true},
		{label: tr("Changed"), value: Moment(j.Source.ModTime)},
		{label: tr("Server"), value: server},
		{label: tr("Address"), value: j.Target.URL, copy: true},
		{label: tr("Session ID"), value: j.Session.ID, copy: true},
		{label: tr("Host ID"), value: j.Session.Host},
		{label: tr("After a part without an answer"), value: AfterUnclearText(j)},
		{label: tr("BITS state"), value: j.State().BITS()},
		{label: tr("Priority"), value: priorityText(j.Priority)},
		{label: tr("Tries"), value: timesText(j.Attempt, 2)},
		{label: tr("Started over"), value: timesText(j.Restarted, 1)},
		{label: tr("Failing since"), value: Moment(j.Since)},
		{label: tr("Next try"), value: Moment(j.RetryAt)},
		{label: tr("Added"), value: Moment(j.Added)},
		{label: tr("Started"), value: Moment(j.Started)},
		{label: tr("Cancelled at"), value: Moment(j.Dropped)},
		{label: tr("Ended"), value: Moment(j.Ended)},
		{label: tr("Job ID"), value: j.ID.String(), copy: true},
	}
	kept := all[:0]
	for _, f := range all {
		if f.value != "" {
			kept = append(kept, f)
		}
	}
	return kept
}

// AfterUnclearText is what was chosen to follow a part whose answer was not seen; "" where Sendoff decides.
func AfterUnclearText(j *transfer.Job) string {
	if j.Target.AfterUnclear == transfer.Auto {
		return ""
	}
	return wayText(j.Target.AfterUnclear)
}

func wayText(a transfer.AfterUnclear) string {
	switch a {
	case transfer.Resume:
		return tr(textUnclearResume)
	case transfer.Restart:
		return tr(textUnclearRestart)
	case transfer.Auto:
	}
	return tr(textUnclearAuto)
}

func detailOf(f *transfer.Fault) string {
	if f == nil {
		return ""
	}
	return f.Detail
}

func bytesOf(n, all int64) string {
	if all == 0 { // whole from the start, and 0 % until it is done
		return Size(0)
	}
	return fmt.Sprintf(tr("%s of %s (%d %%)"), Size(n), Size(all), Percent(n, all))
}

func sentOf(j *transfer.Job) string {
	if j.Phase == transfer.Idle || j.Sent <= j.Acked {
		return ""
	}
	return bytesOf(j.Sent, j.Source.Size)
}

func speedOf(j *transfer.Job) string {
	if j.Rate < 1 {
		return ""
	}
	return Rate(j.Rate) + ", " + leftText(left(j))
}

// timesText counts what is worth telling from a number on.
func timesText(n, from int) string {
	if n < from {
		return ""
	}
	return strconv.Itoa(n)
}

// priorityText names a priority; the normal one is not worth a line.
func priorityText(p transfer.Priority) string {
	switch p {
	case transfer.Foreground:
		return tr(textForeground)
	case transfer.High:
		return tr(textHigh)
	case transfer.Low:
		return tr(textLow)
	case transfer.Normal:
	}
	return ""
}
