package ui

import (
	"fmt"
	"strings"
	"time"

	"sendoff/transfer"
)

// FaultText says what happened, why and what to do, in sentences, with the code at the end in
// parentheses. subject is the job that met the fault.
func FaultText(f *transfer.Fault, subject *transfer.Job) string {
	if f == nil {
		return ""
	}
	s := faultSentence(f, subject)
	if code := codeText(f); code != "" {
		s += " (" + code + ")"
	}
	return s
}

// words are the two halves of what is said of a cause.
type words struct {
	what string // what happened and why; {host}, {file}, {size} and {code} are filled in
	cure string // what to do once nothing more is tried by itself
}

var causes = map[transfer.Kind]words{
	transfer.KindName:        {word("Cannot find {host}. The name is wrong, or this computer is offline."), word("Check the address, then retry.")},
	transfer.KindConnect:     {word("{host} does not answer. It may be down or behind a firewall."), word("Retry when it is back.")},
	transfer.KindStalled:     {word("{host} stopped answering."), word("Retry when the connection is better.")},
	transfer.KindTrust:       {word("The certificate of {host} is not trusted."), word("Have it replaced, or its issuer trusted by this computer, then retry.")},
	transfer.KindClientCert:  {word("{host} asks for a certificate of yours."), word("Ask its admin for another address that does not.")},
	transfer.KindSignIn:      {word("{place} asks you to sign in."), word("Sign in to go on; its admin can tell you with which account.")},
	transfer.KindProxySignIn: {word("The proxy {place} on the way to {host} asks you to sign in."), word("Sign in to the proxy to go on.")},
	transfer.KindWrongSignIn: {word("{place} does not accept the user name or the password."), word("Sign in again.")},
	transfer.KindClearSignIn: {word("{place} takes a password only as readable text, and the connection is not encrypted: everybody on the way could read it."), word("Sign in and allow that, or use an https address.")},
	transfer.KindNoSignIn:    {word("{place} asks for a sign-in that does not work here: {schemes}."), word("Ask its admin for another way to sign in.")},
	transfer.KindDenied:      {word("{host} does not allow it: there is no right to upload here, or a file of that name exists and may not be replaced."), word("Ask its admin, then retry.")},
	transfer.KindNotFound:    {word("{host} found nothing to upload to: the address is wrong, uploads are switched off there, or the file is over its limit."), word("Check the address with its admin, then retry.")},
	transfer.KindExists:      {word("A file with this name is already on {host}."), word("Have it removed there and retry, or cancel this upload.")},
	transfer.KindTooLarge:    {word("The file ({size}) is larger than {host} allows."), word("Ask its admin to raise the limit, then retry.")},
	transfer.KindDisabled:    {word("The address exists, but BITS uploads are not switched on there."), word("Ask the admin of {host} to switch them on, then retry.")},
	transfer.KindNotBITS:     {word("What answered at {host} does not take BITS uploads. It may be a proxy, a sign-in page or another web server."), word("Check the address, then retry.")},
	transfer.KindRedirect:    {word("{host} says that the address has moved."), word("Upload to the other address instead.")},
	transfer.KindBusy:        {word("{host} is busy."), word("Retry later.")},
	transfer.KindServerDisk:  {word("The disk of {host} is full."), word("Its admin has to make room, then retry.")},
	transfer.KindVersion:     {word("{host} does not speak the same version of BITS uploads."), word("Its admin has to update it.")},
	transfer.KindExecute:     {word("The upload folder of {host} must not have the Execute right."), word("Its admin has to take it away, then retry.")},
	transfer.KindLostSession: {word("{host} keeps losing the upload."), word("Start over from the beginning.")},
	transfer.KindNoProgress:  {word("{host} answers but takes nothing."), word("Retry later, or tell its admin.")},
	transfer.KindGone:        {word("{host} says that the uploaded file is gone. Nothing on this computer is lost."), word("Start over to upload it again.")},
	transfer.KindNoReply:     {word("A reply was wanted, and {host} gave none."), word("Retry, or upload without asking for a reply.")},
	transfer.KindReplySave:   {word("The reply of {host} cannot be saved on this computer."), word("Make room or choose another place, then retry.")},
	transfer.KindApplication: {word("The program behind {host} refused the file."), word("Ask its admin what it expects, then retry.")},
	transfer.KindEmptyFile:   {word("{host} cannot take an empty file."), word("Cancel this upload, or put something into the file.")},
	transfer.KindFileChanged: {word("The file changed after it was added. Your file is fine."), word("Start over with the new version.")},
	transfer.KindFileBusy:    {word("{file} is still being written, or another program holds it."), word("Close that program, then retry.")},
	transfer.KindFileAway:    {word("Cannot find {file}: its folder is gone too. A disk or a share may not be connected."), word("Connect it, then retry.")},
	transfer.KindFileMissing: {word("Cannot find {file}. It was moved, renamed or removed."), word("Put it back, then retry.")},
	transfer.KindFileDenied:  {word("Cannot read {file}. You may not, or another program holds it."), word("Close that program, then retry.")},
	transfer.KindNotFile:     {word("{file} is not a file."), word("Only files can be uploaded.")},
	transfer.KindBadURL:      {word("The address cannot be used."), word("Add the file again with another address.")},
	transfer.KindOwnDisk:     {word("The queue cannot be saved on this computer; its disk may be full. Uploads wait so that nothing is lost."), word("Make room, then retry.")},
	transfer.KindRefused:     {word("{host} refused the upload."), word("Ask its admin, then retry.")},
}

