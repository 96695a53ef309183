package bits

import (
	"errors"
	"net"
	"net/http"
	"syscall"
	"time"
)

// NoteKind is the kind of a line in a transcript.
type NoteKind string

// The kinds of lines.
const (
	NoteSent     NoteKind = "sent"     // a request that was sent
	NoteReceived NoteKind = "received" // the expected answer to it
	NoteEvent    NoteKind = "event"    // anything else: see Event
)

// Note is one line of a transcript, as facts; package words renders it. It never holds a secret. Its JSON is stored,
// so names and values must not change.
type Note struct {
	At     time.Time  `json:"at"`
	Kind   NoteKind   `json:"kind"`
	Event  Event      `json:"event,omitempty"` // of a NoteEvent
	Packet PacketType `json:"packet,omitempty"`

	// Of a request.
	Address string `json:"address,omitempty"` // where it went, redacted by SafeURL; only of Create-Session, Ping and Get-Reply
	Headers string `json:"headers,omitempty"` // the user's own, a "Name: value" a line; "..." stands for a secret value
	Range   Range  `json:"range,omitzero"`    // of a fragment; of its answer if Flaw is FlawBeyond

	// Of an answer.
	Status   int    `json:"status,omitempty"`   // HTTP status
	Ack      bool   `json:"ack,omitempty"`      // it is marked as a BITS Ack
	Code     uint32 `json:"code,omitempty"`     // HRESULT, 0 = none
	Context  uint32 `json:"context,omitempty"`  // BG_ERROR_CONTEXT, 0 = none
	Flaw     Flaw   `json:"flaw,omitempty"`     // a fault that the status does not show
	Session  string `json:"session,omitempty"`  // session id; also of the requests that end a session
	Host     string `json:"host,omitempty"`     // Host-Id
	Received int64  `json:"received,omitempty"` // of a fragment: offset of the next byte wanted
	Reply    bool   `json:"reply,omitempty"`    // of a fragment: a reply is ready
	Offset   int64  `json:"offset,omitempty"`   // of a reply: offset of its first byte
	Length   int64  `json:"length,omitempty"`   // of a reply: bytes from there on; -1 = unknown

	// Of a request without an answer.
	Failure Failure `json:"failure,omitempty"`

	Text  string        `json:"text,omitempty"`  // the system's or the server's own words
	Took  time.Duration `json:"took,omitempty"`  // nanoseconds from the request's start to its answer
	Count int           `json:"count,omitempty"` // how many such lines it stands for; 0 and 1 mean one
}

// Answered reports whether the note is of an answer, expected or not.
func (n Note) Answered() bool {
	return n.Kind == NoteReceived || n.Event == EventRefused || n.Event == EventAnswered || n.Event == EventRewound
}

// StatusText returns HTTP's name of a status, "" for an unknown one.
func StatusText(status int) string { return http.StatusText(status) }

// Event is what happened apart from requests and expected answers.
type Event string

// What happens on the wire.
const (
	EventRefused       Event = "refused"        // an answer that is no clean Ack
	EventAnswered      Event = "answered"       // a Ping met a server that does not answer it as BITS
	EventRewound       Event = "rewound"        // 416: a fragment did not fit, and the server named its offset
	EventLost          Event = "lost"           // no answer came: see Failure
	EventResent        Event = "resent"         // a kept-alive connection was dead: the request was sent again on a fresh one
	EventSigningIn     Event = "signing_in"     // the server or the proxy asked for it
	EventReplyInClear  Event = "reply_in_clear" // the reply's address leaves https
	EventReplyUnusable Event = "reply_unusable" // the reply's address is not a web server's

	EventDigestMalformed Event = "digest_malformed" // the digest of what arrived cannot be read
	EventDigestUnknown   Event = "digest_unknown"   // it is by algorithms that are not computed here
	EventDigestOfAnswer  Event = "digest_of_answer" // it is that of an empty file, as servers add it to empty answers
)

// What the client decides.
const (
	EventSmaller        Event = "smaller"         // the server refuses fragments this large
	EventReading        Event = "reading"         // the file may have changed: what was sent of it is read again
	EventStillWritten   Event = "still_written"   // the file is being written to: wait until it stands still
	EventSessionLost    Event = "session_lost"    // a new session begins at offset 0
	EventMaybeLost      Event = "maybe_lost"      // the same, on suspicion
	EventOutOfStep      Event = "out_of_step"     // the same: a 416 did not name the server's offset
	EventMustNotRepeat  Event = "must_not_repeat" // the same: it is unclear what arrived, and the user wants nothing sent twice
	EventMayRepeat      Event = "may_repeat"      // the same: the server has not shown that it detects repeated bytes
	EventTooMuch        Event = "too_much"        // the same: the server claims to have more than was sent
	EventNextIsNew      Event = "next_is_new"     // the server accepts nothing in this session: the next try begins a new one
	EventAsking         Event = "asking"          // a kept-alive connection was dead: ask the server what has arrived
	EventReplyEndless   Event = "reply_endless"   // the reply is too large: the upload goes on without it
	EventReplyElsewhere Event = "reply_elsewhere" // the reply's name was taken
	EventAlreadyClosed  Event = "already_closed"  // the session was closed by a Close-Session whose answer was lost
	EventBack           Event = "back"            // the server can be reached again
	EventAwake          Event = "awake"           // the computer was asleep, or its clock was set
	EventClockBack      Event = "clock_back"      // the clock was set back
	EventDigesting      Event = "digesting"       // the server named a digest: the file is read once more for one of what was sent
	EventDigestUnread   Event = "digest_unread"   // for that the file could not be read, or it has changed
	EventComparing      Event = "comparing"       // what the server has is compared, as the card wants it
	EventNotCompared    Event = "not_compared"    // that was not possible
	EventDiffers        Event = "differs"         // the server has received something else than what was sent
	EventText           Event = "text"            // of a transcript older than these names: Text has it all
)

