package queue

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"sendoff/transfer/safefile"
)

const (
	logSize  = 5 << 20 // bytes; a full file becomes the old one
	logFiles = "log"
	logName  = "sendoff.log"
)

// fileLog is the log of a queue's owner: a file and its predecessor.
type fileLog struct {
	*slog.Logger
	mu   sync.Mutex // records come from every goroutine
	path string
	file *os.File // nil if it cannot be opened: the program works without a log
	size int64
}

// newFileLog logs to the queue's folder and to also. The first record opens the file.
func newFileLog(dir string, also *slog.Logger) *fileLog {
	l := &fileLog{path: LogFile(dir)}
	l.Logger = slog.New(slog.NewMultiHandler(slog.NewTextHandler(l, nil), also.Handler()))
	return l
}

// Write writes one record. The text handler escapes everything a terminal acts on, except DEL.
func (l *fileLog) Write(record []byte) (int, error) {
	given := len(record)
	record = bytes.ReplaceAll(record, []byte{0x7f}, []byte(`\x7f`))
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.ready(int64(len(record))); err != nil {
		return 0, err
	}
	n, err := l.file.Write(record)
	l.size += int64(n)
	return min(n, given), err
}

// ready opens the file, and starts a new one if more bytes would make it too long. The file may already have been
// long when this process started.
func (l *fileLog) ready(more int64) error {
	if l.file == nil {
		if err := l.open(); err != nil {
			return err
		}
	}
	if l.size == 0 || l.size+more <= logSize {
		return nil
	}
	_ = l.file.Close()
	l.file = nil
	if err := os.Rename(l.path, l.path+".old"); err != nil {
		return err
	}
	return l.open()
}

func (l *fileLog) open() error {
	if err := makeInside(filepath.Dir(l.path)); err != nil {
		return err
	}
	f, err := safefile.OpenSole(l.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return errors.Join(err, f.Close())
	}
	l.file, l.size = f, info.Size()
	return nil
}

// Close closes the file; later records open it again.
func (l *fileLog) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return nil
	}
	err := l.file.Close()
	l.file = nil
	if errors.Is(err, fs.ErrClosed) {
		return nil
	}
	return err
}

// LogFile is the path of the log of the queue in a folder.
func LogFile(dir string) string { return filepath.Join(dir, logFiles, logName) }
