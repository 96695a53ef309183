package transfer

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/source"
)

const (
	onServer = bits.ContextRemoteFile
	onApp    = bits.ContextRemoteApplication
)

// TestJudgeAnswers has a row for every class of Microsoft's table and every code with a meaning.
func TestJudgeAnswers(t *testing.T) {
	for _, c := range []struct {
		packet        bits.PacketType
		status        int
		code, context uint32
		action        action
		kind          Kind
	}{
		{bits.Fragment, 300, 0, 0, stop, KindRedirect},
		{bits.Fragment, 301, 0, 0, stop, KindRedirect},
		{bits.CreateSession, 302, 0, 0, stop, KindRedirect},
		{bits.CreateSession, 303, 0, 0, stop, KindRedirect},
		{bits.Fragment, 304, 0, 0, stop, KindRedirect},
		{bits.Fragment, 305, 0, 0, stop, KindRedirect},
		{bits.Fragment, 306, 0, 0, retryLater, KindRedirect},
		{bits.Fragment, 307, 0, 0, stop, KindRedirect},
		{bits.Fragment, 308, 0, 0, stop, KindRedirect},
		{bits.CreateSession, 400, 0, 0, stop, KindRefused},
		{bits.CreateSession, 401, 0, 0, stop, KindSignIn},
		{bits.CreateSession, 403, 0, 0, stop, KindDenied},
		{bits.CreateSession, 404, 0, 0, stop, KindNotFound},
		{bits.CloseSession, 404, 0, 0, stop, KindGone},
		{bits.CreateSession, 405, 0, 0, stop, KindRefused},
		{bits.CreateSession, 407, 0, 0, stop, KindStrayProxy},
		{bits.Fragment, 408, 0, 0, retryLater, KindBusy},
		{bits.CreateSession, 409, 0, 0, stop, KindExists},
		{bits.Fragment, 409, 0, 0, retryLater, KindBusy},
		{bits.Fragment, 409, 0, onApp, retryLater, KindApplication},
		{bits.Fragment, 411, 0, 0, stop, KindRefused},
		{bits.Fragment, 412, 0, 0, stop, KindRefused},
		{bits.Fragment, 413, 0, 0, smaller, KindTooLarge},
		{bits.CreateSession, 413, 0, 0, stop, KindTooLarge},
		{bits.Fragment, 414, 0, 0, stop, KindRefused},
		{bits.Fragment, 415, 0, 0, stop, KindRefused},
		{bits.Fragment, 417, 0, 0, stop, KindRefused},
		{bits.Fragment, 429, 0, 0, retryLater, KindBusy},
		{bits.Fragment, 500, 0, 0, retryLater, KindBusy},
		{bits.CreateSession, 501, 0, 0, stop, KindRefused},
		{bits.CreateSession, 501, bits.CodeAccessDenied, onServer, stop, KindDisabled},
		{bits.Fragment, 502, 0, 0, retryLater, KindBusy},
		{bits.Fragment, 503, 0, 0, retryLater, KindBusy},
		{bits.Fragment, 504, 0, 0, retryLater, KindBusy},
		{bits.Fragment, 505, 0, 0, stop, KindRefused},
		{bits.Fragment, 200, 0, 0, retryLater, KindNotBITS},
		{bits.Fragment, 204, 0, 0, retryLater, KindNotBITS},
		{bits.Fragment, 500, bits.CodeSessionNotFound, onServer, renew, KindLostSession},
		{bits.Ping, 500, bits.CodeSessionNotFound, onServer, renew, KindLostSession},
		{bits.Fragment, 200, bits.CodeSessionNotFound, 0, renew, KindLostSession},
		{bits.Fragment, 500, bits.CodeAccessDenied, onServer, stop, KindDenied},
		{bits.Fragment, 500, bits.CodeInvalidArgument, onServer, stop, KindRefused},
		{bits.Fragment, 500, bits.CodeTooLarge, onServer, stop, KindTooLarge},
		{bits.Fragment, 413, bits.CodeTooLarge, onServer, smaller, KindTooLarge},
		{bits.CreateSession, 500, bits.CodeTooLarge, onServer, stop, KindTooLarge},
		{bits.Fragment, 500, bits.CodeExecuteEnabled, onServer, stop, KindExecute},
		{bits.CreateSession, 200, bits.CodeProtocolMismatch, 0, stop, KindVersion},
		{bits.CreateSession, 200, bits.CodeInvalidServerResponse, 0, retryLater, KindNotBITS},
		{bits.Fragment, 500, bits.CodeDiskFull, onServer, retryLater, KindServerDisk},
		{bits.Fragment, 500, bits.CodeDiskFullAsPrinted, onServer, retryLater, KindServerDisk},
		{bits.CreateSession, 503, bits.CodeSharingViolation, onServer, retryLater, KindHeld},
		{bits.Fragment, 503, bits.CodeSharingViolation, onServer, retryLater, KindHeld},
		{bits.Fragment, 500, bits.CodeAccessDenied, onApp, retryLater, KindApplication},
		{bits.Fragment, 403, bits.CodeAccessDenied, onApp, stop, KindApplication},
		{bits.Fragment, 500, 0x80041234, onServer, retryLater, KindBusy},
	} {
		t.Run(fmt.Sprintf("%s %d %#x %d", c.packet, c.status, c.code, c.context), func(t *testing.T) {
			e := &bits.Error{Packet: c.packet, Status: c.status, Code: c.code, Context: c.context, RetryAfter: time.Minute}
			v := judge(c.packet, fmt.Errorf("in between: %w", e))
			if v.action != c.action || v.fault.Kind != c.kind || v.wait != time.Minute {
				t.Errorf("action %d, kind %s, wait %v; want %d, %s", v.action, v.fault.Kind, v.wait, c.action, c.kind)
			}
			if v.fault.Final != (c.action == stop || c.action == smaller) {
				t.Errorf("final is %t", v.fault.Final)
			}
			code := c.code
			if code == 0 {
				code = 0x80190000 + uint32(c.status)
			}
			if f := v.fault; f.HTTP != c.status || f.Code != code || f.Context != c.context {
				t.Errorf("the server's answer is not shown as it was: %+v", f)
			}
		})
	}
}

