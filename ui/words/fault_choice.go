package words

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// meeting is the packet that met a fault and the HTTP status of its answer; "" and 0 match any.
type meeting struct {
	kind   transfer.Kind
	packet bits.PacketType
	http   int
}

// met are texts that replace those in causes where packet or status tell more.
var met = map[meeting]cause{
	{transfer.KindBusy, "", 408}:          {Mark("The server gave up waiting for data"), Mark("{host} gave up waiting for what this computer sends."), Mark("Retry when the connection is better."), CureRetry},
	{transfer.KindBusy, "", 409}:          {Mark("The server reports a conflict"), Mark("{host} reports a conflict: something else may be at work on the file there."), Mark("Retry later."), CureRetry},
	{transfer.KindBusy, "", 429}:          {Mark("The server takes no more requests for now"), Mark("{host} takes no more requests for now."), Mark("Retry later."), CureRetry},
	{transfer.KindBusy, "", 500}:          {Mark("The server met an error of its own"), Mark("{host} met an error of its own."), Mark("Retry later, or tell its admin."), CureRetry},
	{transfer.KindBusy, "", 502}:          gatewayWords,
	{transfer.KindBusy, "", 504}:          gatewayWords,
	{transfer.KindBusy, bits.GetReply, 0}: {Mark("The reply cannot be handed out now"), Mark("The whole file is on {host}, but it cannot hand out its reply now."), Mark("Retry later."), CureRetry},

	{transfer.KindDenied, bits.Ping, 0}:         {Mark("Uploads to this address are not allowed"), Mark("{host} does not allow uploads to this address."), Mark("Ask its admin for the right to upload there."), CureAdmin},
	{transfer.KindDenied, bits.CloseSession, 0}: {Mark("The server did not let the upload finish"), Mark("{host} took the whole file, and then did not allow the upload to be finished: there is no right to put it there, or a file of that name exists and may not be replaced."), Mark("Upload under another name, or ask its admin for the right to upload."), CureName},
	{transfer.KindDenied, bits.GetReply, 0}:     {Mark("The reply may not be fetched"), Mark("The whole file is on {host}, but it does not allow its reply to be fetched."), Mark("Ask its admin for that right, then retry."), CureAdmin},

	{transfer.KindNotFound, bits.Ping, 0}:     {Mark("The server does not accept uploads here"), Mark("{host} does not accept uploads at this address: it is wrong, or uploads are switched off there."), Mark("Test the server, or change the address."), CureTest},
	{transfer.KindNotFound, bits.Fragment, 0}: {Mark("The upload is lost, or over a limit there"), Mark("{host} opened the upload, and then found nothing when a part of the file was sent: it has lost the upload, or the file is over a limit there."), Mark("Start over from the beginning, or ask its admin for its limits."), CureStartOver},
	{transfer.KindNotFound, bits.GetReply, 0}: {Mark("No reply is at the address given"), Mark("The whole file is on {host}, but no reply is at the address that it named."), Mark("Retry, or tell its admin."), CureRetry},

	{transfer.KindNotBITS, bits.Fragment, 0}:     {Mark("Something else answered in the middle"), Mark("{host} opened the upload, but something else answered when a part of the file was sent. It may be a proxy, a filter or a sign-in page."), Mark("Test the server, or ask its admin."), CureTest},
	{transfer.KindNotBITS, bits.CloseSession, 0}: {Mark("Something else answered at the end"), Mark("{host} took the whole file, but something else answered at its end. It may be a proxy or a sign-in page."), Mark("See whether the file is there, then retry."), CureRetry},

	{transfer.KindRedirect, bits.GetReply, 0}: {Mark("The address of the reply has changed"), Mark("The whole file is on {host}, but the address of its reply has changed, where Sendoff does not follow."), Mark("Tell its admin."), CureAdmin},

	{transfer.KindRefused, bits.Fragment, 416}:        {Mark("The server is out of step with the upload"), Mark("{host} is out of step with the upload and does not say where it is."), Mark("Start over from the beginning."), CureStartOver},
	{transfer.KindUnfinished, bits.CloseSession, 409}: {Mark("The server reports a conflict at the end"), Mark("{host} took the whole file, and reports a conflict at its end: a file of that name may exist there."), Mark("See whether the file is there, or ask its admin; then retry."), CureAdmin},

	{transfer.KindNoCancel, bits.CancelSession, 403}: {Mark("Cancelling is not allowed there"), Mark("{host} does not allow the upload to be cancelled: a right is missing there."), Mark("Cancel again when the reason is gone, or tell its admin."), CureAdmin},
	{transfer.KindNoCancel, bits.CancelSession, 404}: {Mark("The server found nothing to cancel"), Mark("{host} found nothing to cancel at the address. It may have removed the upload already."), Mark("Cancel again when the reason is gone, or tell its admin."), CureAdmin},
	{transfer.KindNoCancel, bits.CancelSession, 405}: cancelUnknownWords,
	{transfer.KindNoCancel, bits.CancelSession, 501}: cancelUnknownWords,
}

