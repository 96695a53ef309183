package bits

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
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
func (a *answer) fail(detail string) *Error {
	e := &Error{
		Packet: a.packet, Status: a.status, Code: a.code, Context: a.context,
		NotAck: !a.isAck(), Received: -1, Detail: detail, RetryAfter: a.retryAfter(),
		Resent: a.resent, Host: a.host, WantsTLS: a.wantsTLS, SignIn: a.signIn, Head: a.quoted(),
	}
	text := strconv.Itoa(a.status) + " " + http.StatusText(a.status)
	if e.Code != 0 {
		text += " " + FormatCode(e.Code) + " context " + FormatContext(e.Context)
	}
	if e.NotAck {
		text += " (not a BITS answer)"
	}
	if detail != "" {
		text += " " + detail
	}
	a.note(Note{At: time.Now(), Kind: NoteEvent, Packet: a.packet, Text: text, Took: time.Since(a.begun)})
	return e
}

func (a *answer) noteAck(text string) {
	line := strconv.Itoa(a.status)
	if a.isAck() {
		line += " Ack"
	}
	if text != "" {
		line += " " + text
	}
	kind := NoteReceived
	if !a.isAck() || a.status == http.StatusRequestedRangeNotSatisfiable {
		kind = NoteEvent
	}
	a.note(Note{At: time.Now(), Kind: kind, Packet: a.packet, Text: line, Took: time.Since(a.begun)})
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
		return Session{}, a.fail("the server chose another protocol")
	}
	s := Session{ID: a.header.Get(HeaderSessionID), Bare: a.header.Get(HeaderProtocol) == ""}
	if !ValidSessionID(s.ID) {
		a.code = CodeInvalidServerResponse
		return Session{}, a.fail("no usable session id")
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
	offset, found := a.received()
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
		return Receipt{}, a.fail(fmt.Sprintf("the server wants to go on at a place that the file of %d bytes does not have", r.Total))
	}
	receipt := Receipt{Received: offset, Guessed: !found, Rewound: rewound}
	var err error
	receipt.ReplyURL, err = ResolveReply(target, a.header.Get(HeaderReplyURL))
	if bad, ok := errors.AsType[*ReplyError](err); ok {
		// The fragment was taken all the same, and most uploads want no reply.
		a.note(Note{At: time.Now(), Kind: NoteEvent, Packet: a.packet, Text: replyTexts[bad.Flaw]})
		receipt.ReplyFlaw, receipt.ReplyGiven = bad.Flaw, bad.Address
	}
	return receipt, nil
}

// replyTexts say in a transcript why no reply is fetched.
var replyTexts = map[ReplyFlaw]string{
	ReplyClear:    "the reply is at an address of http, and the upload went over https: not followed",
	ReplyUnusable: "the address of the reply cannot be used",
}

// received is the offset that the answer names. A value that is no offset is returned as -1.
func (a *answer) received() (offset int64, found bool) {
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

func receiptNote(r Receipt) string {
	text := "received up to " + strconv.FormatInt(r.Received, 10)
	if r.Rewound {
		text = "out of step: the server has " + strconv.FormatInt(r.Received, 10) + ", going on from there"
	}
	if r.ReplyURL != "" {
		text += ", a reply is ready"
	}
	return text
}

func hostNote(s Session) string {
	if s.Host == "" {
		return ""
	}
	return " on host " + s.Host
}
