package ui

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// Size writes a number of bytes in units of 1,000, with one decimal below 10: "4.2 GB", "21 GB". A
// negative number is written as 0.
func Size(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d %s", max(n, 0), tr(sizeUnits[0]))
	}
	v, unit := float64(n), 0
	for v >= 999.5 && unit < len(sizeUnits)-1 {
		v, unit = v/1000, unit+1
	}
	return significant(v) + " " + tr(sizeUnits[unit])
}

var sizeUnits = []string{word("B"), word("kB"), word("MB"), word("GB"), word("TB"), word("PB"), word("EB")}

// significant writes 1 <= v < 1000 with one decimal below 10 and none from there on: two or three
// digits are what can be read while they change.
func significant(v float64) string {
	if v < 9.95 {
		return Decimal(v, 1)
	}
	return fmt.Sprintf("%.0f", v)
}

// Rate writes bytes a second: "2.3 MB/s". What is not known or not above 0 is "-".
func Rate(v float64) string {
	if !(v >= 1) || math.IsInf(v, 0) {
		return "-"
	}
	return fmt.Sprintf(tr("%s/s"), Size(int64(min(v, math.MaxInt64/2))))
}

// Left writes a time that is left, ever more roughly the longer it is: "40 s", "6 min", "2 h 41 min",
// "3 days". Seconds come in steps of 5, so that the words do not change all the time.
func Left(d time.Duration) string {
	switch {
	case d < 5*time.Second:
		return tr("a few seconds")
	case d < time.Minute:
		return fmt.Sprintf(tr("%d s"), int(d/(5*time.Second))*5)
	case d < time.Hour:
		return fmt.Sprintf(tr("%d min"), int(d/time.Minute))
	case d < 48*time.Hour:
		return hoursText(d)
	}
	days := int(d / (24 * time.Hour))
	return fmt.Sprintf(trn("%d day", "%d days", days), days)
}

func hoursText(d time.Duration) string {
	h, m := int(d/time.Hour), int(d%time.Hour/time.Minute)
	if m == 0 || h >= 10 {
		return fmt.Sprintf(tr("%d h"), h)
	}
	return fmt.Sprintf(tr("%d h %d min"), h, m)
}

// Percent is the whole percentage of done in all, 0 to 100; 100 is kept for the complete. An empty
// file has 0 until it is done.
func Percent(done, all int64) int {
	switch {
	case all <= 0 || done <= 0:
		return 0
	case done >= all:
		return 100
	}
	return min(99, int(float64(done)/float64(all)*100))
}

// leftText says that a time is left.
func leftText(d time.Duration) string { return fmt.Sprintf(tr("%s left"), Left(d)) }

// counted fills a number into the plural form that it takes: counted("%s file", "%s files", 2417) is
// "2,417 files".
func counted(one, other string, n int) string { return fmt.Sprintf(trn(one, other, n), Number(n)) }

// Number writes a whole number with its thousands apart: "2,417".
func Number(n int) string {
	if n < 0 {
		return "-" + Number(-n)
	}
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + spoken.thousands + s[i:]
	}
	return s
}

// Decimal writes a number with so many places behind the decimal point or comma.
func Decimal(v float64, places int) string {
	return strings.Replace(strconv.FormatFloat(v, 'f', places, 64), ".", spoken.decimal, 1)
}

// Shorten cuts the middle out of a name that has more than limit characters, so that its beginning
// and its ending (number, extension) stay readable.
func Shorten(name string, limit int) string {
	r := []rune(name)
	if len(r) <= limit {
		return name
	}
	if limit < 3 {
		return "…"
	}
	tail := (limit - 1) * 2 / 5
	return string(r[:limit-1-tail]) + "…" + string(r[len(r)-tail:])
}

// StateText says in a few words what a job is doing at now.
func StateText(j *transfer.Job, now time.Time) string {
	switch j.State() {
	case transfer.Waiting:
		return waitingText(j)
	case transfer.NeedsYou:
		return tr("Needs you")
	case transfer.Connecting:
		return tr("Connecting")
	case transfer.Uploading:
		return uploadingText(j)
	case transfer.Finishing:
		return tr("Finishing - the server is working on it")
	case transfer.GettingReply:
		return tr("Getting the server's reply")
	case transfer.Retrying:
		if j.Watched() {
			return tr("Waiting - the file is still being written")
		}
		return retryText(j.RetryAt, now)
	case transfer.Paused:
		return tr("Paused by you")
	case transfer.Failed:
		return tr("Failed")
	case transfer.Cancelling:
		return cancellingText(j, now)
	case transfer.Done:
		return doneText(j, now)
	case transfer.Cancelled:
		return OutcomeText(j, now)
	}
	return string(j.State())
}

// uploadingText says that an upload was started over, because its bar has gone back.
func uploadingText(j *transfer.Job) string {
	text := tr("Uploading %d %%")
	if j.Restarted > 0 {
		text = tr("Uploading %d %%, started over")
	}
	return fmt.Sprintf(text, Percent(j.Acked, j.Source.Size))
}

