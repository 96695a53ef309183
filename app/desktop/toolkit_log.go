package desktop

import (
	"log"
	"log/slog"
	"strings"
)

// toolkitLog takes what the toolkit and its tray print by way of package log into the queue's log.
type toolkitLog struct{ to *slog.Logger }

// HearToolkit sends package log's lines to the queue's log.
func HearToolkit(to *slog.Logger) {
	log.SetFlags(0)
	log.SetOutput(&toolkitLog{to: to})
}

// Write takes one line. Package log writes one at a time.
func (t *toolkitLog) Write(line []byte) (int, error) {
	text := strings.TrimRight(string(line), "\n")
	t.to.Warn("toolkit", slog.String("says", strings.TrimSpace(text)))
	return len(line), nil
}
