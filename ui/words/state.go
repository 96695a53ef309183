package words

import (
	"fmt"
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/source"
)

// StateText says in a few words what a job is doing.
func StateText(j *transfer.Job, now time.Time) string {
	switch j.State() {
	case transfer.Waiting:
		return waitingText(j)
	case transfer.NeedsYou:
		return Tr("Needs you")
	case transfer.Connecting:
		return Tr("Connecting")
	case transfer.Uploading:
		return uploadingText(j)
	case transfer.Finishing:
		if j.Phase == transfer.Comparing {
			return Tr("Finishing · comparing what the server has")
		}
		return Tr("Finishing · the server is working on it")
	case transfer.GettingReply:
		return Tr("Getting the server's reply")
	case transfer.Retrying:
		if j.Watched() {
			return Tr("Waiting · the file is still being written")
		}
		return retryText(j.RetryAt, now)
	case transfer.Paused:
		return Tr("Paused by you")
	case transfer.Failed:
		return Tr("Failed")
	case transfer.Cancelling:
		return cancellingText(j, now)
	case transfer.Done:
		return doneText(j, now)
	case transfer.Cancelled:
		return OutcomeText(j, now)
	}
	return string(j.State())
}

// uploadingText also says that an upload was started over, and why, until its bar is back where it was.
func uploadingText(j *transfer.Job) string {
	percent := Percent(j.Acked, j.Source.Size)
	why, known := restartReasons[j.RestartedFor]
	switch {
	case j.Behind() && known:
		return fmt.Sprintf(Tr("Uploading %d %%, started over: %s"), percent, Tr(why))
	case j.Behind():
		return fmt.Sprintf(Tr("Uploading %d %%, started over"), percent)
	}
	return fmt.Sprintf(Tr("Uploading %d %%"), percent)
}

// restartReasons say why a session was replaced by a new one, which begins at offset 0.
var restartReasons = map[bits.Event]string{
	bits.EventSessionLost:   Mark("the server lost the upload"),
	bits.EventMaybeLost:     Mark("the server may have lost it"),
	bits.EventOutOfStep:     Mark("the server was out of step"),
	bits.EventMustNotRepeat: Mark("nothing may be sent twice"),
	bits.EventMayRepeat:     Mark("it is unclear what arrived"),
	bits.EventTooMuch:       Mark("the server counted wrong"),
	bits.EventNextIsNew:     Mark("the server took nothing more"),
	bits.EventReading:       Mark("the file has changed"),
	bits.EventDiffers:       Mark("what arrived differs"),
}

// StartedOverText says that a job was started over, and why the last time, in at most ShortMost characters.
func StartedOverText(j *transfer.Job) string {
	if why, known := restartReasons[j.RestartedFor]; known {
		return fmt.Sprintf(Tr("Started over: %s"), Tr(why))
	}
	return Tr("Started over")
}

func waitingText(j *transfer.Job) string {
	if j.Acked > 0 {
		return fmt.Sprintf(Tr("Waiting, %d %% confirmed"), Percent(j.Acked, j.Source.Size))
	}
	return Tr("Waiting")
}

func cancellingText(j *transfer.Job, now time.Time) string {
	if j.Fault != nil && !j.RetryAt.IsZero() {
		return fmt.Sprintf(Tr("Cancelled here · server not told yet (next try %s)"), Clock(j.RetryAt, now))
	}
	return Tr("Cancelling · telling the server")
}

// NotToldText is for a cancel without an answer so far; it is still being sent.
func NotToldText() string { return Tr("Cancelled here · server not told yet") }

func doneText(j *transfer.Job, now time.Time) string {
	if j.Proof != nil && j.Proof.Differs() {
		return fmt.Sprintf(Tr("What the server has differs · compared %s"), Clock(j.Proof.At, now))
	}
	at, size := Clock(j.Ended, now), Size(j.Source.Size)
	done := fmt.Sprintf(Tr("Done %s · %s"), at, size)
	if took := j.Ended.Sub(j.Started); !j.Started.IsZero() && took >= time.Second {
		done = fmt.Sprintf(Tr("Done %s · %s in %s"), at, size, Lasted(took))
	}
	return joined(" · ", done, VerifiedText(j))
}

