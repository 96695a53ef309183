package bits

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// answer is the head of what a server sent back.
type answer struct {
	packet   PacketType
	status   int
	header   http.Header
	secrets  []string // what in the request nobody else may read
	begun    time.Time
	code     uint32
	context  uint32
	note     func(Note)
	host     string
	resent   bool
	wantsTLS bool
	signIn   *SignIn
	sent     Range // of a fragment
}

func newAnswer(packet PacketType, resp *http.Response, begun time.Time, note func(Note)) *answer {
	a := &answer{packet: packet, status: resp.StatusCode, header: resp.Header, begun: begun, note: note}
	if resp.Request != nil {
		a.secrets, a.host = secrets(resp.Request.URL), resp.Request.URL.Host
	}
	a.code = firstCode(resp.Header, HeaderErrorCode, HeaderError)
	a.context = firstCode(resp.Header, HeaderErrorContext)
	return a
}

// firstCode reads the first of the headers that holds a number; what cannot be read counts as 0,
// because servers send "", "0" and "1" here too.
func firstCode(h http.Header, names ...string) uint32 {
	for _, name := range names {
		if code, ok := ParseCode(h.Get(name)); ok && code != 0 {
			return code
		}
	}
	return 0
}

func (a *answer) isAck() bool { return strings.EqualFold(a.header.Get(HeaderPacketType), string(Ack)) }

// ok reports a clean Ack: success, marked as an Ack, no error code. A 200 without the mark comes from
// a captive portal, a cache or a web server that does not know BITS.
func (a *answer) ok() bool {
	return (a.status == http.StatusOK || a.status == http.StatusCreated) && a.isAck() && a.code == 0
}

// fail makes the error of the answer and notes it.
func (a *answer) fail(flaw Flaw) *Error {
	e := &Error{
		Packet: a.packet, Status: a.status, Code: a.code, Context: a.context,
		NotAck: !a.isAck(), Received: -1, Flaw: flaw, RetryAfter: a.retryAfter(),
		Resent: a.resent, Host: a.host, WantsTLS: a.wantsTLS, SignIn: a.signIn, Head: a.quoted(),
	}
	n := a.noted()
	n.Event, n.Flaw = EventRefused, flaw
	if flaw == FlawBeyond {
		n.Range = a.sent
	}
	a.note(n)
	return e
}

// noted is a note of the answer's head, as an event.
func (a *answer) noted() Note {
	return Note{
		At: time.Now(), Kind: NoteEvent, Packet: a.packet, Status: a.status, Ack: a.isAck(),
		Code: a.code, Context: a.context, Took: time.Since(a.begun),
	}
}

// received notes an answer that can be gone on with, and what it said.
func (a *answer) received(said Note) {
	n := a.noted()
	n.Code, n.Context = 0, 0 // what a clean Ack says here means nothing
	n.Session, n.Host, n.Received, n.Reply, n.Offset, n.Length = said.Session, said.Host, said.Received, said.Reply, said.Offset, said.Length
	switch {
	case a.status == http.StatusRequestedRangeNotSatisfiable:
		n.Event = EventRewound
	case a.isAck(), a.packet == GetReply: // a web server's
		n.Kind = NoteReceived
	default:
		n.Event = EventAnswered
	}
	a.note(n)
}

// plain reads the Ack of Close-Session and Cancel-Session. A session id in it is not asked for: IIS
// leaves it out.
func (a *answer) plain() error {
	if !a.ok() {
		return a.fail("")
	}
	return nil
}

// session reads the Ack of Create-Session ([MC-BUP] 2.2.3).
func (a *answer) session() (Session, error) {
	if !a.ok() {
		return Session{}, a.fail("")
	}
	if p := a.header.Get(HeaderProtocol); p != "" && !strings.EqualFold(p, Protocol) {
		a.code = CodeProtocolMismatch
		return Session{}, a.fail(FlawProtocol)
	}
	s := Session{ID: a.header.Get(HeaderSessionID), Bare: a.header.Get(HeaderProtocol) == ""}
	if !ValidSessionID(s.ID) {
		a.code = CodeInvalidServerResponse
		return Session{}, a.fail(FlawSession)
	}
	if host := a.header.Get(HeaderHostID); validHost(host) {
		s.Host = host
		s.Fallback = parseFallback(a.header.Get(HeaderHostIDFallback))
	}
	return s, nil
}

// validHost takes a host name or an IP literal, no port: anything else would turn a header into a
// way to change the URL.
func validHost(host string) bool {
	if host == "" || len(host) > MaxHostID {
		return false
	}
	if net.ParseIP(host) != nil {
		return true
	}
	return strings.Trim(host, "-._0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// receipt reads the Ack of a fragment, or the 416 that corrects the offset ([MC-BUP] 2.2.7, 3.2.5.2.6).
func (a *answer) receipt(r Range, target *url.URL) (Receipt, error) {
	a.sent = r
	offset, found := a.offset()
	rewound := a.status == http.StatusRequestedRangeNotSatisfiable
	switch {
	case rewound && found:
	case !a.ok():
		return Receipt{}, a.fail("")
	case !found:
		offset = r.Last + 1 // a clean Ack without the header: some servers leave it out
	}
	if offset < 0 || offset > r.Total {
		a.code = CodeInvalidServerResponse
		return Receipt{}, a.fail(FlawBeyond)
	}
	receipt := Receipt{Received: offset, Guessed: !found, Rewound: rewound}
	var err error
	receipt.ReplyURL, err = ResolveReply(target, a.header.Get(HeaderReplyURL))
	if bad, ok := errors.AsType[*ReplyError](err); ok {
		// The fragment was taken all the same, and most uploads want no reply.
		a.note(Note{At: time.Now(), Kind: NoteEvent, Event: replyEvents[bad.Flaw], Packet: a.packet})
		receipt.ReplyFlaw, receipt.ReplyGiven = bad.Flaw, bad.Address
	}
	return receipt, nil
}

// replyEvents say in a transcript why no reply is fetched.
var replyEvents = map[ReplyFlaw]Event{ReplyClear: EventReplyInClear, ReplyUnusable: EventReplyUnusable}

// offset is what the answer names. A value that is no offset is returned as -1.
func (a *answer) offset() (offset int64, found bool) {
	value := a.header.Get(HeaderReceivedRange)
	if value == "" {
		value = a.header.Get(HeaderReceivedRangeMisspelt)
	}
	if value == "" {
		return 0, false
	}
	offset, err := ParseOffset(value)
	if err != nil {
		return -1, true
	}
	return offset, true
}

// retryAfter reads delay-seconds or a date, and bounds either to a day.
func (a *answer) retryAfter() time.Duration {
	value := a.header.Get(HeaderRetryAfter)
	var wait time.Duration
	if n, err := parseDecimal(value); err == nil {
		wait = time.Duration(min(n, 24*3600)) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = time.Until(at)
	}
	return min(max(wait, 0), 24*time.Hour)
}
