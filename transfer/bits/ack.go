package bits

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// answer is the head of a server's answer.
type answer struct {
	packet   PacketType
	status   int
	header   http.Header
	secrets  []string // secrets of the request, which must not be quoted
	begun    time.Time
	code     uint32
	context  uint32
	note     func(Note)
	host     string
	resent   bool
	wantsTLS bool
	untold   bool // its request lacked secrets that the URL's own host gets
	signIn   *SignIn
	tunnel   bool         // it is a proxy's, which opened no way to the server
	renewed  bool         // it asks for a sign-in, and the next request has the answer
	title    string       // of the page in an answer that is none of BITS
	location string       // the address that a redirect names, without its query
	asked    *certRequest // for a certificate of this computer, on this connection
	length   int64        // of the body that a GET would have, for a HEAD; -1 = not known
	sent     Range        // the range that was sent, for a fragment
	left     int64        // offset after the last byte of it that may have been sent, in whatever try; 0 = none was
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

// firstCode returns the first code in the named headers that is a number other than 0. Unreadable values count as 0:
// servers also send "", "0" and "1" here.
func firstCode(h http.Header, names ...string) uint32 {
	for _, name := range names {
		if code, ok := ParseCode(h.Get(name)); ok && code != 0 {
			return code
		}
	}
	return 0
}

func (a *answer) isAck() bool { return strings.EqualFold(a.header.Get(HeaderPacketType), string(Ack)) }

// ok reports whether the answer is a clean Ack: success, marked as an Ack, without an error code. A 200 without the
// mark comes from a captive portal, a cache or a web server that does not know BITS.
func (a *answer) ok() bool {
	return (a.status == http.StatusOK || a.status == http.StatusCreated) && a.isAck() && a.code == 0
}

// fail returns the error of the answer and notes it.
func (a *answer) fail(flaw Flaw) *Error {
	e := &Error{
		Packet: a.packet, Status: a.status, Code: a.code, Context: a.context,
		NotAck: !a.isAck(), Received: -1, Flaw: flaw, RetryAfter: a.retryAfter(),
		Resent: a.resent, Host: a.host, WantsTLS: a.wantsTLS, Untold: a.untold, SignIn: a.signIn, Head: a.quoted(),
		Title: a.title, Location: a.location, Own: a.asked.ownFlawOf(a), Issuers: a.asked.issuerList(),
	}
	n := a.noted()
	n.Event, n.Flaw = EventRefused, flaw
	if flaw == FlawBeyond {
		n.Range = a.sent
	}
	a.note(n)
	return e
}

// noted returns a note of the answer's head, as an event.
func (a *answer) noted() Note {
	return Note{
		At: time.Now(), Kind: NoteEvent, Packet: a.packet, Status: a.status, Ack: a.isAck(),
		Code: a.code, Context: a.context, Took: time.Since(a.begun),
	}
}

// received notes an answer that the conversation can go on with. said holds what it said.
func (a *answer) received(said Note) {
	n := a.noted()
	n.Code, n.Context = 0, 0 // codes in a clean Ack mean nothing
	n.Session, n.Host, n.Received, n.Reply, n.Offset, n.Length = said.Session, said.Host, said.Received, said.Reply, said.Offset, said.Length
	switch {
	case a.status == http.StatusRequestedRangeNotSatisfiable:
		n.Event = EventRewound
	case a.isAck(), a.packet == GetReply: // a web server's answer to Get-Reply is no Ack
		n.Kind = NoteReceived
	default:
		n.Event = EventAnswered
	}
	a.note(n)
}

// checkAck reads the Ack of Close-Session and Cancel-Session. It needs no session id: IIS leaves it out.
func (a *answer) checkAck() error {
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
	s := Session{ID: a.header.Get(HeaderSessionID), Bare: a.header.Get(HeaderProtocol) == "", Digests: wantsDigest(a.header)}
	if !ValidSessionID(s.ID) {
		a.code = CodeInvalidServerResponse
		return Session{}, a.fail(FlawSession)
	}
	if host := a.header.Get(HeaderHostID); ValidHostID(host) {
		s.Host = host
		s.Fallback = parseFallback(a.header.Get(HeaderHostIDFallback))
	}
	return s, nil
}

// ValidHostID reports whether host can be a BITS-Host-Id: a name or an IP literal without port or brackets, as [MC-BUP]
// 2.2.3 has it. Anything else would let a header change the rest of the URL.
func ValidHostID(host string) bool {
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
		offset = r.Last + 1 // a clean Ack without the header: some servers send none
	}
	if offset < 0 || offset > r.Total {
		a.code = CodeInvalidServerResponse
		return Receipt{}, a.fail(FlawBeyond)
	}
	receipt := Receipt{Received: offset, Guessed: !found, Rewound: rewound}
	var err error
	receipt.ReplyURL, err = ResolveReply(target, a.header.Get(HeaderReplyURL))
	if bad, ok := errors.AsType[*ReplyError](err); ok {
		// The server has taken the fragment all the same, and most uploads want no reply.
		a.note(Note{At: time.Now(), Kind: NoteEvent, Event: replyEvents[bad.Flaw], Packet: a.packet})
		receipt.ReplyFlaw, receipt.ReplyGiven = bad.Flaw, bad.Address
	}
	if offset == r.Total && !rewound {
		receipt.Digest = a.digest(r.Total)
	}
	return receipt, nil
}

// digest returns the SHA-256 of the file of size bytes that the answer says the server has, "" for none. What is said
// and cannot be used is noted.
func (a *answer) digest(size int64) SHA256 {
	d, flaw := ParseDigest(a.header, size)
	if event := digestEvents[flaw]; event != "" {
		a.note(Note{At: time.Now(), Kind: NoteEvent, Event: event, Packet: a.packet})
	}
	return d
}

// digestEvents are the transcript's events for a digest that is not used.
var digestEvents = map[DigestFlaw]Event{
	DigestMalformed: EventDigestMalformed, DigestUnknown: EventDigestUnknown, DigestOfAnswer: EventDigestOfAnswer,
}

// replyEvents are the transcript's events for a reply address that cannot be used.
var replyEvents = map[ReplyFlaw]Event{ReplyClear: EventReplyInClear, ReplyUnusable: EventReplyUnusable}

// offset returns the offset in the answer's header; -1 if the value is no offset.
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

// retryAfter reads a Retry-After of seconds or a date. The result is 0 to 24 hours.
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