// faultSentence is FaultText without the code.
func faultSentence(f *transfer.Fault, subject *transfer.Job) string {
	w, known := causes[f.Kind]
	if !known {
		w = causes[transfer.KindRefused]
	}
	parts := []string{tr(w.what)}
	if f.Kind == transfer.KindApplication && f.Detail != "" {
		parts = []string{tr("The program behind {host} refused the file: \"{detail}\".")}
	}
	if f.Kind == transfer.KindDenied && f.Ask.User != "" {
		parts = []string{tr("Signed in as {user}, but {host} does not allow it: there is no right to upload here, or a file of that name exists and may not be replaced.")}
	}
	if f.Final {
		parts = append(parts, tr(w.cure))
	} else {
		parts = append(parts, patience(subject))
	}
	return fill(strings.Join(parts, " "), f, subject)
}

// patience is said while the program goes on trying.
func patience(j *transfer.Job) string {
	switch {
	case j.Want == transfer.Drop:
		return tr("Sendoff goes on trying to tell it that the upload is cancelled.")
	case j.Acked > 0:
		return fmt.Sprintf(tr("Trying again by itself. Nothing is lost: %s confirmed."), Size(j.Acked))
	}
	return tr("Trying again by itself.")
}

func fill(s string, f *transfer.Fault, j *transfer.Job) string {
	return strings.NewReplacer(
		"{host}", host(j.Target.URL),
		"{file}", j.Source.Path,
		"{size}", Size(j.Source.Size),
		"{place}", placeOr(f.Ask.Place, j.Target.URL),
		"{user}", f.Ask.User,
		"{schemes}", or(f.Ask.Schemes, "-"),
		"{detail}", strings.TrimSuffix(f.Detail, "."),
	).Replace(s)
}

// cure is the likely way out of a fault, offered on the row.
type cure int8

const (
	cureRetry cure = iota
	cureStartOver
)

func cureOf(f *transfer.Fault) cure {
	if f == nil {
		return cureRetry
	}
	switch f.Kind { //nolint:exhaustive // all others are cured by trying again
	case transfer.KindFileChanged, transfer.KindGone, transfer.KindLostSession:
		return cureStartOver
	}
	return cureRetry
}

// progressText is the second half of what a row says: how much is confirmed, how fast it goes and how
// long it takes. brief is the part that matters most, for where there is little room.
func progressText(j *transfer.Job) (full, brief string) {
	brief = Size(j.Source.Size)
	full = brief
	if j.Acked > 0 || j.State() == transfer.Uploading {
		full = fmt.Sprintf(tr("%s of %s"), Size(j.Acked), full)
	}
	if j.State() != transfer.Uploading || j.Rate < 1 {
		return full, brief
	}
	brief = leftText(left(j))
	return strings.Join([]string{full, Rate(j.Rate), brief}, textDot), brief
}

// left is the time until all of a job is acknowledged at its rate of the last half minute.
func left(j *transfer.Job) time.Duration { return timeLeft(j.Source.Size-j.Acked, j.Rate) }

// timeLeft bounds the result to a year: a crawl must not overflow.
func timeLeft(bytes int64, rate float64) time.Duration {
	if rate < 1 || bytes <= 0 {
		return 0
	}
	seconds := min(float64(bytes)/rate, 365*24*3600)
	return time.Duration(seconds * float64(time.Second))
}