func TestJudgeAnswersOfOtherPrograms(t *testing.T) {
	for status, want := range map[int]Kind{
		200: KindNotBITS, 400: KindNotBITS, 405: KindNotBITS, 501: KindNotBITS, 502: KindBusy, 404: KindNotFound, 302: KindRedirect,
	} {
		v := judge(bits.CreateSession, &bits.Error{Packet: bits.CreateSession, Status: status, NotAck: true})
		if v.fault.Kind != want {
			t.Errorf("%d: %s, want %s", status, v.fault.Kind, want)
		}
	}
}

func TestJudgeTransport(t *testing.T) {
	for name, c := range map[string]struct {
		err   error
		kind  Kind
		code  uint32
		final bool
	}{
		"name":               {&net.OpError{Op: "dial", Err: &net.DNSError{Name: "h", IsNotFound: true}}, KindName, bits.CodeNameResolution, false},
		"refused":            {&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, KindConnect, bits.CodeConnectFailure, false},
		"reset":              {fmt.Errorf("send: %w", syscall.ECONNRESET), KindConnect, bits.CodeConnectFailure, false},
		"closed":             {io.EOF, KindConnect, bits.CodeConnectFailure, false},
		"cut":                {io.ErrUnexpectedEOF, KindConnect, bits.CodeConnectFailure, false},
		"stalled":            {bits.ErrStalled, KindStalled, bits.CodeTimeout, false},
		"no answer":          {context.DeadlineExceeded, KindStalled, bits.CodeTimeout, false},
		"unknown authority":  {x509.UnknownAuthorityError{}, KindTrust, bits.CodeTrustFailure, true},
		"another name":       {&tls.CertificateVerificationError{Err: x509.HostnameError{}}, KindTrust, bits.CodeTrustFailure, true},
		"client certificate": {&bits.TLSError{Flaw: bits.TLSClientCert, Err: io.EOF}, KindClientCert, bits.CodeClientCertificate, true},
		"garbage":            {errors.New("malformed HTTP response"), KindNotBITS, bits.CodeInvalidServerResponse, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := judge(bits.Fragment, c.err).fault
			if f.Kind != c.kind || f.Code != c.code || f.Final != c.final || f.Context != bits.ContextTransport {
				t.Errorf("got %+v", f)
			}
		})
	}
}

func TestJudgeSource(t *testing.T) {
	for kind, code := range map[Kind]uint32{
		KindFileChanged: 0x8020001D, KindFileMissing: 0x80200029, KindFileDenied: 0x80070005, KindNotFile: 0x80070057,
	} {
		v := judge(bits.Fragment, &source.Error{Path: "/x", Flaw: source.Flaw(kind), Err: fs.ErrInvalid})
		if v.action != stop || v.fault.Kind != kind || v.fault.Code != code || v.fault.Context != bits.ContextLocalFile || !v.fault.Final {
			t.Errorf("%s: %+v", kind, v)
		}
	}
}

