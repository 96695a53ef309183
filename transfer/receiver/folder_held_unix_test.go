//go:build unix

package receiver

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"sendoff/transfer/bits"
)

const errInUse = syscall.EBUSY

// TestPipeAmongRecords: a pipe under a record's name is ignored, and nothing waits for its other end.
func TestPipeAmongRecords(t *testing.T) {
	dir := t.TempDir()
	state := filepath.Join(dir, stateDir)
	if err := errors.Join(os.Mkdir(state, 0o700), syscall.Mkfifo(filepath.Join(state, "x"+recordSuffix), 0o600),
		os.WriteFile(filepath.Join(state, "x"+dataSuffix), []byte("x"), 0o600)); err != nil {
		t.Fatal(err)
	}
	opened := make(chan error, 1)
	go func() { // ends when the folder is open, or with the test binary
		d, err := openDisk(dir)
		if err == nil {
			_, err = d.load()
			d.sweep(0)
			err = errors.Join(err, d.close())
		}
		opened <- err
	}()
	select {
	case err := <-opened:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("it waits for the pipe")
	}
}

// TestRefusalsOfTheSystem: system errors of writes and moves become codes that clients know.
func TestRefusalsOfTheSystem(t *testing.T) {
	for err, want := range map[error]answer{
		syscall.EFBIG:   {status: 500, code: bits.CodeTooLarge},
		syscall.ENOSPC:  {status: 500, code: bits.CodeDiskFull},
		syscall.EDQUOT:  {status: 500, code: bits.CodeDiskFull},
		syscall.EBUSY:   {status: errHeld.status, code: errHeld.code},
		syscall.ETXTBSY: {status: errHeld.status, code: errHeld.code},
		syscall.EROFS:   {status: 403, code: bits.CodeAccessDenied},
		syscall.EIO:     {status: 500},
	} {
		got := answerFor(&os.PathError{Op: "write", Path: "a.bin", Err: err})
		if got.status != want.status || got.code != want.code || got.why == "" {
			t.Errorf("%v: %+v, want %+v", err, got, want)
		}
	}
}

// TestWhatIsOnTheWayToAName: errors on the way to a name concern the folder, the name or the path; all others are the
// server's.
func TestWhatIsOnTheWayToAName(t *testing.T) {
	for err, want := range map[error]answer{
		syscall.ENOENT:                         {status: 404},
		syscall.ENOTDIR:                        {status: 404},
		syscall.ENAMETOOLONG:                   {status: 400, code: bits.CodeInvalidArgument}, // where names are shorter than 255
		syscall.EINVAL:                         {status: 400, code: bits.CodeInvalidArgument},
		syscall.ELOOP:                          {status: 403, code: bits.CodeAccessDenied},
		syscall.EACCES:                         {status: 403, code: bits.CodeAccessDenied},
		syscall.EIO:                            {status: 500},
		errors.New("path escapes from parent"): {status: 403, code: bits.CodeAccessDenied}, // as os.Root says it
	} {
		got := answerFor(pathError(&os.PathError{Op: "lstat", Path: "a.bin", Err: err}))
		if got.status != want.status || got.code != want.code {
			t.Errorf("%v: %+v, want %+v", err, got, want)
		}
	}
	for err, want := range map[error]int{syscall.EXDEV: 403, syscall.EIO: 500} {
		if got := answerFor(moveError(&os.LinkError{Op: "rename", Err: err})); got.status != want {
			t.Errorf("moving: %v: %+v, want %d", err, got, want)
		}
	}
}
