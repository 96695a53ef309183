package transfer

import (
	"cmp"
	"errors"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/source"
)

// action is how to react to a failure.
type action int8

const (
	retryLater action = iota // try the same again, after a delay
	stop                     // only the user can help
	renew                    // the session is lost: open a new one, from offset 0
	smaller                  // the fragment was too large
)

// verdict is how to react to a failure, and the fault to show.
type verdict struct {
	action action
	fault  Fault
	wait   time.Duration // as the server asked; 0 = use the backoff
}

// Delays between tries, and how long tries go on without an acknowledged byte.
const (
	firstDelay = 5 * time.Second
	maxWait    = 10 * time.Minute
	noProgress = 14 * 24 * time.Hour // BG_JOB no-progress default ([MC-BUP] sessions live as long)
)

// backoff returns the delay after so many failures in a row. It doubles each time, up to longest. A fifth is random,
// so that many clients do not return at the same moment.
func backoff(attempt int, first, longest time.Duration) time.Duration {
	d := longest
	if attempt < 16 {
		d = min(first<<max(attempt, 0), longest)
	}
	return d*9/10 + time.Duration(rand.Int64N(int64(d)/5+1)) // jitter needs no secure randomness
}

// judge classifies the failure of a packet ([MC-BUP] 3.1.5 and Microsoft's table of transient and fatal statuses).
func judge(packet bits.PacketType, err error) verdict {
	var answer *bits.Error
	if errors.As(err, &answer) {
		return judgeAnswer(packet, answer)
	}
	if flawed, ok := errors.AsType[*source.Error](err); ok {
		return judgeSource(flawed)
	}
	return judgeTransport(err)
}

// judgeSource classifies what is wrong with a file.
func judgeSource(e *source.Error) verdict {
	v := verdict{stop, Fault{
		Kind: Kind(e.Flaw), Code: codeOf(e.Flaw), Context: bits.ContextLocalFile, Detail: detail(withoutPath(e.Err)), Final: true,
	}, 0}
	if e.ComesBack() {
		v.action, v.fault.Final = retryLater, false
	}
	return v
}

// codeOf is the HRESULT that Windows reports for a flaw of a source.
func codeOf(flaw source.Flaw) uint32 {
	switch flaw { //nolint:exhaustive // the others say that nothing of the kind can be uploaded
	case source.FlawChanged:
		return bits.CodeLocalFileChanged
	case source.FlawMissing, source.FlawAway, source.FlawCloud:
		return bits.CodeFileNotFound
	case source.FlawBusy:
		return bits.CodeSharingViolation
	case source.FlawDenied:
		return bits.CodeAccessDenied
	case source.FlawOwnLimit:
		return codeTooManyFiles
	case source.FlawFailed:
		return codeReadFault
	case source.FlawStuck:
		return codeSemTimeout
	}
	return bits.CodeInvalidArgument
}

// HRESULT_FROM_WIN32 of ERROR_TOO_MANY_OPEN_FILES, ERROR_READ_FAULT and ERROR_SEM_TIMEOUT.
const (
	codeTooManyFiles = 0x80070004
	codeReadFault    = 0x8007001E
	codeSemTimeout   = 0x80070079
)

// FaultOf classifies an error that belongs to no job.
func FaultOf(err error) Fault {
	v := judge(packetOf(err), err)
	v.fault.At = time.Now()
	return v.fault
}

