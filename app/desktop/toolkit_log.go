package desktop

import (
	"log"
	"log/slog"
	"strings"
)

// toolkitLog writes what the toolkit and its tray print through package log to the queue's log.
type toolkitLog struct{ to *slog.Logger }

// HearToolkit redirects package log to the queue's log.
func HearToolkit(to *slog.Logger) {
	log.SetFlags(0)
	log.SetOutput(&toolkitLog{to: to})
}

// Write takes one line; package log serialises the calls.
func (t *toolkitLog) Write(line []byte) (int, error) {
	text := strings.TrimRight(string(line), "\n")
	t.to.Warn("toolkit", slog.String("says", strings.TrimSpace(text)))
	return len(line), nil
}
