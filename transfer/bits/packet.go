package bits

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Method is the HTTP extension method of every packet ([MC-BUP] 2.2.1).
const Method = "BITS_POST"

// Protocol is the one upload protocol that exists, "BITS 1.5 upload" ([MC-BUP] 2.2.2).
const Protocol = "{7df0354d-249b-430f-820d-3d2a9bef4931}"

// Header names of the protocol ([MC-BUP] 2.2.1.1 and 2.2.2 to 2.2.13), and the HTTP names that it needs. No other
// file spells one.
const (
	HeaderPacketType         = "BITS-Packet-Type"
	HeaderSupportedProtocols = "BITS-Supported-Protocols"
	HeaderProtocol           = "BITS-Protocol"
	HeaderSessionID          = "BITS-Session-Id"
	HeaderHostID             = "BITS-Host-Id"
	HeaderHostIDFallback     = "BITS-Host-Id-Fallback-Timeout"
	HeaderReceivedRange      = "BITS-Received-Content-Range"
	HeaderReplyURL           = "BITS-Reply-URL"
	// Between a server and the application behind it ([MC-BUP] 2.2.12 and 2.2.13).
	HeaderOriginalURL       = "BITS-Original-Request-URL"
	HeaderRequestDataFile   = "BITS-Request-DataFile-Name"
	HeaderResponseDataFile  = "BITS-Response-DataFile-Name"
	HeaderStaticResponseURL = "BITS-Static-Response-URL"
	HeaderCopyFile          = "BITS-Copy-File-To-Destination"
	HeaderErrorCode         = "BITS-Error-Code"
	HeaderError             = "BITS-Error"
	HeaderErrorContext      = "BITS-Error-Context"

	// HeaderReceivedRangeMisspelt is what one server in the wild sends for HeaderReceivedRange.
	HeaderReceivedRangeMisspelt = "BITS-Recieved-Content-Range" //nolint:misspell // as it is sent

	HeaderAccept            = "Accept"
	HeaderAcceptEncoding    = "Accept-Encoding"
	HeaderAcceptRanges      = "Accept-Ranges"
	HeaderAuthInfo          = "Authentication-Info"
	HeaderAuthorization     = "Authorization"
	HeaderConnection        = "Connection"
	HeaderContentEncoding   = "Content-Encoding"
	HeaderContentLength     = "Content-Length"
	HeaderContentMD5        = "Content-MD5"
	HeaderContentName       = "Content-Name"
	HeaderContentRange      = "Content-Range"
	HeaderContentType       = "Content-Type"
	HeaderDate              = "Date"
	HeaderDigest            = "Digest"
	HeaderETag              = "ETag"
	HeaderExpect            = "Expect"
	HeaderLastModified      = "Last-Modified"
	HeaderLocation          = "Location"
	HeaderMethodOverride    = "X-Http-Method-Override"
	HeaderPragma            = "Pragma"
	HeaderRange             = "Range"
	HeaderReprDigest        = "Repr-Digest"
	HeaderRetryAfter        = "Retry-After"
	HeaderServer            = "Server"
	HeaderUserAgent         = "User-Agent"
	HeaderVia               = "Via"
	HeaderWantReprDigest    = "Want-Repr-Digest"
	HeaderWWWAuthenticate   = "WWW-Authenticate"
	HeaderPoweredBy         = "X-Powered-By"
	HeaderProxyAuthenticate = "Proxy-Authenticate"
	HeaderProxyAuthInfo     = "Proxy-Authentication-Info"
	HeaderProxyAuthorize    = "Proxy-Authorization"
)

// quotedHeaders are the headers of an answer that help a server's administrator to find a cause.
var quotedHeaders = []string{
	HeaderServer, HeaderVia, HeaderPoweredBy, HeaderDate, HeaderContentType, HeaderRetryAfter, HeaderLocation,
	HeaderWWWAuthenticate, HeaderProxyAuthenticate,
	HeaderPacketType, HeaderProtocol, HeaderSessionID, HeaderHostID, HeaderReceivedRange, HeaderReceivedRangeMisspelt,
	HeaderErrorCode, HeaderError, HeaderErrorContext,
}

