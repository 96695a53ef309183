package transfer

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"sendoff/transfer/bits"
)

// Up to schema 2 a line of a transcript was an English sentence. This file reads such lines back into facts, once. It
// is the only place that may parse them: they do not change any more.

// migrateNotes brings a file of schema 2 to schema 3, whose transcripts hold facts. An unreadable transcript stays as
// it is.
func migrateNotes(tx *bbolt.Tx) error {
	b := tx.Bucket(bucketTranscripts)
	all := map[string][]bits.Note{}
	err := b.ForEach(func(k, v []byte) error {
		var old []oldNote
		if json.Unmarshal(unseal(k, v), &old) == nil {
			all[string(k)] = factsOf(old)
		}
		return nil
	})
	for k, notes := range all {
		err = errors.Join(err, putJSON(b, []byte(k), notes))
	}
	return err
}

func factsOf(old []oldNote) []bits.Note {
	notes := make([]bits.Note, len(old))
	for i, o := range old {
		notes[i] = o.facts()
	}
	return notes
}

// oldNote is a line of a transcript in schema 2.
type oldNote struct {
	At     time.Time       `json:"at"`
	Kind   bits.NoteKind   `json:"kind"`
	Packet bits.PacketType `json:"packet"`
	Text   string          `json:"text"`
	Took   time.Duration   `json:"took"`
	Count  int             `json:"count"`
}

// facts returns the facts in a line. Unknown sentences stay in Note.Text, so that nothing is lost.
func (o oldNote) facts() bits.Note {
	n := bits.Note{At: o.At, Kind: o.Kind, Packet: o.Packet, Took: o.Took, Count: o.Count}
	switch o.Kind {
	case bits.NoteSent:
		oldRequest(&n, o.Text)
	case bits.NoteReceived:
		n.Text = oldAnswer(&n, o.Text)
	case bits.NoteEvent:
		oldHappening(&n, o.Text)
	}
	return n
}

func oldRequest(n *bits.Note, text string) {
	var err error
	switch n.Packet {
	case bits.Fragment:
		if n.Range, err = bits.ParseRange(text); err != nil {
			n.Text = text
		}
	case bits.CloseSession, bits.CancelSession:
		var found bool
		if n.Session, found = strings.CutPrefix(text, "session "); !found {
			n.Session, n.Text = "", text
		}
	default:
		n.Address, n.Headers, _ = strings.Cut(text, " with ")
	}
}

// oldAnswer reads an expected answer and returns the rest of its text.
func oldAnswer(n *bits.Note, text string) (rest string) {
	status, rest, _ := strings.Cut(text, " ")
	var err error
	if n.Status, err = strconv.Atoi(status); err != nil {
		return text
	}
	if after, ok := strings.CutPrefix(rest+" ", "Ack "); ok {
		n.Ack, rest = true, strings.TrimSuffix(after, " ")
	}
	switch n.Packet { //nolint:exhaustive // the others say nothing
	case bits.CreateSession:
		if id, ok := strings.CutPrefix(rest, "session "); ok {
			n.Session, n.Host, _ = strings.Cut(id, " on host ")
			rest = ""
		}
	case bits.Fragment:
		before, ready := strings.CutSuffix(rest, ", a reply is ready")
		if at, err := oldNumber(before, "received up to %d"); err == nil {
			n.Received, n.Reply, rest = at[0], ready, ""
		}
		if at, err := oldNumber(before, "out of step: the server has %d, going on from there"); err == nil {
			n.Event, n.Received, n.Reply, rest = bits.EventRewound, at[0], ready, ""
		}
	case bits.GetReply:
		if at, err := oldNumber(rest, "%d bytes from %d"); err == nil {
			n.Length, n.Offset, rest = at[0], at[1], ""
		}
	}
	return rest
}

// oldNumber reads the numbers in a text of exactly this form.
func oldNumber(text, form string) (at [2]int64, err error) {
	count := strings.Count(form, "%d")
	into := []any{&at[0], &at[1]}[:count]
	if _, err = fmt.Sscanf(text, form, into...); err != nil {
		return at, err
	}
	made := []any{at[0], at[1]}[:count]
	if fmt.Sprintf(form, made...) != text {
		return at, strconv.ErrSyntax
	}
	return at, nil
}

func oldHappening(n *bits.Note, text string) {
	if known := oldEvents[text]; known != "" {
		n.Event = known
		return
	}
	if _, err := strconv.Atoi(text[:min(len(text), 3)]); err == nil && n.Packet != "" {
		oldRefusal(n, text)
		return
	}
	if n.Packet == "" {
		n.Event, n.Text = bits.EventText, text
		return
	}
	n.Event = bits.EventLost
	n.Failure, n.Text = oldFailure(text)
}