func retryText(at, now time.Time) string {
	d := at.Sub(now).Round(time.Second)
	switch {
	case d <= 0:
		return Tr("Waiting to try again") // all slots are taken, else it would run
	case d < time.Hour:
		return fmt.Sprintf(Tr("Trying again in %s"), countdown(d))
	}
	return fmt.Sprintf(Tr("Trying again at %s"), Clock(at, now))
}

// OutcomeText says how a job ended, and no more than the server confirmed; "" if it has not ended.
func OutcomeText(j *transfer.Job, now time.Time) string {
	switch j.Outcome {
	case transfer.Delivered:
		if j.Proof != nil && j.Proof.Differs() {
			return doneText(j, now)
		}
		if j.Fault != nil {
			return Tr("Done · the server has the whole file; its reply is missing")
		}
		return joined(" · ", Tr("Done · the server has the whole file"), VerifiedText(j))
	case transfer.Confirmed:
		return confirmedText(j.Ended, now)
	case transfer.AlreadyGone:
		return Tr("Cancelled · the server had already removed it")
	case transfer.NeverReached:
		return Tr("Cancelled · never reached the server")
	case transfer.NotTold:
		return Tr("Cancelled here · the server was never told")
	case transfer.TooLate:
		return Tr("Too late to be sure · the whole file had arrived; it may be on the server")
	case transfer.Unknown:
		return unknownText(j)
	case transfer.Refused:
		return cancelRefusedText(j.Fault)
	}
	return string(j.Outcome)
}

func confirmedText(at, now time.Time) string {
	if !forFiles() && sameDay(at, now) {
		return fmt.Sprintf(Tr("Cancelled · server confirmed at %s"), Clock(at, now))
	}
	return fmt.Sprintf(Tr("Cancelled · server confirmed on %s"), Clock(at, now))
}

func unknownText(j *transfer.Job) string {
	if j.MaybeOpen && j.LastFragment == transfer.LastUnsent {
		return Tr("Cancelled · outcome unknown: a session may have been opened that nobody can name")
	}
	return Tr("Cancelled · outcome unknown: the last part was already on its way")
}

func cancelRefusedText(f *transfer.Fault) string {
	if f == nil || f.HTTP == 0 {
		return Tr("Cancel refused · the server may keep it until its time-out (usually 14 days)")
	}
	return fmt.Sprintf(Tr("Cancel refused (%d) · the server may keep it until its time-out (usually 14 days)"), f.HTTP)
}

// SkipText says in a few words why a file is not added.
func SkipText(why source.SkipReason) string {
	switch why {
	case source.SkipHidden:
		return Tr("hidden")
	case source.SkipSystem:
		return Tr("of the system")
	case source.SkipLock:
		return Tr("a mark of an open document")
	case source.SkipUnreadable:
		return Tr("cannot be read")
	case source.SkipNotFile:
		return Tr("not a file")
	case source.SkipSize:
		return Tr("it claims to be empty, but has content")
	case source.SkipMissing:
		return Tr("not found")
	case source.SkipLoop:
		return Tr("a link to a folder")
	case source.SkipJunction:
		return Tr("a junction to a folder")
	case source.SkipElsewhere:
		return Tr("not on this computer")
	}
	return string(why)
}

// CodeText is a fault's code as in its chip: "404", "0x80200020", "501 0x80070005"; "" = none.
func CodeText(f *transfer.Fault) string {
	var parts []string
	if f.HTTP != 0 {
		parts = append(parts, fmt.Sprint(f.HTTP))
	}
	if f.Code != 0 && f.Code != bits.HTTPCode(f.HTTP) {
		parts = append(parts, bits.FormatCode(f.Code))
	}
	return strings.Join(parts, " ")
}
