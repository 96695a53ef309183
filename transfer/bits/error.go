package bits

import (
	"fmt"
	"net/http"
	"time"
)

// Codes that a server or this client reports: HRESULTs of BITS and Windows (bitsmsg.h, winerror.h).
const (
	CodeInvalidServerResponse uint32 = 0x8020001B // BG_E_INVALID_SERVER_RESPONSE
	CodeTooManyFiles          uint32 = 0x8020001C // BG_E_TOO_MANY_FILES
	CodeLocalFileChanged      uint32 = 0x8020001D // BG_E_LOCAL_FILE_CHANGED
	CodeSessionNotFound       uint32 = 0x8020001F // BG_E_SESSION_NOT_FOUND
	CodeTooLarge              uint32 = 0x80200020 // BG_E_TOO_LARGE
	CodeProtocolMismatch      uint32 = 0x80200022 // BG_E_CLIENT_SERVER_PROTOCOL_MISMATCH
	CodeExecuteEnabled        uint32 = 0x80200023 // BG_E_SERVER_EXECUTE_ENABLE
	CodeNoProgress            uint32 = 0x80200024 // BG_E_NO_PROGRESS
	CodeFileNotFound          uint32 = 0x80200029 // BG_E_FILE_NOT_FOUND
	CodeConnectFailure        uint32 = 0x8020002D // BG_E_CONNECT_FAILURE
	CodeConnectionClosed      uint32 = 0x8020002E // BG_E_CONNECTION_CLOSED
	CodeNameResolution        uint32 = 0x80200031 // BG_E_NAME_RESOLUTION_FAILURE
	CodeSecureChannel         uint32 = 0x80200038 // BG_E_SECURE_CHANNEL_FAILURE
	CodeTimeout               uint32 = 0x8020003B // BG_E_TIMEOUT
	CodeTrustFailure          uint32 = 0x8020003C // BG_E_TRUST_FAILURE
	CodeAccessDenied          uint32 = 0x80070005 // E_ACCESSDENIED
	CodeInvalidArgument       uint32 = 0x80070057 // E_INVALIDARG
	CodeSharingViolation      uint32 = 0x80070020 // HRESULT of ERROR_SHARING_VIOLATION: another program has a file open
	CodeDiskFull              uint32 = 0x80070070 // HRESULT of ERROR_DISK_FULL
	CodeDiskFullAsPrinted     uint32 = 0x80070112 // what [MC-BUP] prints for a full disk
	CodeClientCertificate     uint32 = 0x80072F0C // WinHTTP: client certificate needed
	codeHTTP                  uint32 = 0x80190000 // BG_E_HTTP_ERROR_nnn = this + nnn
)

// HTTPCode is the HRESULT that Windows reports for an HTTP status: BG_E_HTTP_ERROR_nnn.
func HTTPCode(status int) uint32 { return codeHTTP + uint32(status) }

// Error contexts (BG_ERROR_CONTEXT): where an error arose. Only the two REMOTE ones are sent by servers.
const (
	ContextLocalFile         uint32 = 4
	ContextRemoteFile        uint32 = 5 // the server
	ContextTransport         uint32 = 6
	ContextRemoteApplication uint32 = 7 // the program behind the server
)

// Error is a server's answer that is not a clean Ack.
type Error struct {
	Packet  PacketType
	Status  int    // HTTP status, 100 to 599
	Code    uint32 // HRESULT, 0 if the answer named none
	Context uint32 // BG_ERROR_CONTEXT, 0 if the answer named none
	// NotAck is set when the answer has no "BITS-Packet-Type: Ack". Then another program answered: a proxy, a captive
	// portal or a web server that does not know BITS.
	NotAck bool
	// Received is the offset that an answer with FlawEarly named, or -1.
	Received int64
	// RetryAfter is how long the server asked the client to wait, 0 to 24 hours; 0 if it did not ask.
	RetryAfter time.Duration
	// Resent is set when the request was sent before, on a kept-alive connection that died without an answer. The
	// server may be answering something it has already done.
	Resent bool
	// Host is the host of the URL, with its port if the URL has one.
	Host string
	// WantsTLS is set when an http request reached an https port.
	WantsTLS bool
	// Untold is set when the request went to another host than the URL's and lacked secrets for that reason: see
	// Client.Tell.
	Untold bool
	// SignIn describes the sign-in that a 401 or 407 asked for. For a 403 it has the account that was signed in, nil
	// if there was none.
	SignIn *SignIn
	// Head holds headers of the answer that help to find the cause: one "Name: value" a line, at most 4 KiB, without
	// secrets.
	Head string
	// Title is of the page in an answer that is none of BITS, at most 80 characters; "" = it had none.
	Title string
	// Location is the address that a redirect names, without its query; "" = it named none.
	Location string
	// Own says that the answer is about a certificate of this computer: TLSClientCert, TLSOwnIssuer or TLSOwnRefused.
	Own TLSFlaw
	// Issuers are those whose certificates the server takes; "" = it does not say.
	Issuers string
	// Flaw is a fault of the answer that its status does not show.
	Flaw Flaw
}

func (e *Error) Error() string {
	s := fmt.Sprintf("%s answered with %d", e.Packet, e.Status)
	if t := http.StatusText(e.Status); t != "" {
		s += " " + t
	}
	if e.Code != 0 {
		s += ", code " + FormatCode(e.Code)
	}
	if e.Context != 0 {
		s += ", context " + FormatContext(e.Context)
	}
	if e.Flaw != "" {
		s += ": " + flawTexts[e.Flaw]
	}
	return s
}

// SessionLost reports whether the server no longer knows the session ([MC-BUP] 3.1.5.2.1).
func (e *Error) SessionLost() bool { return e.Code == CodeSessionNotFound }
