package bits

import (
	"errors"
	"net"
	"net/http"
	"syscall"
	"time"
)

// NoteKind says which way a line of a transcript went.
type NoteKind string

// The kinds of lines.
const (
	NoteSent     NoteKind = "sent"     // a request that left
	NoteReceived NoteKind = "received" // its answer, as hoped for
	NoteEvent    NoteKind = "event"    // what else happened: see Event
)

// Note is one line of the transcript of what went over the wire, as facts: which words a person reads is up to
// who shows it. It never holds a secret. The JSON of it is stored, so that its names and values stay as they are.
type Note struct {
	At     time.Time  `json:"at"`
	Kind   NoteKind   `json:"kind"`
	Event  Event      `json:"event,omitempty"` // of a NoteEvent
	Packet PacketType `json:"packet,omitempty"`

	// Of a request.
	Address string `json:"address,omitempty"` // where it went, as SafeURL has it; Create-Session, Ping and Get-Reply tell it
	Headers string `json:"headers,omitempty"` // the user's own, a "Name: value" a line; "..." stands for a secret value
	Range   Range  `json:"range,omitzero"`    // of a fragment; of its answer where Flaw is FlawBeyond

	// Of an answer.
	Status   int    `json:"status,omitempty"`   // of HTTP
	Ack      bool   `json:"ack,omitempty"`      // it is marked as an answer of BITS
	Code     uint32 `json:"code,omitempty"`     // HRESULT, 0 = none was named
	Context  uint32 `json:"context,omitempty"`  // BG_ERROR_CONTEXT, 0 = none was named
	Flaw     Flaw   `json:"flaw,omitempty"`     // what is wrong with it that the status does not say
	Session  string `json:"session,omitempty"`  // id; of the requests that end a session too
	Host     string `json:"host,omitempty"`     // Host-Id
	Received int64  `json:"received,omitempty"` // of a fragment: offset of the next byte wanted
	Reply    bool   `json:"reply,omitempty"`    // of a fragment: a reply is ready
	Offset   int64  `json:"offset,omitempty"`   // of a reply: where what came begins
	Length   int64  `json:"length,omitempty"`   // of a reply: bytes from there on; -1 = the server did not say

	// Of a request without an answer.
	Failure Failure `json:"failure,omitempty"`

	Text  string        `json:"text,omitempty"`  // what the system or the server said, word for word
	Took  time.Duration `json:"took,omitempty"`  // nanoseconds from the request's start to its answer
	Count int           `json:"count,omitempty"` // how many lines of this kind it stands for; 0 and 1 mean one
}

// Answered reports whether the note is of an answer, welcome or not.
func (n Note) Answered() bool {
	return n.Kind == NoteReceived || n.Event == EventRefused || n.Event == EventAnswered || n.Event == EventRewound
}

// StatusText is what HTTP calls a status, "" for one that it does not know.
func StatusText(status int) string { return http.StatusText(status) }

// Event is what happened beside a request and its welcome answer.
type Event string

// What happens on the wire.
const (
	EventRefused       Event = "refused"        // an answer that is no clean Ack
	EventAnswered      Event = "answered"       // a Ping met a server that does not answer it as BITS does
	EventRewound       Event = "rewound"        // a fragment did not fit: the server said where it is, 416
	EventLost          Event = "lost"           // no answer came: see Failure
	EventResent        Event = "resent"         // a kept connection was dead, and the request went out on a fresh one
	EventSigningIn     Event = "signing_in"     // the server or the proxy asked for it
	EventReplyInClear  Event = "reply_in_clear" // the address of the reply leaves https
	EventReplyUnusable Event = "reply_unusable" // the address of the reply is none of a web server
)

