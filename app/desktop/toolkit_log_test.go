package desktop

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestToolkitLog(t *testing.T) {
	var out bytes.Buffer
	l := &toolkitLog{to: slog.New(slog.NewTextHandler(&out, nil))}
	for _, line := range []string{
		"Fyne error:  Failed to focus\n", "  At: canvas.go:174\n",
		"systray error: failed to register: no watcher\n",
	} {
		if n, err := l.Write([]byte(line)); n != len(line) || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
	}
	got := out.String()
	for _, want := range []string{"Failed to focus", "canvas.go:174", "failed to register"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in the log:\n%s", want, got)
		}
	}
}
