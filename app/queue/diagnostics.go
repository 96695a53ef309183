package queue

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/transfer/safefile"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// Diagnostics are a text for a mail to whoever helps: versions, settings, the last faults and the end of the log.
// Labels are the same in every language. Nothing in it grants access to anything.

// Bounds of the diagnostics.
const (
	diagnosedFaults = 20
	diagnosedLines  = 60       // of the log
	logTail         = 64 << 10 // bytes read for them
)

// Diagnostics is the report of the queue's owner.
func (l *Local) Diagnostics(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	all, err := l.All(ctx)
	if err != nil {
		return "", err
	}
	settings, err := LoadSettings(l.engine)
	if err != nil {
		return "", err
	}
	list := Jobs(all).Sorted()
	return words.PlainLines(scrub(aboutProgram(l.version) + "folder: " + homeless(l.dir) + "\n" +
		aboutSettings(settings, l.engine.Pins(), l.engine.Cards()) + aboutJobs(list) + aboutLog(l.dir))), nil
}

// DiagnosticsWithout is the report for a queue that cannot be asked; why says the reason.
func DiagnosticsWithout(c *Config, why string) string {
	return words.PlainLines(scrub(aboutProgram(c.Version) + "queue: " + why + "\n" + aboutLog(c.Dir)))
}

func aboutProgram(version string) string {
	return "sendoff: " + version + "\nsystem: " + runtime.GOOS + "/" + runtime.GOARCH + ", " + runtime.Version() +
		", " + fmt.Sprint(runtime.NumCPU()) + " CPU\ntime: " + time.Now().Format(time.RFC3339) + "\n"
}

func aboutSettings(s list.Settings, pins []transfer.Pin, servers cards.Book) string {
	var b strings.Builder
	say := func(label string, value any) { b.WriteString(label + ": " + fmt.Sprint(value) + "\n") }
	say("limits", fmt.Sprintf("%+v", s.Limits))
	say("look", strings.Join([]string{orDash(s.Theme), orDash(s.Rows), orDash(s.Language), fmt.Sprint(s.Scale) + " %"}, ", "))
	say("window", fmt.Sprintf("%.0f x %.0f", s.Width, s.Height))
	for _, c := range servers {
		say("server", c.Name+" = "+bits.SafeAddress(c.Address))
	}
	for _, p := range pins {
		say("trusted", p.Host+" "+p.Fingerprint)
	}
	return b.String()
}

func orDash(s string) string { return cmp.Or(s, "-") }

// aboutJobs counts the jobs by state and describes the last one with a fault.
func aboutJobs(list []*transfer.Job) string {
	counts := map[transfer.State]int{}
	var faulty []*transfer.Job
	for _, j := range list {
		counts[j.State()]++
		if j.Fault != nil {
			faulty = append(faulty, j)
		}
	}
	var b strings.Builder
	for _, s := range slices.Sorted(maps.Keys(counts)) {
		b.WriteString("jobs " + string(s) + ": " + fmt.Sprint(counts[s]) + "\n")
	}
	b.WriteString("open sessions: " + fmt.Sprint(len(transfer.OpenSessions(slices.Values(list)))) + "\n")
	slices.SortFunc(faulty, func(a, b *transfer.Job) int { return b.Fault.At.Compare(a.Fault.At) })
	for _, j := range faulty[:min(len(faulty), diagnosedFaults)] {
		b.WriteString("\n" + aboutFault(j))
	}
	return b.String()
}

func aboutFault(j *transfer.Job) string {
	f := j.Fault
	text := fmt.Sprintf("%s %s %s\n", j.ID, j.State(), bits.SafeAddress(j.Target.URL)) +
		"  " + f.At.Format(time.RFC3339) + " " + string(f.Kind) + " " + f.Packet
	if f.HTTP != 0 {
		text += fmt.Sprintf(" %d", f.HTTP)
	}
	if f.Code != 0 {
		text += " " + bits.FormatCode(f.Code)
	}
	if f.Context != 0 {
		text += " " + bits.FormatContext(f.Context)
	}
	lines := []string{text, "  " + words.FaultText(f, j)}
	for line := range strings.Lines(f.Detail + "\n" + string(f.Flaw) + "\n" + f.Head) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, "  "+line)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// aboutLog is the end of the log.
func aboutLog(dir string) string {
	f, err := safefile.OpenSole(filepath.Join(dir, logFiles, logName), os.O_RDONLY) // a link may lead to private data
	if err != nil {
		return "\nlog: none\n"
	}
	defer f.Close() //nolint:errcheck // it was only read
	if info, err := f.Stat(); err == nil && info.Size() > logTail {
		_, _ = f.Seek(-logTail, io.SeekEnd) // otherwise the beginning is shown, which is better than nothing
	}
	data, err := io.ReadAll(io.LimitReader(f, logTail))
	if err != nil {
		return "\nlog: " + err.Error() + "\n"
	}
	lines := strings.Split(strings.TrimRight(string(data), "\n"), "\n")
	return "\nlog:\n" + strings.Join(lines[max(0, len(lines)-diagnosedLines):], "\n") + "\n"
}

// homeless replaces the user's home folder with "~", as it contains the user's name.
func homeless(text string) string {
	home, err := os.UserHomeDir()
	if err != nil || len(home) < 2 {
		return text
	}
	return strings.ReplaceAll(text, home, "~")
}

// secretPatterns find secrets in any text. The groups are kept.
var secretPatterns = []*regexp.Regexp{
	regexp.MustCompile(`(?i)([a-z][a-z0-9+.-]*://)[^/\s"'@]+(@)`),
	regexp.MustCompile(`(?i)(https?://[^\s"'?]+\?)[^\s"']+()`),
	regexp.MustCompile(`(?i)((?:proxy-)?authorization"?[:=]\s*"?)[^\r\n"]+()`),
	regexp.MustCompile(`(?i)((?:set-)?cookie"?[:=]\s*"?)[^\r\n"]+()`),
	regexp.MustCompile(`(?i)\b((?:basic|bearer|negotiate|ntlm)\s+)[a-z0-9+/=._~-]{6,}()`),
	regexp.MustCompile(`(?i)\b([a-z0-9_-]*(?:password|passwd|secret|token|api[-_]?key|sig|signature)["']?\s*[:=]\s*["']?)[^\s"'&,;]+()`),
}

// scrub removes secrets and the home folder.
func scrub(text string) string {
	for _, p := range secretPatterns {
		text = p.ReplaceAllString(text, "${1}...${2}")
	}
	return homeless(text)
}