func judgeAnswer(packet bits.PacketType, e *bits.Error) verdict {
	v := verdict{wait: e.RetryAfter}
	v.fault = Fault{
		HTTP: e.Status, Code: e.Code, Context: e.Context, Flaw: e.Flaw, Kind: kindOfAnswer(packet, e),
		Packet: string(e.Packet), Head: e.Head, Ask: askOf(e), Host: e.Host,
	}
	v.fault.Wait, v.fault.Title = e.RetryAfter, e.Title
	if v.fault.Kind == KindRedirect {
		v.fault.Address = e.Location
	}
	if e.Own != "" && (v.fault.Kind == KindNotBITS || v.fault.Kind == KindDenied || v.fault.Kind == KindRefused || e.Status >= 495) {
		v.action, v.fault.Kind, v.fault.Code, v.fault.Final = stop, kindOfOwnFlaw(e.Own), bits.CodeClientCertificate, true
		v.fault.Cert.Issuer = e.Issuers
		return v
	}
	if e.Untold && lacksSecrets(packet, v.fault.Kind) {
		v.action, v.fault.Kind, v.fault.Final = stop, KindUntold, true
		v.fault.Code = cmp.Or(v.fault.Code, bits.HTTPCode(e.Status))
		return v
	}
	if e.WantsTLS {
		v.action, v.fault.Kind, v.fault.Code, v.fault.Final = stop, KindTLSWanted, bits.CodeSecureChannel, true
		return v
	}
	if v.fault.Code == 0 {
		v.fault.Code = bits.HTTPCode(e.Status)
	}
	v.action = actionOf(packet, e)
	v.fault.Final = v.action == stop || v.action == smaller // smaller is final only if the worker cannot go smaller
	return v
}

// lacksSecrets reports whether a refusal is what a server says to who shows no token.
func lacksSecrets(packet bits.PacketType, kind Kind) bool {
	if packet == bits.CancelSession || packet == bits.GetReply {
		return false
	}
	switch kind { //nolint:exhaustive // the short list is the point
	case KindDenied, KindNotFound, KindRefused, KindNoSignIn, KindNotBITS:
		return true
	}
	return false
}

func actionOf(packet bits.PacketType, e *bits.Error) action {
	switch {
	case e.SessionLost():
		return renew
	case e.SignIn != nil && kindOfSignIn(e) == KindLateSignIn:
		return retryLater
	case packet == bits.Fragment && e.Status == http.StatusRequestEntityTooLarge:
		return smaller // CodeTooLarge without 413 means the whole file ([MC-BUP] 3.1.5.2.1)
	case e.Context != bits.ContextRemoteApplication && fatalCode(e.Code):
		return stop
	case packet == bits.CreateSession && e.Status == http.StatusConflict && e.Context != bits.ContextRemoteApplication:
		return stop // the name is taken: only the user can choose another
	case fatalStatus(e.Status):
		return stop
	}
	return retryLater
}

func fatalCode(code uint32) bool {
	switch code {
	case bits.CodeAccessDenied, bits.CodeInvalidArgument, bits.CodeTooLarge, bits.CodeExecuteEnabled, bits.CodeProtocolMismatch:
		return true
	}
	return false
}

// fatalStatus follows Microsoft's table. 429 is newer and treated like 503.
func fatalStatus(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusConflict, http.StatusTooManyRequests:
		return false
	case http.StatusMultipleChoices, http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusNotModified, http.StatusUseProxy, http.StatusTemporaryRedirect, http.StatusPermanentRedirect,
		http.StatusNotImplemented, http.StatusHTTPVersionNotSupported:
		return true
	}
	return status >= 400 && status < 500
}

func kindOfAnswer(packet bits.PacketType, e *bits.Error) Kind {
	if e.SignIn != nil && e.SignIn.Why != "" {
		return kindOfSignIn(e)
	}
	if e.Status == http.StatusUnauthorized || e.Status == http.StatusProxyAuthRequired {
		return cmp.Or(kindOfCode(e), kindOfSignIn(e))
	}
	switch packet { //nolint:exhaustive // what the others are answered says the same of all of them
	case bits.CloseSession:
		return kindOfClose(e)
	case bits.CancelSession:
		return kindOfCancel(e)
	case bits.GetReply:
		return kindOfReply(e)
	}
	return cmp.Or(kindOfCode(e), kindOfUpload(packet, e))
}