// What a client decides about a conversation.
const (
	EventSmaller        Event = "smaller"         // the server does not take fragments this large
	EventReading        Event = "reading"         // the file may have changed: what was sent of it is read again
	EventStillWritten   Event = "still_written"   // somebody writes to the file: it has to stand still first
	EventSessionLost    Event = "session_lost"    // a new session begins at offset 0
	EventMaybeLost      Event = "maybe_lost"      // the same on suspicion
	EventOutOfStep      Event = "out_of_step"     // the same: a 416 did not say where the server is
	EventMustNotRepeat  Event = "must_not_repeat" // the same: it is not clear what arrived, and the user wants no repetition
	EventMayRepeat      Event = "may_repeat"      // the same: the server has not shown that it notices repetitions
	EventTooMuch        Event = "too_much"        // the same: the server says that it has more than was sent
	EventNextIsNew      Event = "next_is_new"     // the server takes nothing of the session: the next try begins a new one
	EventAsking         Event = "asking"          // a kept connection was dead: the server is asked what has arrived
	EventReplyEndless   Event = "reply_endless"   // it is too large: the upload goes on without it
	EventReplyElsewhere Event = "reply_elsewhere" // its name was taken
	EventAlreadyClosed  Event = "already_closed"  // the session, by a Close-Session whose answer was lost
	EventBack           Event = "back"            // the server can be reached again
	EventAwake          Event = "awake"           // the computer was asleep, or its clock was set
	EventClockBack      Event = "clock_back"      // the clock was set back
	EventText           Event = "text"            // of a transcript before these names: Text says it all
)

// Flaw is what is wrong with an answer that its status does not say.
type Flaw string

// The flaws; "" is none.
const (
	FlawProtocol Flaw = "protocol" // the server chose another protocol than the one that was offered
	FlawSession  Flaw = "session"  // it gave out no session id that can be used
	FlawBeyond   Flaw = "beyond"   // it wants to go on where the file has no bytes
	FlawExpect   Flaw = "expect"   // it knows no Expect: the fragment goes out without
	FlawPart     Flaw = "part"     // it sent another part of the reply than was asked for
)

// flawTexts are for logs.
var flawTexts = map[Flaw]string{
	FlawProtocol: "the server chose another protocol",
	FlawSession:  "no usable session id",
	FlawBeyond:   "the server wants to go on at a place that the file does not have",
	FlawExpect:   "sent again without asking first",
	FlawPart:     "the part of the reply that came is not the one asked for",
}

// Failure is why a request got no answer.
type Failure string

// What the network did; Note.Text has the system's own words. "" is anything else.
const (
	FailedRefused     Failure = "refused"     // nobody takes connections there
	FailedReset       Failure = "reset"       // the other end broke the connection
	FailedClosed      Failure = "closed"      // the other end closed the connection without an answer
	FailedUnreachable Failure = "unreachable" // the network is
	FailedNoRoute     Failure = "no_route"    // to the host
	FailedTimeout     Failure = "timeout"     // by the bounds of a connection
	FailedNoHost      Failure = "no_host"     // the name has no address
	FailedStalled     Failure = "stalled"     // no byte moved for Options.Stall
	FailedShort       Failure = "short"       // the file ended before the fragment did
	FailedStuck       Failure = "stuck"       // the file was not read for Options.Stall
)

// Why this side gave the request up.
const (
	LeftCancelled Failure = "cancelled"
	LeftPaused    Failure = "paused"
	LeftClosing   Failure = "closing"  // the program ends
	LeftYielding  Failure = "yielding" // another job goes first
	LeftAsleep    Failure = "asleep"   // the computer slept, and the connection cannot have lived through it
	LeftMoved     Failure = "moved"    // the computer has another network
)

// Left is an error that ends a context and tells why requests under it are given up.
type Left struct {
	Why  Failure
	Said string // for logs
}

func (l Left) Error() string { return l.Said }

// failures are what systems call them. Those of Windows are its own numbers (WSAECONNREFUSED and so on), which no
// other system has.
var failures = map[syscall.Errno]Failure{
	syscall.ECONNREFUSED: FailedRefused, 10061: FailedRefused,
	syscall.ECONNRESET: FailedReset, 10054: FailedReset,
	syscall.ENETUNREACH: FailedUnreachable, 10051: FailedUnreachable,
	syscall.EHOSTUNREACH: FailedNoRoute, 10065: FailedNoRoute,
}

// explain sets why a request got no answer.
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