// reservedName reports whether the user may not set a header: it belongs to the protocol, the body, the connection or
// the sign-in.
func reservedName(name string) bool {
	lower := strings.ToLower(name)
	for _, prefix := range []string{"bits-", "content-", "proxy-", "if-", "sec-"} {
		if strings.HasPrefix(lower, prefix) {
			return true
		}
	}
	switch lower {
	case "accept", "accept-encoding", "authorization", "connection", "cookie", "cookie2", "expect", "host", "http2-settings",
		"keep-alive", "range", "te", "trailer", "transfer-encoding", "upgrade", "user-agent", "www-authenticate", "x-http-method-override":
		return true
	}
	return false
}

// Limits that the protocol or its Windows implementation sets.
const (
	MaxHeaderValue = 4 << 10           // bytes of one header value ([MC-BUP] 2.2.1)
	MaxSessionID   = 100               // characters of a session id
	MaxURL         = 2200              // characters of a remote or reply URL
	MaxSegment     = 260               // characters of one path segment of a remote URL
	MaxProtocols   = 100               // GUIDs that a server reads of HeaderSupportedProtocols
	MinFragment    = 5 << 10           // bytes; Windows does not shrink a fragment below this
	MaxWindows     = 13 << 20          // bytes; the largest fragment that Windows sends
	MaxHostID      = 300               // characters of a host id
	NoFallback     = time.Duration(-1) // Session.Fallback of a server that named no timeout
)

// PacketType names a packet. Values are spelt as Windows spells them; peers compare without case.
type PacketType string

// The five requests and the one answer ([MC-BUP] 2.2.2 to 2.2.11).
const (
	CreateSession PacketType = "Create-Session"
	Ping          PacketType = "Ping"
	Fragment      PacketType = "Fragment"
	CloseSession  PacketType = "Close-Session"
	CancelSession PacketType = "Cancel-Session"
	Ack           PacketType = "Ack"
)

// GetReply stands for the plain GET of an upload-reply; it is no packet and goes into no header.
const GetReply PacketType = "Get-Reply"

// ParsePacketType reads a HeaderPacketType value in any case; ok is false for an unknown one.
func ParsePacketType(s string) (t PacketType, ok bool) {
	for _, t := range []PacketType{CreateSession, Ping, Fragment, CloseSession, CancelSession, Ack} {
		if strings.EqualFold(strings.TrimSpace(s), string(t)) {
			return t, true
		}
	}
	return "", false
}

// Put sets a header in exactly the given spelling. http.Header.Set would send "Bits-...".
func Put(h http.Header, name, value string) { h[name] = []string{value} }

// Range is the Content-Range of a fragment: bytes First to Last inclusive, of Total, counted from 0. The range of an
// empty file is {0, -1, 0}. The zero value is none.
type Range struct {
	First int64 `json:"first"`
	Last  int64 `json:"last"`
	Total int64 `json:"total"`
}

// ErrRange is the error of every malformed Content-Range.
var ErrRange = errors.New("malformed content range")

// Len is the number of bytes in the range, 0 for the range of an empty file.
func (r Range) Len() int64 { return r.Last - r.First + 1 }

// Final reports whether the range ends the file: Last == Total-1 ([MC-BUP] 3.2.5.2.6).
func (r Range) Final() bool { return r.Last == r.Total-1 }

// String formats the range as it is sent: "bytes 0-4891/4892". For an empty file it is "bytes */0", the only form
// that RFC 9110 allows.
func (r Range) String() string {
	if r.Total == 0 {
		return "bytes */0"
	}
	return fmt.Sprintf("bytes %d-%d/%d", r.First, r.Last, r.Total)
}

