package transfer

import (
	"errors"
	"os"
	"path/filepath"
	"time"
)

// How long a file must have stood still before it is uploaded, and how often one that is away or held
// by another program is looked for. Looking costs no traffic.
const (
	settleTime  = 3 * time.Second
	longestLook = 30 * time.Second
)

// errMoving ends a worker whose file is still being written. The job waits with KindFileBusy.
var errMoving = errors.New("the file is still being written")

// moving: the file changes, and nothing of it was ever sent. What it is by this time becomes what is
// to be uploaded. Such waits are no failures: they count for no backoff and no limit.
type moving struct{ source Source }

func (e moving) apply(j *Job, now time.Time) {
	if j.Want == Drop {
		return
	}
	j.Source = e.source
	j.Fault = &Fault{Kind: KindFileBusy, Code: codeSharing, At: now}
	j.RetryAt = now.Add(settleTime)
}
func (moving) durable() bool { return true }

// codeSharing is HRESULT_FROM_WIN32(ERROR_SHARING_VIOLATION).
const codeSharing = 0x80070020

// settled looks at the file before the first byte of it is sent: a file that somebody still writes
// would arrive cut. Once a session was opened a change is a change, and this looks no further.
func (w *worker) settled() error {
	j := &w.job
	if j.LastFragment == LastAcked && !j.Doomed {
		return nil // nothing of it is needed any more
	}
	if !j.Started.IsZero() {
		return j.Source.unchanged()
	}
	if err := j.Source.readable(); err != nil {
		return err
	}
	current, err := Stat(j.Source.Path)
	if err != nil {
		return err
	}
	same := current.Size == j.Source.Size && current.ModTime.Equal(j.Source.ModTime)
	if same && (stoodStill(j, time.Now()) || !young(current, time.Now())) {
		return nil
	}
	if j.Fault == nil || j.Fault.Kind != KindFileBusy {
		w.event("the file is still being written: waiting until it has stood still for 3 seconds")
	}
	if err := w.report(moving{current}); err != nil {
		return err
	}
	return errMoving
}

// arrived takes note that the server has every byte, unless they are of more than one version of the
// file: what was written to it during the last fragment shows only after that.
func (w *worker) arrived(sent int64) error {
	changed := w.job.Source.unchanged()
	if FaultOf(changed).Kind != KindFileChanged { // one that was removed meanwhile was read to its end
		return w.report(completed{closing: w.job.Target.Reply == "", sent: sent})
	}
	if err := w.report(doomed{}); err != nil {
		return err
	}
	if err := w.report(completed{sent: sent}); err != nil {
		return err
	}
	return changed
}

// stoodStill tells whether the job's file was seen as it is settleTime ago. Only the time between two
// looks counts, so that a clock that was set or a share whose clock is wrong delays nothing for ever.
func stoodStill(j *Job, now time.Time) bool {
	return j.Fault != nil && j.Fault.Kind == KindFileBusy && now.Sub(j.Fault.At) >= settleTime
}

// young: the file was written a moment ago, by a clock that may be a little ahead.
func young(s Source, now time.Time) bool { return now.Sub(s.ModTime).Abs() < settleTime }

// lookWait is when to look again for a file that is away or held; 0 for other failures, whose wait is
// the backoff of the network.
func lookWait(kind Kind, attempt int) time.Duration {
	switch kind { //nolint:exhaustive // only files are looked for
	case KindFileBusy:
		return settleTime
	case KindFileAway, KindFileCloud, KindOwnLimit:
		return backoff(attempt, settleTime, longestLook)
	}
	return 0
}

// folderGone tells a disk or a share that is not connected from a file that was removed.
func folderGone(path string) bool {
	_, err := os.Stat(filepath.Dir(path))
	return errors.Is(err, os.ErrNotExist) || disconnected(err)
}
