package cards

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Span is a time of a card. As text it is "90s", "36h" or "14d", and "none" for none at all.
type Span time.Duration

// None is a time of nothing: no further try.
const None Span = -1

const day = 24 * time.Hour

// String implements fmt.Stringer.
func (s Span) String() string {
	switch d := time.Duration(s); {
	case d < 0:
		return "none"
	case d >= day && d%day == 0:
		return strconv.FormatInt(int64(d/day), 10) + "d"
	case d%time.Hour == 0 && d > 0:
		return strconv.FormatInt(int64(d/time.Hour), 10) + "h"
	case d%time.Minute == 0 && d > 0:
		return strconv.FormatInt(int64(d/time.Minute), 10) + "m"
	default:
		return d.String()
	}
}

// MarshalText implements encoding.TextMarshaler.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Span) UnmarshalText(text []byte) error {
	if string(text) == "none" {
		*s = None
		return nil
	}
	if number, ok := strings.CutSuffix(string(text), "d"); ok {
		if n, err := strconv.ParseUint(number, 10, 16); err == nil {
			*s = Span(time.Duration(n) * day)
			return nil
		}
	}
	d, err := time.ParseDuration(string(text))
	if err != nil || d < 0 {
		return fmt.Errorf("%q is no time", text)
	}
	*s = Span(d)
	return nil
}