var (
	gatewayWords       = cause{Mark("A gateway got no answer from the server"), Mark("A gateway or a proxy before {host} got no answer from it."), Mark("Retry later, or tell its admin."), CureRetry}
	cancelUnknownWords = cause{Mark("The server does not know how to cancel"), Mark("What answered at {host} does not know how to cancel an upload. It may be a proxy or a filter."), Mark("Cancel again when the reason is gone, or tell its admin."), CureAdmin}

	// folderWords are for a folder that was kept, and that the server does not have.
	folderWords = cause{Mark("The server does not have this folder"), Mark("{host} found nothing at the address. It has to have the folder {folder} there, which was kept from the dropped one: BITS makes no folders."), Mark("Ask its admin to make the folder, or upload all files into one that is there."), CureAddress}

	// arrivedWords are for a refusal of a file that may be there, see transfer.Job.MayHaveArrived.
	arrivedWords = cause{Mark("Refused; it may have arrived already"), Mark("{host} does not take the file now: there is no right to upload here, or a file of that name is there already."), Mark("See whether the file is there, or ask its admin, before you upload it under another name."), CureName}
	// anewWords are for a server that takes nothing of a second session either.
	anewWords = cause{Mark("It takes nothing, not even from the beginning"), Mark("{host} answers, but takes nothing of this upload, not even after it was started over."), Mark("Tell its admin, or start over from the beginning later."), CureStartOver}

	// nonsenseWords are for an impossible answer from a server that marked it as a BITS one.
	nonsenseWords = cause{Mark("The server's answer makes no sense"), Mark("{host} gave an answer that makes no sense."), Mark("Retry later, or tell its admin."), CureRetry}
	// patienceWords are for a job given up after too long, as older versions stored it: without the cause.
	patienceWords = cause{Mark("Nothing was confirmed for too long"), Mark("Given up: {host} confirmed nothing for too long."), Mark("Retry later, or tell its admin."), CureRetry}
)

// severedWords are for a server that accepted a connection, silentWords for one that did not. proxyCutWords are for a
// proxy that accepted one.
var (
	proxyCutWords = cause{Mark("The proxy cut the connection"), Mark("The proxy {proxy} on the way to {host} ended the connection without an answer. It may be overloaded, or the setting for the proxy is wrong."), Mark("Correct the setting, or retry when the proxy is back."), CureRetry}
	severedWords  = cause{Mark("The connection was cut without an answer"), Mark("{host} ended the connection without an answer. Something on the way, such as a firewall, may have done so."), Mark("Retry when the connection is better."), CureRetry}
	silentWords   = cause{Mark("The server does not answer"), Mark("{host} does not answer. It may be down or behind a firewall."), Mark("Retry when it is back."), CureRetry}
)

// asked is the server that a fault is about. A server can redirect an upload to another host, and keep its reply on a
// third.
func asked(f *transfer.Fault, j *transfer.Job) transfer.Target {
	u, err := url.Parse(j.Target.URL)
	if err != nil || f.Host == "" || f.Host == u.Host {
		return transfer.Target{URL: j.Target.URL, Practice: j.Target.Practice}
	}
	u.Host = f.Host
	return transfer.Target{URL: u.String()}
}

// handedOn reports whether a fault is about another host than the job's address.
func handedOn(f *transfer.Fault, j *transfer.Job) bool {
	return asked(f, j).Server() != j.Target.Server()
}

// causeFor is causeOf for a job: what was tried before tells more, and where everything is allowed, only a taken name is
// refused.
func causeFor(f *transfer.Fault, subject *transfer.Job) cause {
	if subject.MayHaveArrived() {
		w := arrivedWords
		if f.Kind == transfer.KindExists {
			w.what = causes[f.Kind].what
		}
		return w
	}
	if f.Kind == transfer.KindDenied && onPracticeTop(subject.Target) {
		return causes[transfer.KindExists]
	}
	if f.Kind == transfer.KindNotFound && f.Packet != string(bits.Fragment) && keepsFolder(subject.Target) {
		return folderWords
	}
	if f.Kind == transfer.KindForgotten && subject.Headway.Renewed && !subject.Abandoned && !subject.Session.IsZero() {
		return anewWords
	}
	return causeOf(f)
}

// keepsFolder reports whether an address leads into a folder that was kept from the dropped one.
func keepsFolder(t transfer.Target) bool {
	u, err := url.Parse(t.URL)
	return err == nil && t.Folder != "" && strings.HasSuffix(path.Dir(u.Path), "/"+t.Folder)
}

// causeOf is the text and cure of a fault; an unknown kind counts as a refusal.
func causeOf(f *transfer.Fault) cause {
	packet := bits.PacketType(f.Packet)
	if w, known := signInCause(f); known {
		return w
	}
	switch {
	case f.Kind == transfer.KindNotBITS && f.HTTP != 0 && f.Code == bits.CodeInvalidServerResponse:
		return nonsenseWords
	case f.Kind == transfer.KindNoProgress && (f.HTTP != 0 || f.Context == bits.ContextTransport):
		return patienceWords
	case f.Kind == transfer.KindConnect && f.Connected:
		return severedWords
	case f.Kind == transfer.KindProxy && f.Connected:
		return proxyCutWords
	case f.Kind == transfer.KindStalled && f.Host != "" && !f.Connected: // older versions stored neither
		return silentWords
	}
	if c, found := certificateCause(f); found {
		return c
	}
	if c, found := answeredCause(f); found {
		return c
	}
	kind := kindMet(f)
	for _, m := range []meeting{{kind, packet, f.HTTP}, {kind, packet, 0}, {kind, "", f.HTTP}, {kind, "", 0}} {
		if w, known := met[m]; known {
			return w
		}
	}
	if w, known := causes[kind]; known {
		return w
	}
	return causes[transfer.KindRefused]
}

// kindMet is the kind of a fault. Older versions stored refused cancels as refused uploads.
func kindMet(f *transfer.Fault) transfer.Kind {
	if f.Packet == string(bits.CancelSession) && f.Final {
		return transfer.KindNoCancel
	}
	return f.Kind
}

// givenUpText says for how long a fault was retried before the upload was given up.
func givenUpText(f *transfer.Fault) string {
	return fmt.Sprintf(Tr("Given up after %s without a confirmed byte."), Lasted(f.GivenUp))
}