// Flaw is a fault of an answer that its status does not show.
type Flaw string

// The flaws; "" is none.
const (
	FlawProtocol Flaw = "protocol" // the server chose a protocol that was not offered
	FlawSession  Flaw = "session"  // it sent no usable session id
	FlawBeyond   Flaw = "beyond"   // its offset is beyond the end of the file
	FlawExpect   Flaw = "expect"   // it does not support Expect: the fragment is sent without
	FlawEarly    Flaw = "early"    // it acknowledges bytes that were not sent yet
	FlawPart     Flaw = "part"     // it sent another part of the reply than requested
)

// flawTexts are for logs.
var flawTexts = map[Flaw]string{
	FlawProtocol: "the server chose another protocol",
	FlawSession:  "no usable session id",
	FlawBeyond:   "the server wants to go on at a place that the file does not have",
	FlawExpect:   "sent again without asking first",
	FlawEarly:    "the server says that it has bytes that were not sent",
	FlawPart:     "the part of the reply that came is not the one asked for",
}

// Failure is why a request got no answer.
type Failure string

// What the network did; Note.Text has the system's own words. Anything else is "".
const (
	FailedRefused     Failure = "refused"     // nothing accepts connections there
	FailedReset       Failure = "reset"       // the other end broke the connection
	FailedClosed      Failure = "closed"      // the other end closed the connection without an answer
	FailedUnreachable Failure = "unreachable" // no route to the network
	FailedNoRoute     Failure = "no_route"    // no route to the host
	FailedTimeout     Failure = "timeout"     // a time limit of the connection
	FailedNoHost      Failure = "no_host"     // the name has no address
	FailedStalled     Failure = "stalled"     // no byte moved for Options.Stall
	FailedShort       Failure = "short"       // the file ended before the fragment did
	FailedStuck       Failure = "stuck"       // the file was not read for Options.Stall
)

// Why this side gave up the request.
const (
	LeftCancelled Failure = "cancelled"
	LeftPaused    Failure = "paused"
	LeftClosing   Failure = "closing"  // the program is closing
	LeftYielding  Failure = "yielding" // another job has precedence
	LeftAsleep    Failure = "asleep"   // the computer slept; no connection survives that
	LeftMoved     Failure = "moved"    // the computer changed networks
)

// Left is the cause of an ended context: why requests under it are given up.
type Left struct {
	Why  Failure
	Said string // for logs
}

func (l Left) Error() string { return l.Said }

// failures maps error numbers of systems. The plain numbers are Windows' (WSAECONNREFUSED and so on); no other system
// uses them.
var failures = map[syscall.Errno]Failure{
	syscall.ECONNREFUSED: FailedRefused, 10061: FailedRefused,
	syscall.ECONNRESET: FailedReset, 10054: FailedReset,
	syscall.ENETUNREACH: FailedUnreachable, 10051: FailedUnreachable,
	syscall.EHOSTUNREACH: FailedNoRoute, 10065: FailedNoRoute,
}

// explain records why a request got no answer.
func (n *Note) explain(err error) {
	n.Text = err.Error()
	if left, ok := errors.AsType[Left](err); ok {
		n.Failure, n.Text = left.Why, ""
		return
	}
	if closed, ok := errors.AsType[*closedError](err); ok {
		n.Failure, n.Text = FailedClosed, closed.Err.Error()
		return
	}
	n.Failure = failureOf(err)
	if n.Failure == FailedStalled || n.Failure == FailedShort || n.Failure == FailedStuck {
		n.Text = ""
	}
}

func failureOf(err error) Failure {
	switch {
	case errors.Is(err, ErrShort):
		return FailedShort
	case errors.Is(err, ErrStalled):
		return FailedStalled
	}
	if _, ok := errors.AsType[*StuckError](err); ok {
		return FailedStuck
	}
	if errno, ok := errors.AsType[syscall.Errno](err); ok && failures[errno] != "" {
		return failures[errno]
	}
	if name, ok := errors.AsType[*net.DNSError](err); ok && name.IsNotFound {
		return FailedNoHost
	}
	if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() && !SystemTimedOut(err) {
		return FailedTimeout
	}
	return ""
}

// closedError is a connection that was closed without an answer.
type closedError struct{ Err error }

func (e *closedError) Error() string {
	return "the connection was closed without an answer: " + e.Err.Error()
}
func (e *closedError) Unwrap() error { return e.Err }