// TestJudgeSourceThatComesBack: a locked or missing file is looked for at its own pace.
func TestJudgeSourceThatComesBack(t *testing.T) {
	for kind, code := range map[Kind]uint32{KindFileBusy: bits.CodeSharingViolation, KindFileAway: 0x80200029} {
		v := judge(bits.Fragment, &source.Error{Path: "/x", Flaw: source.Flaw(kind), Err: fs.ErrInvalid})
		if v.action != retryLater || v.fault.Kind != kind || v.fault.Code != code || v.fault.Final {
			t.Errorf("%s: %+v", kind, v)
		}
		if first, later := lookWait(kind, 0), lookWait(kind, 100); first > 4*time.Second || later > maxLookWait*11/10 {
			t.Errorf("%s: looked for after %v and %v", kind, first, later)
		}
	}
}

// TestCausesThatEndByThemselves: are retried, with their own code and the system's words.
func TestCausesThatEndByThemselves(t *testing.T) {
	for kind, code := range map[Kind]uint32{KindFileCloud: 0x80200029, KindOwnLimit: 0x80070004} {
		f := FaultOf(&source.Error{Path: "/x", Flaw: source.Flaw(kind), Err: errors.New("said")})
		if f.Final || f.Code != code || f.Detail != "said" || lookWait(kind, 3) == 0 {
			t.Errorf("%s: %+v, looked for after %v", kind, f, lookWait(kind, 3))
		}
	}
	if f := FaultOf(&source.Error{Path: "/x", Flaw: source.FlawFailed}); !f.Final || f.Code != codeReadFault {
		t.Errorf("%+v", f)
	}
}

func TestDetailIsCutBetweenLetters(t *testing.T) {
	got := detail(errors.New(strings.Repeat("ü", 1000)))
	if got != strings.Repeat("ü", 300) {
		t.Errorf("%d bytes: %q", len(got), got)
	}
}

func TestBackoff(t *testing.T) {
	for attempt, want := range map[int]time.Duration{
		-1: 5 * time.Second, 0: 5 * time.Second, 1: 10 * time.Second, 3: 40 * time.Second,
		7: 10 * time.Minute, 15: 10 * time.Minute, 16: 10 * time.Minute, 1 << 30: 10 * time.Minute,
	} {
		lowest, highest := time.Duration(1<<62), time.Duration(0)
		for range 500 {
			d := backoff(attempt, firstDelay, maxWait)
			lowest, highest = min(lowest, d), max(highest, d)
		}
		if lowest < want*9/10 || highest > want*11/10 {
			t.Errorf("attempt %d: %v to %v, want %v and a tenth either way", attempt, lowest, highest, want)
		}
		if highest-lowest < want/10 {
			t.Errorf("attempt %d: no jitter, %v to %v", attempt, lowest, highest)
		}
	}
}

// TestLateSignInIsTriedAgain: it needs no user and no other password.
func TestLateSignInIsTriedAgain(t *testing.T) {
	refused := &bits.Error{Packet: bits.Fragment, Status: 401, SignIn: &bits.SignIn{Why: bits.Late, User: "ines"}}
	if f := FaultOf(refused); f.Kind != KindLateSignIn || f.Final || f.Kind.SignIn() {
		t.Errorf("%+v", f)
	}
}

// TestKindOfSignIn: each reason for a failed sign-in has a kind of its own.
func TestKindOfSignIn(t *testing.T) {
	for why, want := range map[bits.SignInFlaw]Kind{
		bits.WrongAccount: KindWrongSignIn, bits.ClearText: KindClearSignIn, bits.NoScheme: KindNoSignIn, bits.Unkept: KindNoSignIn,
		bits.Late: KindLateSignIn, bits.NoAccount: KindSignIn,
	} {
		if f := FaultOf(&bits.Error{Packet: bits.Fragment, Status: 401, SignIn: &bits.SignIn{Why: why, Schemes: "Bearer, Basic"}}); f.Kind != want {
			t.Errorf("%q: %s, want %s", why, f.Kind, want)
		}
	}
	down := &bits.Error{Packet: bits.Fragment, Status: 401, SignIn: &bits.SignIn{Why: bits.NoScheme, Cause: bits.NoDomainServer}}
	if f := FaultOf(down); f.Kind != KindLateSignIn || f.Final || f.Ask.Cause != bits.NoDomainServer {
		t.Errorf("a domain that does not answer: %+v", f)
	}
	for _, schemes := range []string{"", "Bearer", "Passport1.4, Bearer"} { // no account helps
		if f := FaultOf(&bits.Error{Packet: bits.Ping, Status: 401, SignIn: &bits.SignIn{Why: bits.NoAccount, Schemes: schemes}}); f.Kind != KindNoSignIn {
			t.Errorf("%q: %s", schemes, f.Kind)
		}
	}
	proxy := &bits.Error{Packet: bits.Fragment, Status: 407, SignIn: &bits.SignIn{Why: bits.NoAccount, Schemes: "NTLM", Proxy: true}}
	if f := FaultOf(proxy); f.Kind != KindProxySignIn {
		t.Errorf("nobody at a proxy: %s", f.Kind)
	}
}