// ParseRange reads a Content-Range ([MC-BUP] 2.2.6). The unit is compared without case. A total of "*", several
// ranges and a range outside its total return ErrRange. For an empty file it accepts "bytes */0", "bytes 0--1/0" and
// "bytes 0-0/0".
func ParseRange(s string) (Range, error) {
	unit, rest, ok := strings.Cut(strings.TrimSpace(s), " ")
	if !ok || !strings.EqualFold(unit, "bytes") {
		return Range{}, ErrRange
	}
	span, total, ok := strings.Cut(strings.TrimSpace(rest), "/")
	if !ok {
		return Range{}, ErrRange
	}
	n, err := parseDecimal(total)
	if err != nil {
		return Range{}, ErrRange
	}
	if n == 0 {
		switch span {
		case "*", "0--1", "0-0":
			return Range{0, -1, 0}, nil
		}
		return Range{}, ErrRange
	}
	first, last, ok := strings.Cut(span, "-")
	if !ok {
		return Range{}, ErrRange
	}
	r := Range{Total: n}
	if r.First, err = parseDecimal(first); err != nil {
		return Range{}, ErrRange
	}
	if r.Last, err = parseDecimal(last); err != nil || r.First > r.Last || r.Last >= r.Total {
		return Range{}, ErrRange
	}
	return r, nil
}

// ParseOffset reads a HeaderReceivedRange: the offset of the next byte wanted, 0 or more. Despite its name the header
// holds one decimal number ([MC-BUP] 2.2.7).
func ParseOffset(s string) (int64, error) {
	n, err := parseDecimal(strings.TrimSpace(s))
	if err != nil {
		return 0, fmt.Errorf("received offset: %w", err)
	}
	return n, nil
}

// parseDecimal accepts only digits; strconv alone would accept "+1".
func parseDecimal(s string) (int64, error) {
	if s == "" || len(s) > 19 || strings.Trim(s, "0123456789") != "" {
		return 0, strconv.ErrSyntax
	}
	return strconv.ParseInt(s, 10, 64)
}

// ParseProtocols reads a HeaderSupportedProtocols: GUIDs separated by blanks or commas, best first. Those beyond
// MaxProtocols are ignored ([MC-BUP] 2.2.2 and note 6).
func ParseProtocols(s string) []string {
	list := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })
	return list[:min(len(list), MaxProtocols)]
}

// ParseCode reads a HeaderErrorCode, HeaderError or HeaderErrorContext: hexadecimal in any case, with or without "0x"
// or "x". ok is false for anything else than a 32-bit number, also for "".
func ParseCode(s string) (code uint32, ok bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.TrimPrefix(strings.TrimPrefix(s, "0x"), "x")
	n, err := strconv.ParseUint(s, 16, 32)
	return uint32(n), err == nil
}

// FormatCode writes an HRESULT as "0x" and eight hexadecimal digits.
func FormatCode(code uint32) string { return fmt.Sprintf("0x%08X", code) }

// FormatContext writes an error context as Windows writes it: "0x5", "0x7".
func FormatContext(context uint32) string { return fmt.Sprintf("0x%X", context) }

// ValidSessionID reports whether a session id can be sent back: 1 to MaxSessionID printable ASCII characters. Others
// would break the header.
func ValidSessionID(id string) bool {
	if id == "" || len(id) > MaxSessionID {
		return false
	}
	return strings.IndexFunc(id, func(r rune) bool { return r < 0x20 || r > 0x7e }) < 0
}

// parseFallback reads a HeaderHostIDFallback in decimal seconds. Without a valid number the client never falls back
// ([MC-BUP] 3.1.2.3).
func parseFallback(s string) time.Duration {
	n, err := parseDecimal(strings.TrimSpace(s))
	if err != nil || n > int64((1<<31)-1) {
		return NoFallback
	}
	return time.Duration(n) * time.Second
}