func waitingText(j *transfer.Job) string {
	if j.Acked > 0 {
		return fmt.Sprintf(tr("Waiting, %d %% confirmed"), Percent(j.Acked, j.Source.Size))
	}
	return tr("Waiting")
}

func cancellingText(j *transfer.Job, now time.Time) string {
	if j.Fault != nil && !j.RetryAt.IsZero() {
		return fmt.Sprintf(tr("Cancelled here - server not told yet (next try %s)"), Clock(j.RetryAt, now))
	}
	return tr("Cancelling - telling the server")
}

// NotToldText is said of a cancel whose server has not answered so far; it goes on being told.
func NotToldText() string { return tr("Cancelled here - server not told yet") }

func doneText(j *transfer.Job, now time.Time) string {
	at, size := Clock(j.Ended, now), Size(j.Source.Size)
	if took := j.Ended.Sub(j.Started); !j.Started.IsZero() && took >= time.Second {
		return fmt.Sprintf(tr("Done %s - %s in %s"), at, size, tookText(took))
	}
	return fmt.Sprintf(tr("Done %s - %s"), at, size)
}

func tookText(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf(tr("%d s"), int(d/time.Second))
	}
	return Left(d)
}

func retryText(at, now time.Time) string {
	d := at.Sub(now).Round(time.Second)
	switch {
	case d <= 0:
		return tr("Waiting to try again") // all slots are taken: else it would be under way
	case d < time.Hour:
		return fmt.Sprintf(tr("Trying again in %s"), fmt.Sprintf("%d:%02d", int(d/time.Minute), int(d%time.Minute/time.Second)))
	}
	return fmt.Sprintf(tr("Trying again at %s"), Clock(at, now))
}

// OutcomeText says how a job ended, and no more than the server said. It is "" for a job that has
// not ended.
func OutcomeText(j *transfer.Job, now time.Time) string {
	switch j.Outcome {
	case transfer.Delivered:
		if j.Fault != nil {
			return tr("Done - the server has the whole file; its reply is missing")
		}
		return tr("Done - the server has the whole file")
	case transfer.Confirmed:
		return confirmedText(j.Ended, now)
	case transfer.AlreadyGone:
		return tr("Cancelled - the server had already removed it")
	case transfer.NeverReached:
		return tr("Cancelled - never reached the server")
	case transfer.NotTold:
		return tr("Cancelled here - the server was never told")
	case transfer.TooLate:
		return tr("Too late to be sure - the whole file had arrived; it may be on the server")
	case transfer.Unknown:
		return unknownText(j)
	case transfer.Refused:
		return cancelRefusedText(j.Fault)
	}
	return string(j.Outcome)
}

func confirmedText(at, now time.Time) string {
	if !forFiles() && sameDay(at, now) {
		return fmt.Sprintf(tr("Cancelled - server confirmed at %s"), Clock(at, now))
	}
	return fmt.Sprintf(tr("Cancelled - server confirmed on %s"), Clock(at, now))
}

func unknownText(j *transfer.Job) string {
	if j.MaybeOpen && j.LastFragment == transfer.LastUnsent {
		return tr("Cancelled - outcome unknown: a session may have been opened that nobody can name")
	}
	return tr("Cancelled - outcome unknown: the last part was already on its way")
}

func cancelRefusedText(f *transfer.Fault) string {
	if f == nil || f.HTTP == 0 {
		return tr("Cancel refused - the server may keep it until its time-out (usually 14 days)")
	}
	return fmt.Sprintf(tr("Cancel refused (%d) - the server may keep it until its time-out (usually 14 days)"), f.HTTP)
}

// SkipText says in a few words why a file is not added.
func SkipText(why transfer.SkipReason) string {
	switch why {
	case transfer.SkipHidden:
		return tr("hidden")
	case transfer.SkipSystem:
		return tr("of the system")
	case transfer.SkipLock:
		return tr("a mark of an open document")
	case transfer.SkipUnreadable:
		return tr("cannot be read")
	case transfer.SkipNotFile:
		return tr("not a file")
	case transfer.SkipSize:
		return tr("its size is not true")
	case transfer.SkipMissing:
		return tr("not there")
	case transfer.SkipLoop:
		return tr("a link to a folder")
	case transfer.SkipJunction:
		return tr("a junction to a folder")
	case transfer.SkipElsewhere:
		return tr("not on this computer")
	}
	return string(why)
}

// codeText is the code of a fault as shown in its chip: "404", "0x80200020", "501 0x80070005"; "" if it has none.
func codeText(f *transfer.Fault) string {
	var parts []string
	if f.HTTP != 0 {
		parts = append(parts, fmt.Sprint(f.HTTP))
	}
	if f.Code != 0 && f.Code != bits.HTTPCode(f.HTTP) {
		parts = append(parts, bits.FormatCode(f.Code))
	}
	return strings.Join(parts, " ")
}
