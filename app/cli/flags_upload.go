package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/words"
)

// headerFlags are the user's own headers.
type headerFlags struct {
	Header      []string `sep:"none" placeholder:"\"NAME: VALUE\"" help:"Send a header of your own with every request; may be given several times. Its value is kept in the queue, is shown nowhere and goes to no other host."`
	HeaderShown []string `sep:"none" placeholder:"\"NAME: VALUE\"" help:"The same for a header that is no secret: it is shown, and also goes where the server sends the upload."`
}

// advancedFlags are flags that few uploads need.
type advancedFlags struct {
	headerFlags
	// A pointer, since a timeout of 0 is a valid choice.
	NoProgressTimeout *patience `placeholder:"TIME" help:"Give up after so long without a confirmed byte, such as 36h or 14d, which is the default; 0: at the first failure."`
	AfterUnclear      string    `default:"auto" enum:"auto,resume,restart" placeholder:"WAY" help:"What to do after a part without an answer: resume, restart with a new session, or auto, which resumes if the server has shown that it detects repeated bytes."`
}

// ways are the values of --after-unclear.
var ways = map[string]transfer.AfterUnclear{"auto": transfer.Auto, "resume": transfer.Resume, "restart": transfer.Restart}

// headers checks the headers before the first job is added.
func (u *headerFlags) headers() (bits.CustomLines, error) {
	var list []bits.Custom
	for i, line := range slices.Concat(u.Header, u.HeaderShown) {
		c, err := bits.ParseCustom(line)
		if err != nil {
			return "", wrongUsage("%s", "--header: "+words.ErrorText(err))
		}
		c.Shown = i >= len(u.Header)
		list = append(list, c)
	}
	lines, err := bits.JoinCustom(list)
	if err != nil {
		return "", wrongUsage("%s", "--header: "+words.ErrorText(err))
	}
	return lines, nil
}

// patience is a duration of the command line: in Go's form, in days such as 14d, or 0.
type patience time.Duration

// UnmarshalText parses a duration from 0 to 365 days.
func (p *patience) UnmarshalText(text []byte) error {
	const day, maxDays = 24 * time.Hour, 365
	if days, ok := strings.CutSuffix(string(text), "d"); ok {
		n, err := strconv.ParseFloat(days, 64)
		if err == nil && n >= 0 && n <= maxDays {
			*p = patience(n * float64(day))
			return nil
		}
	} else if d, err := time.ParseDuration(string(text)); err == nil && d >= 0 && d <= maxDays*day {
		*p = patience(d)
		return nil
	}
	return fmt.Errorf(words.Tr("%q is no time: write 0, 90s, 36h or 14d, at most 365d"), text)
}

// limit is the duration in the engine's form: 0 = not set, below 0 = no limit.
func (p *patience) limit() time.Duration {
	switch {
	case p == nil:
		return 0
	case *p == 0:
		return -1
	}
	return time.Duration(*p)
}

// headersText lists the user's own headers, with only the names of possibly secret ones.
func headersText(j *transfer.Job) string {
	list, _ := j.Target.Headers.List() // checked with the job
	parts := make([]string, len(list))
	for i, c := range list {
		parts[i] = c.String()
	}
	return strings.Join(parts, "; ")
}
