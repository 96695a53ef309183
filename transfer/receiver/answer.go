package receiver

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"sendoff/transfer/bits"
)

const (
	maxDrain   = 64 << 20         // bytes of an unwanted body that are read before an error answer: Sendoff's largest fragment
	drainStall = 30 * time.Second // how long it may stand still, or crawl
)

// answer is an Ack; the zero value is a plain 200.
type answer struct {
	status   int    // HTTP status; 0 is 200
	code     uint32 // HRESULT; 0 is none
	session  string // sent as BITS-Session-Id if not ""
	protocol bool   // the Ack of a Create-Session
	received offset
	wait     time.Duration // sent as Retry-After if not 0
	context  uint32        // of the error; 0 is the server's
	reply    string        // sent as BITS-Reply-URL if not ""
	digest   bits.SHA256   // of the whole file, sent as Repr-Digest if not ""
	why      string        // for the log
}

// offset is a BITS-Received-Content-Range that may be absent.
type offset struct {
	at   int64
	some bool
}

func at(n int64) offset { return offset{n, true} }

// refusal is the error for a request that is refused. It carries the answer's status, HRESULT and offset.
type refusal struct {
	status   int
	code     uint32
	received offset
	wait     time.Duration // until the client should try again; 0 = not said
	context  uint32        // of the error; 0 is the server's
	why      string
}

func (e *refusal) Error() string { return e.why }

// malformedError is the answer to a packet that breaks the rules ([MC-BUP] 2.2.1.2).
func malformedError(why string) error {
	return &refusal{status: http.StatusBadRequest, code: bits.CodeInvalidArgument, why: why}
}

// deniedError is the answer for a name or folder that the client may not write to.
func deniedError(why string) error {
	return &refusal{status: http.StatusForbidden, code: bits.CodeAccessDenied, why: why}
}

var (
	// errNoSession is the answer for every session id that does not belong to the request's URL.
	errNoSession = &refusal{
		status: http.StatusInternalServerError, code: bits.CodeSessionNotFound, why: "session not found",
	}
	errClosed = &refusal{status: http.StatusServiceUnavailable, why: "receiver is closed"}
	// errCut says that a body ended early or its reading was aborted. The client gets no answer.
	errCut = errors.New("request was cut short")
)

// errHeld is the answer for a file that another program has open and that cannot be replaced meanwhile. Every BITS
// client retries after a 503 ([MC-BUP] 3.1.5.1.7). The code is the one Windows has for this.
var errHeld = &refusal{
	status: http.StatusServiceUnavailable, code: bits.CodeSharingViolation, why: "another program has the file open",
}

// answerFor turns any error into an answer. An error that is not the client's fault becomes a 500, which clients retry.
func answerFor(err error) answer {
	var e *refusal
	switch {
	case errors.As(err, &e):
		return answer{status: e.status, code: e.code, received: e.received, wait: e.wait, context: e.context, why: e.why}
	case errors.Is(err, syscall.EFBIG): // a file system with small files, such as FAT
		return answer{status: http.StatusInternalServerError, code: bits.CodeTooLarge, why: err.Error()}
	case diskFull(err):
		return answer{status: http.StatusInternalServerError, code: bits.CodeDiskFull, why: err.Error()}
	case sharing(err):
		return answer{status: errHeld.status, code: errHeld.code, why: err.Error()}
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return answer{status: http.StatusForbidden, code: bits.CodeAccessDenied, why: err.Error()}
	default:
		return answer{status: http.StatusInternalServerError, why: err.Error()}
	}
}

// diskFull reports whether err means that no space is left. The numbers are Windows' ERROR_HANDLE_DISK_FULL and
// ERROR_DISK_FULL, which package syscall does not name.
func diskFull(err error) bool {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return true
	}
	return runtime.GOOS == "windows" && (errors.Is(err, syscall.Errno(39)) || errors.Is(err, syscall.Errno(112)))
}

// refuseMethod answers a request that is no packet.
func (x *exchange) refuseMethod() {
	x.drain(maxDrain)
	h := x.w.Header()
	bits.Put(h, "Allow", bits.Method)
	x.send(answer{status: http.StatusMethodNotAllowed})
}

// finish logs and sends an answer.
func (x *exchange) finish(a answer) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	limit := int64(maxDrain)
	if a.status == http.StatusOK && x.packet == bits.Fragment {
		limit = max(limit, x.req.ContentLength) // a repeated fragment is read whole, like a new one
	}
	x.drain(limit)
	if a.session == "" && a.code != bits.CodeSessionNotFound && x.packet != bits.CreateSession {
		a.session = x.sessionID()
	}
	x.log(a)
	x.send(a)
}

