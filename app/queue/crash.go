package queue

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"sendoff/transfer/safefile"
	"sendoff/ui/words"
)

const crashName = "crash.txt"

// watchCrashes keeps the last crash report, and makes the runtime write the next one into the queue's folder,
// whichever goroutine crashes. It returns notices for the user. Only the queue's owner may call it.
func watchCrashes(dir string, log *slog.Logger) []string {
	path := filepath.Join(dir, crashName)
	notices := keepCrash(path, log)
	f, err := safefile.Renew(path) // replaces an empty file or a planted link
	if err != nil {
		log.Error("crash file", slog.Any("error", err))
		return notices
	}
	// The runtime keeps a copy of the descriptor.
	if err := errors.Join(debug.SetCrashOutput(f, debug.CrashOptions{}), f.Close()); err != nil {
		log.Error("crash file", slog.Any("error", err))
	}
	return notices
}

// keepCrash renames a crash file that is not empty, so that it is reported once and not lost.
func keepCrash(path string, log *slog.Logger) []string {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && (info.Size() == 0 || !info.Mode().IsRegular()) {
		return nil
	}
	kept := filepath.Join(filepath.Dir(path), "crash-"+time.Now().UTC().Format("20060102T150405Z")+".txt")
	if err == nil {
		kept, err = safefile.PublishBeside(path, kept)
	}
	if err != nil {
		log.Error("crash file", slog.Any("error", err))
		return nil
	}
	return []string{fmt.Sprintf(words.Tr("Sendoff crashed the last time. What is known of it is in %s."), kept)}
}

// endCrashWatch removes the file after an orderly end.
func endCrashWatch(dir string) {
	path := filepath.Join(dir, crashName)
	if err := debug.SetCrashOutput(nil, debug.CrashOptions{}); err != nil {
		return
	}
	if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		_ = os.Remove(path) // an empty file left behind does no harm
	}
}