// oldRefusal reads "403 Forbidden 0x80070005 context 0x5 (not a BITS answer) why", or an answer without the mark of
// BITS.
func oldRefusal(n *bits.Note, text string) {
	read := *n
	if rest := oldAnswer(&read, text); rest == "" {
		*n = read
		if n.Event == "" {
			n.Event = bits.EventAnswered
		}
		return
	}
	n.Event, n.Ack = bits.EventRefused, true
	n.Status, _ = strconv.Atoi(text[:3])
	rest := strings.TrimPrefix(text[3:], " "+http.StatusText(n.Status))
	var code, context uint32
	if found, err := fmt.Sscanf(rest, " 0x%08X context 0x%X", &code, &context); err == nil && found == 2 {
		n.Code, n.Context = code, context
		rest = strings.TrimPrefix(rest, " "+bits.FormatCode(code)+" context "+bits.FormatContext(context))
	}
	if after, ok := strings.CutPrefix(rest, " (not a BITS answer)"); ok {
		n.Ack, rest = false, after
	}
	rest = strings.TrimPrefix(rest, " ")
	if total, err := oldNumber(rest, oldBeyond); err == nil {
		n.Flaw, n.Range = bits.FlawBeyond, bits.Range{Last: total[0] - 1, Total: total[0]}
		return
	}
	if n.Flaw = oldFlaws[rest]; n.Flaw == "" {
		n.Text = rest
	}
}

// oldFailure returns why a request got no answer, and the words that say more than that.
func oldFailure(text string) (why bits.Failure, rest string) {
	if why = oldFailures[text]; why != "" {
		return why, ""
	}
	if after, ok := strings.CutPrefix(text, "the connection was closed without an answer: "); ok {
		return bits.FailedClosed, after
	}
	for said, why := range oldEndings {
		if strings.HasSuffix(text, said) {
			return why, text
		}
	}
	return "", text
}

const oldBeyond = "the server wants to go on at a place that the file of %d bytes does not have"

var oldEvents = map[string]bits.Event{
	"the server does not take fragments this large: going on with smaller ones":                                                           bits.EventSmaller,
	"something about the file has changed: reading again what was sent of it":                                                             bits.EventReading,
	"the file is still being written: waiting until it has stood still for 3 seconds":                                                     bits.EventStillWritten,
	"the server has lost the session: starting over from the beginning":                                                                   bits.EventSessionLost,
	"the server may have lost the session: starting over from the beginning":                                                              bits.EventMaybeLost,
	"the server is out of step and does not say where it is: starting over from the beginning":                                            bits.EventOutOfStep,
	"it is not clear what arrived, and this server must not get bytes twice: starting over from the beginning":                            bits.EventMustNotRepeat,
	"it is not clear what arrived, and this server has not shown that it notices bytes that come twice: starting over from the beginning": bits.EventMayRepeat,
	"the server says that it has more than was sent: starting over from the beginning":                                                    bits.EventTooMuch,
	"the server answers, but takes nothing of this session: the next try begins a new one":                                                bits.EventNextIsNew,
	"the reply is too large, or has no end: going on without it":                                                                          bits.EventReplyEndless,
	"the server had already closed the session":                                                                                           bits.EventAlreadyClosed,
	"the server had closed the connection; sent again on a fresh one":                                                                     bits.EventResent,
	"the server had closed the connection: asking what has arrived":                                                                       bits.EventAsking,
	"the network is back: going on":                                                                                                       bits.EventBack,
	"the computer was asleep, or its clock was set: going on":                                                                             bits.EventAwake,
	"the clock was set back: going on":                                                                                                    bits.EventClockBack,
	"asked to sign in: signing in":                                                                                                        bits.EventSigningIn,
	"the reply is at an address of http, and the upload went over https: not followed":                                                    bits.EventReplyInClear,
	"the name for the reply was taken: it is saved under another one":                                                                     bits.EventReplyElsewhere,
	"the address of the reply cannot be used":                                                                                             bits.EventReplyUnusable,
}

var oldFlaws = map[string]bits.Flaw{
	"the server chose another protocol":                        bits.FlawProtocol,
	"no usable session id":                                     bits.FlawSession,
	"sent again without asking first":                          bits.FlawExpect,
	"the part of the reply that came is not the one asked for": bits.FlawPart,
}

// oldFailures are this program's own sentences.
var oldFailures = map[string]bits.Failure{
	"cancelled":              bits.LeftCancelled,
	"paused":                 bits.LeftPaused,
	"the program is closing": bits.LeftClosing,
	"made room for a job of a higher priority":                bits.LeftYielding,
	"the computer was asleep: going on":                       bits.LeftAsleep,
	"the network has changed: going on over the one there is": bits.LeftMoved,
	"no byte moved for too long":                              bits.FailedStalled,
	"the disk or share with the file does not answer":         bits.FailedStuck,
}

// oldEndings are how systems' error texts end.
var oldEndings = map[string]bits.Failure{
	"connection refused":         bits.FailedRefused,
	"connection reset by peer":   bits.FailedReset,
	"network is unreachable":     bits.FailedUnreachable,
	"no route to host":           bits.FailedNoRoute,
	"i/o timeout":                bits.FailedTimeout,
	"no such host":               bits.FailedNoHost,
	"no byte moved for too long": bits.FailedStalled,
}