// kindOfClose classifies an answer to Close-Session. The server has accepted every byte. So the answer cannot be
// about the address, disabled BITS or a file that is too large.
func kindOfClose(e *bits.Error) Kind {
	switch kind := kindOfCode(e); {
	case kind == KindRefused, kind == KindDisabled:
		return KindUnfinished
	case kind != "":
		return kind
	case e.Status == http.StatusNotFound:
		return KindGone
	case e.Status == http.StatusForbidden:
		return KindDenied
	case e.Status >= 400 && fatalStatus(e.Status), e.Status == http.StatusConflict:
		return KindUnfinished
	}
	return kindOfStatus(e)
}

// kindOfCancel classifies an answer to Cancel-Session. It never refuses an upload.
func kindOfCancel(e *bits.Error) Kind {
	switch kind := kindOfCode(e); {
	case kind == KindLostSession, kind == KindServerDisk:
		return kind
	case e.Status >= 400 && fatalStatus(e.Status), e.Status == http.StatusConflict:
		return KindNoCancel
	}
	return kindOfStatus(e)
}

// kindOfReply classifies an answer to the GET of a reply: a web server's, without BITS headers.
func kindOfReply(e *bits.Error) Kind {
	switch {
	case e.Status == http.StatusForbidden:
		return KindDenied
	case e.Status == http.StatusNotFound:
		return KindNotFound
	case e.Status < 300, e.Status >= 400 && fatalStatus(e.Status), e.Status == http.StatusConflict:
		return KindNoHandover
	case e.Status >= 300 && e.Status < 400:
		return KindRedirect
	}
	return KindBusy
}

// kindOfUpload classifies a status without a code, for the packets before Close-Session.
func kindOfUpload(packet bits.PacketType, e *bits.Error) Kind {
	switch e.Status {
	case http.StatusForbidden:
		return KindDenied
	case http.StatusNotFound:
		return KindNotFound
	case http.StatusConflict:
		if packet == bits.CreateSession {
			return KindExists
		}
		return KindBusy
	case http.StatusRequestEntityTooLarge:
		return KindTooLarge
	}
	return kindOfStatus(e)
}

func kindOfCode(e *bits.Error) Kind {
	if e.Context == bits.ContextRemoteApplication {
		return KindApplication
	}
	switch e.Code {
	case bits.CodeSessionNotFound:
		return KindLostSession
	case bits.CodeTooLarge:
		return KindTooLarge
	case bits.CodeDiskFull, bits.CodeDiskFullAsPrinted:
		return KindServerDisk
	case bits.CodeSharingViolation:
		return KindHeld
	case bits.CodeProtocolMismatch:
		return KindVersion
	case bits.CodeExecuteEnabled:
		return KindExecute
	case bits.CodeInvalidServerResponse:
		return KindNotBITS
	case bits.CodeInvalidArgument:
		return KindRefused
	case bits.CodeAccessDenied:
		if e.Status == http.StatusNotImplemented {
			return KindDisabled
		}
		return KindDenied
	}
	return ""
}

func kindOfStatus(e *bits.Error) Kind {
	switch {
	case e.Status >= 300 && e.Status < 400:
		return KindRedirect
	case e.Status < 300, e.NotAck && (e.Status == http.StatusNotImplemented || e.Status == http.StatusMethodNotAllowed || e.Status == http.StatusBadRequest):
		return KindNotBITS
	case e.Status == http.StatusInsufficientStorage:
		return KindServerDisk
	case e.Status == http.StatusRequestTimeout, e.Status == http.StatusTooManyRequests, e.Status >= 500 && !fatalStatus(e.Status):
		return KindBusy
	}
	return KindRefused
}

// withoutPath returns the system's error about a file, without path and call.
func withoutPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// detail returns an error's text, at most 300 characters.
func detail(err error) string {
	if err == nil {
		return ""
	}
	text := []rune(err.Error())
	return string(text[:min(len(text), 300)])
}