// send writes the Ack. Both error headers are sent because Microsoft's texts disagree on the name. 416 and 413 carry
// neither: they are part of a normal conversation.
func (x *exchange) send(a answer) {
	h := x.w.Header()
	bits.Put(h, bits.HeaderPragma, "no-cache")
	bits.Put(h, bits.HeaderPacketType, string(bits.Ack))
	if a.protocol {
		x.putProtocol(h)
	}
	if a.session != "" {
		bits.Put(h, bits.HeaderSessionID, a.session)
	}
	if a.received.some {
		bits.Put(h, bits.HeaderReceivedRange, strconv.FormatInt(a.received.at, 10))
	}
	if a.code != 0 {
		bits.Put(h, bits.HeaderErrorCode, bits.FormatCode(a.code))
		bits.Put(h, bits.HeaderError, bits.FormatCode(a.code))
	}
	if a.wait > 0 {
		bits.Put(h, bits.HeaderRetryAfter, strconv.FormatInt(int64(a.wait/time.Second), 10))
	}
	if a.reply != "" {
		bits.Put(h, bits.HeaderReplyURL, a.reply)
	}
	if a.digest != "" && a.status == http.StatusOK {
		bits.Put(h, bits.HeaderReprDigest, bits.FormatDigest(a.digest))
	}
	if a.context == 0 && (a.code != 0 || a.status == http.StatusNotFound) {
		a.context = bits.ContextRemoteFile
	}
	if a.context != 0 {
		bits.Put(h, bits.HeaderErrorContext, bits.FormatContext(a.context))
	}
	x.write(a.status)
}

// write sends a header without a body.
func (x *exchange) write(status int) {
	h := x.w.Header()
	if x.closeAfter {
		bits.Put(h, "Connection", "close")
	}
	bits.Put(h, bits.HeaderContentLength, "0")
	x.w.WriteHeader(status)
}

// putProtocol adds the headers that only the Ack of a Create-Session has ([MC-BUP] 2.2.3).
func (x *exchange) putProtocol(h http.Header) {
	bits.Put(h, bits.HeaderProtocol, bits.Protocol)
	bits.Put(h, bits.HeaderAcceptEncoding, "identity")
	bits.Put(h, bits.HeaderWantReprDigest, bits.WantDigest)
	if x.o.HostID == "" {
		return
	}
	bits.Put(h, bits.HeaderHostID, x.o.HostID)
	if d := x.o.HostIDFallback; d > 0 {
		seconds := int64((d + time.Second - 1) / time.Second)
		bits.Put(h, bits.HeaderHostIDFallback, strconv.FormatInt(seconds, 10))
	}
}

// drain reads the rest of the body, limit bytes at most. A client that sends everything before it reads would lose an
// answer that is sent earlier. A client that waits for 100 Continue has sent nothing, and is not asked to. If
// something is left unread, the connection is closed after the answer.
func (x *exchange) drain(limit int64) {
	if x.req.ContentLength == 0 {
		return
	}
	if x.req.ContentLength < 0 { // chunked: who forwards the request may find another end of its body
		x.closeAfter = true
	}
	if !x.bodyRead && x.waitsFor100() {
		x.closeAfter = true
		return
	}
	if x.discard(limit) {
		_ = x.rc.SetReadDeadline(time.Time{}) // closeAfter stays as it is
	} else {
		x.closeAfter = true
	}
}

// discard reads the body to its end and reports whether it got there within limit bytes.
func (x *exchange) discard(limit int64) bool {
	var buf buffer
	defer buf.release()
	pace := bits.NewPace(drainStall, bits.CrawlOut)
	for n := int64(0); n <= limit; {
		begun := time.Now()
		_ = x.rc.SetReadDeadline(begun.Add(pace.Left())) // after a missed deadline the connection can only be closed
		m, err := x.req.Body.Read(buf.room())
		buf.took(m)
		pace.Spend(time.Since(begun), int64(m))
		n += int64(m)
		if err != nil {
			return errors.Is(err, io.EOF)
		}
	}
	return false
}

func (x *exchange) waitsFor100() bool {
	return strings.EqualFold(x.req.Header.Get(bits.HeaderExpect), "100-continue")
}
