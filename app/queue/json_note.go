package queue

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/words"
)

// jsonNote is a transcript line in show --json. Scripts depend on the names, and on the values of kind, event,
// failure and flaw; text says the same for people.
type jsonNote struct {
	At     time.Time       `json:"at"`
	Kind   bits.NoteKind   `json:"kind"`
	Event  bits.Event      `json:"event,omitempty"` // of kind "event"
	Packet bits.PacketType `json:"packet,omitempty"`
	Text   string          `json:"text"`

	// Of a request.
	Address string      `json:"address,omitempty"` // without secrets
	Headers []string    `json:"headers,omitempty"` // the user's own, "..." for a secret value
	Range   *bits.Range `json:"range,omitempty"`   // of a fragment

	// Of an answer.
	Status   *int    `json:"status,omitempty"`
	Ack      *bool   `json:"ack,omitempty"`
	Code     *string `json:"code,omitempty"`     // "0x8020001F"
	Context  *string `json:"context,omitempty"`  // "0x5"
	Flaw     *string `json:"flaw,omitempty"`     // what is wrong with it, beyond the status
	Session  *string `json:"session,omitempty"`  // also in requests of a session
	HostID   *string `json:"host_id,omitempty"`  // likewise
	Received *int64  `json:"received,omitempty"` // for a fragment: offset of the next byte wanted
	Reply    bool    `json:"reply,omitempty"`    // for a fragment: a reply is ready
	Offset   *int64  `json:"offset,omitempty"`   // for a reply: offset of the received part
	Length   *int64  `json:"length,omitempty"`   // for a reply: bytes from there on, null if unknown

	Failure *string       `json:"failure,omitempty"` // why there was no answer
	Said    *string       `json:"said,omitempty"`    // by the system or server, verbatim
	Took    time.Duration `json:"took,omitempty"`    // nanoseconds
	Count   int           `json:"count,omitempty"`   // lines that it stands for
}

func noteJSON(n bits.Note) jsonNote {
	out := jsonNote{
		At: n.At, Kind: n.Kind, Event: n.Event, Packet: n.Packet, Text: words.Note(n), Address: n.Address,
		Flaw: OrNull(string(n.Flaw)), Session: OrNull(n.Session), HostID: OrNull(n.Host), Reply: n.Reply,
		Failure: OrNull(string(n.Failure)), Said: OrNull(n.Text), Took: n.Took, Count: n.Count,
	}
	if n.Headers != "" {
		out.Headers = strings.Split(n.Headers, "\n")
	}
	if n.Range != (bits.Range{}) {
		out.Range = &n.Range
	}
	if n.Answered() {
		out.answer(n)
	}
	return out
}

// answer adds the fields of an answer, where zero is a value too.
func (out *jsonNote) answer(n bits.Note) {
	out.Status, out.Ack = OrNull(n.Status), &n.Ack
	if n.Code != 0 {
		out.Code, out.Context = OrNull(bits.FormatCode(n.Code)), OrNull(bits.FormatContext(n.Context))
	}
	if n.Event == bits.EventRefused {
		return
	}
	switch n.Packet { //nolint:exhaustive // the others tell no number
	case bits.Fragment:
		out.Received = &n.Received
	case bits.GetReply:
		out.Offset = &n.Offset
		if n.Length >= 0 {
			out.Length = &n.Length
		}
	}
}

// Showing is a job with its transcript.
func Showing(j *transfer.Job, notes []bits.Note) (JSONJob, error) {
	list := make([]jsonNote, 0, len(notes)) // never null
	for _, n := range notes {
		list = append(list, noteJSON(n))
	}
	data, err := json.Marshal(list)
	if err != nil {
		return JSONJob{}, fmt.Errorf("print: %w", err)
	}
	out := ToJSON(j)
	out.Notes = (*json.RawMessage)(&data)
	return out, nil
}
