// Package wordstest is shared by tests of texts in all packages: all kinds of faults, a job, jobs in every state, a misleading name, the
// rules of style, and a time zone with a clock format.
package wordstest

import (
	"context"
	"encoding/binary"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/source"
	"sendoff/ui/wallclock"
)

// Kinds are all kinds of faults.
var Kinds = []transfer.Kind{
	transfer.KindName, transfer.KindConnect, transfer.KindStalled, transfer.KindTrust, transfer.KindClientCert,
	transfer.KindSignIn, transfer.KindProxySignIn, transfer.KindWrongSignIn, transfer.KindClearSignIn, transfer.KindUntold, transfer.KindNoSignIn, transfer.KindLateSignIn, transfer.KindDenied, transfer.KindNotFound, transfer.KindExists, transfer.KindBadName,
	transfer.KindTooLarge, transfer.KindDisabled, transfer.KindNotBITS, transfer.KindRedirect, transfer.KindBusy,
	transfer.KindServerDisk, transfer.KindHeld, transfer.KindVersion, transfer.KindExecute, transfer.KindLostSession, transfer.KindForgotten, transfer.KindTrickle,
	transfer.KindNoProgress, transfer.KindGone, transfer.KindNoReply, transfer.KindReplySave, transfer.KindReplyEndless,
	transfer.KindApplication, transfer.KindEmptyFile, transfer.KindFileChanged, transfer.KindFileBusy, transfer.KindFileAway, transfer.KindFileMissing,
	transfer.KindFileDenied, transfer.KindFilePath, transfer.KindFileStuck, transfer.KindFileSize, transfer.KindFileZero, transfer.KindFileCloud, transfer.KindFileFailed, transfer.KindOwnLimit, transfer.KindNotFile, transfer.KindBadURL, transfer.KindOwnDisk, transfer.KindRefused, transfer.KindOwnQueue,
	transfer.KindDiffers, transfer.KindUnfinished, transfer.KindNoHandover, transfer.KindNoCancel,
	transfer.KindReplyClear, transfer.KindReplyURL,
	transfer.KindNameService, transfer.KindOwnNetwork, transfer.KindProxy, transfer.KindProxyName, transfer.KindProxyTLS, transfer.KindProxyTrust, transfer.KindStrayProxy, transfer.KindProxySetting, transfer.KindProxyFetch, transfer.KindProxyLate, transfer.KindProxyScript, transfer.KindProxyRefused, transfer.KindProxyBeyond,
	transfer.KindTLS, transfer.KindTLSOld, transfer.KindTLSCipher, transfer.KindTLSPlain, transfer.KindTLSStrange, transfer.KindTLSWanted, transfer.KindTrustChanged,
	transfer.KindOwnIssuer, transfer.KindOwnRefused, transfer.KindOwnDates, transfer.KindOwnLocked, transfer.KindOwnWrong, transfer.KindOwnMissing, transfer.KindOwnUnread, transfer.KindOwnShape, transfer.KindOwnMismatch,
}

// Job is an upload of 4.21 GB to files.example.com that has not begun.
func Job() transfer.Job {
	return transfer.NewJob(source.File{Path: "/home/ines/survey.zip", Size: 4_210_000_000},
		transfer.Target{URL: "https://files.example.com/drop/survey.zip"})
}

// EveryState are jobs in all states and with all outcomes, with every kind of fault among them.
func EveryState(now time.Time) iter.Seq[transfer.Job] {
	return func(yield func(transfer.Job) bool) {
		for _, j := range standing(now) {
			if !yield(j) {
				return
			}
		}
		for _, kind := range Kinds {
			for _, final := range []bool{true, false} {
				j := Job()
				j.Fault, j.RetryAt = &transfer.Fault{Kind: kind, HTTP: 503, Final: final}, now.Add(37*time.Second)
				if !yield(j) {
					return
				}
			}
		}
	}
}

func standing(now time.Time) []transfer.Job {
	var all []transfer.Job
	add := func(edit func(j *transfer.Job)) {
		j := Job()
		edit(&j)
		all = append(all, j)
	}
	for _, want := range []transfer.Want{transfer.Run, transfer.Hold, transfer.Drop} {
		add(func(j *transfer.Job) { j.Want = want })
	}
	for phase := transfer.Opening; phase <= transfer.Stopping; phase++ {
		add(func(j *transfer.Job) { j.Phase, j.Acked = phase, 1_210_000_000 })
		add(func(j *transfer.Job) { j.Phase, j.Restarted = phase, 1 })
	}
	add(func(j *transfer.Job) { j.Acked = 1_210_000_000 })
	busy := &transfer.Fault{Kind: transfer.KindFileBusy}
	add(func(j *transfer.Job) { j.Fault, j.RetryAt = busy, now.Add(3*time.Second) })
	add(func(j *transfer.Job) { j.Want, j.Fault, j.RetryAt = transfer.Drop, busy, now.Add(time.Minute) })
	for _, o := range []transfer.Outcome{
		transfer.Delivered, transfer.Confirmed, transfer.AlreadyGone, transfer.NeverReached, transfer.NotTold,
		transfer.TooLate, transfer.Unknown, transfer.Refused,
	} {
		add(func(j *transfer.Job) { j.Outcome, j.Ended = o, now })
		add(func(j *transfer.Job) {
			j.Outcome, j.Ended, j.MaybeOpen, j.Fault = o, now, true, &transfer.Fault{Kind: transfer.KindNoReply}
		})
	}
	return all
}

// Check checks a text for people against the rules of style; what names the case.
func Check(t *testing.T, what, s string) {
	t.Helper()
	switch {
	case strings.TrimSpace(s) == "":
		t.Errorf("%s: no words", what)
	case strings.ContainsAny(s, "!{}"):
		t.Errorf("%s: %q holds a mark that must not be there", what, s)
	case strings.Contains(s, "  ") || strings.Contains(strings.ToLower(s), "oops"):
		t.Errorf("%s: %q is not fit to print", what, s)
	}
}

// Evil is a name that misleads the reader if it is drawn as it is.
const Evil = "a\u202egnp.exe\n\x1b[31m\u200e\u200f\u2066\u2069\u0085\u200b\u2028\ufeffz"

// StandAt sets the zone, so many hours east of Greenwich, and the clock format of a locale; move changes the zone.
// It works where the environment can name a zone file: on Unix, except macOS.
func StandAt(t *testing.T, hours int, locale string) (move func(hours int)) {
	t.Helper()
	t.Cleanup(func() { wallclock.Refresh(context.WithoutCancel(t.Context())) })
	file := filepath.Join(t.TempDir(), "localtime")
	t.Setenv("TZ", ":"+file)
	t.Setenv("LC_ALL", locale)
	move = func(hours int) {
		t.Helper()
		if err := os.WriteFile(file, zoneFile(hours), 0o600); err != nil {
			t.Fatal(err)
		}
		wallclock.Refresh(t.Context())
	}
	move(hours)
	return move
}

// zoneFile is a zone without summer time (RFC 9636): a header that counts one local time type and four letters, and
// these.
func zoneFile(hours int) []byte {
	b := append([]byte("TZif"), make([]byte, 16+4*4)...)
	b = append(b, 0, 0, 0, 1, 0, 0, 0, 4)
	b = binary.BigEndian.AppendUint32(b, uint32(int32(hours*3600)))
	return append(b, "\x00\x00STD\x00"...)
}
