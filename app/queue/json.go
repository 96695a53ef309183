package queue

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/source"
	"sendoff/ui/words"
)

// JSONJob is one line of --json. Scripts depend on the names.
type JSONJob struct {
	ID        uuid.UUID        `json:"id"`
	Name      string           `json:"name"`
	Path      string           `json:"path"`
	PathBytes []byte           `json:"path_bytes,omitempty"` // base64 of a path that is not UTF-8
	URL       string           `json:"url"`                  // without secrets
	State     transfer.State   `json:"state"`
	BITSState string           `json:"bits_state"`
	Size      int64            `json:"size"`
	Sent      int64            `json:"sent"`
	Acked     int64            `json:"acked"`
	Session   *string          `json:"session"`
	HostID    *string          `json:"host_id"`
	Attempt   int              `json:"attempt"`
	RetryAt   *time.Time       `json:"retry_at"`
	Fault     *jsonFault       `json:"fault"`
	Outcome   *string          `json:"outcome"`
	Added     *time.Time       `json:"added"`
	Ended     *time.Time       `json:"ended"`
	SHA256    *string          `json:"sha256,omitempty"`     // of what was sent, once it is known
	Compared  *string          `json:"compared,omitempty"`   // what of it was compared with what the server has: "ack", "digest", "content", "md5" or "size"
	Verified  *bool            `json:"verified,omitempty"`   // whether the content is the same; not there if only the size was compared, or nothing
	Gone      bool             `json:"gone,omitempty"`       // in list --watch: it was removed
	Notes     *json.RawMessage `json:"transcript,omitempty"` // in show only
}

type jsonFault struct {
	Kind    transfer.Kind `json:"kind"`
	HTTP    *int          `json:"http"`
	Code    *string       `json:"code"`     // "0x8020001F"
	Context *string       `json:"context"`  // "0x5"
	Packet  *string       `json:"packet"`   // packet that was answered with it: "Cancel-Session"
	GivenUp *int64        `json:"given_up"` // seconds of vain retries, once they have ended
	Text    string        `json:"text"`
}

// ToJSON is a job in the form of --json.
func ToJSON(j *transfer.Job) JSONJob {
	state := j.State()
	out := JSONJob{
		ID: j.ID, Name: j.Name(), Path: j.Source.Path, PathBytes: source.PathBytes(j.Source.Path), URL: bits.SafeAddress(j.Target.URL),
		State: state, BITSState: state.BITS(), Size: j.Source.Size, Sent: max(j.Sent, j.Acked), Acked: j.Acked,
		Session: OrNull(j.Session.ID), HostID: OrNull(j.Session.Host), Attempt: j.Attempt, RetryAt: TimeOrNull(j.RetryAt),
		Fault: faultJSON(j), Outcome: OrNull(string(j.Outcome)), Added: TimeOrNull(j.Added), Ended: TimeOrNull(j.Ended),
	}
	if p := j.Proof; p != nil {
		out.SHA256, out.Compared = OrNull(string(p.Sent)), OrNull(string(p.By))
		if same := p.Verified(); same || p.Differs() {
			out.Verified = &same
		}
	}
	return out
}

func faultJSON(j *transfer.Job) *jsonFault {
	f := j.Fault
	if f == nil {
		return nil
	}
	out := &jsonFault{
		Kind: f.Kind, HTTP: OrNull(f.HTTP), Packet: OrNull(f.Packet), GivenUp: OrNull(int64(f.GivenUp / time.Second)), Text: words.FaultText(f, j),
	}
	if f.Code != 0 {
		out.Code = OrNull(bits.FormatCode(f.Code))
	}
	if f.Context != 0 {
		out.Context = OrNull(bits.FormatContext(f.Context))
	}
	return out
}

// OrNull is nil for a zero value.
func OrNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// TimeOrNull is a time in UTC to the millisecond, nil for none.
func TimeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Millisecond)
	return &t
}

// WriteJSON writes one object on one line. Characters for which unsafe returns true are escaped; words.Hostile
// finds those that a terminal would act on.
func WriteJSON(w io.Writer, v any, unsafe func(rune) bool) error {
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	if _, err := w.Write(append(escaped(bytes.TrimSuffix(line.Bytes(), []byte("\n")), unsafe), '\n')); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// escaped is one line of JSON with unsafe characters escaped. They occur only in strings, and read back unchanged.
func escaped(line []byte, unsafe func(rune) bool) []byte {
	if !bytes.ContainsFunc(line, unsafe) {
		return line
	}
	var out []byte
	for _, c := range string(line) {
		switch {
		case !unsafe(c):
			out = utf8.AppendRune(out, c)
		case c > 0xffff:
			high, low := utf16.EncodeRune(c)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, c)
		}
	}
	return out
}
