package ui

import (
	"cmp"
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

// words are what is said of a cause, in two halves, and the button that likely cures it.
type words struct {
	what   string // what happened and why; what fill knows is filled in
	cure   string // what to do once nothing more is tried by itself
	button cure
}

// causes are the one table of what is said and offered for every cause, in the window, on the command
// line and in the log.
var causes = map[transfer.Kind]words{
	transfer.KindName:         {word("Cannot find {host}. The name is wrong, or this computer is offline."), word("Change the address, or retry."), cureAddress},
	transfer.KindNameService:  {word("Cannot look up {host}: the name service of this computer does not answer, or this computer is offline."), word("Retry when the network is back."), cureRetry},
	transfer.KindOwnNetwork:   {word("This computer is in no network that leads to {host}."), word("Retry when the network is back."), cureRetry},
	transfer.KindProxy:        {word("The proxy {proxy} on the way to {host} does not answer. It may be down, or the setting for the proxy is wrong."), word("Correct the setting, or retry when the proxy is back."), cureRetry},
	transfer.KindProxyName:    {word("Cannot find the proxy {proxy} on the way to {host}. The setting for the proxy is wrong, or this computer is offline."), word("Correct the setting, or retry when the network is back."), cureRetry},
	transfer.KindProxyTLS:     {word("No secure connection to the proxy {proxy} on the way to {host} can be made: it does not speak TLS, or its certificate is not trusted."), word("Correct the setting for the proxy, or ask its admin; then retry."), cureRetry},
	transfer.KindProxyRefused: {word("The proxy {proxy} lets nothing through to {host}."), word("Ask the admin of the proxy, then retry."), cureAdmin},
	transfer.KindProxyBeyond:  {word("The proxy {proxy} does not get through to {host}."), word("Retry when {host} is back, or ask the admin of the proxy."), cureRetry},
	transfer.KindTLS:          {word("{host} ended the connection before it was secure."), word("Retry later, or tell its admin."), cureRetry},
	transfer.KindTLSOld:       {word("{host} speaks only versions of TLS that are too old to be secure: 1.1 or older."), word("Ask its admin to switch on TLS 1.2, then retry."), cureAdmin},
	transfer.KindTLSCipher:    {word("{host} and Sendoff have no way of encrypting in common: it takes none of the ciphers that are offered."), word("Ask its admin to allow newer ciphers, then retry."), cureAdmin},
	transfer.KindTLSPlain:     {word("The address begins with https, but {host} speaks http there."), word("Change the address to http, or to the port of https."), cureAddress},
	transfer.KindTLSStrange:   {word("The address begins with https, but what answers at {host} does not speak it."), word("Change the address: the port is likely wrong."), cureAddress},
	transfer.KindTLSWanted:    {word("The address begins with http, but {host} speaks https there."), word("Change the address to https."), cureAddress},
	transfer.KindConnect:      {word("{host} does not answer. It may be down or behind a firewall."), word("Retry when it is back."), cureRetry},
	transfer.KindStalled:      {word("{host} stopped answering."), word("Retry when the connection is better."), cureRetry},
	transfer.KindTrust:        {word("The certificate of {host} is not trusted."), word("Look at it, and trust it for this server if it is the right one."), cureCertificate},
	transfer.KindTrustChanged: {word("{host} shows another certificate than the one that is trusted for it. It was changed, or somebody else answers."), word("Compare the old one with the new one, and trust the new one only if its admin confirms it."), cureCertificate},
	transfer.KindClientCert:   {word("{host} wants this computer to show a certificate of its own, which Sendoff cannot do."), word("Ask its admin for an address that does without."), cureAdmin},
	transfer.KindSignIn:       {word("{place} asks you to sign in."), word("Sign in to go on; its admin can tell you with which account."), cureSignIn},
	transfer.KindProxySignIn:  {word("The proxy {place} on the way to {host} asks you to sign in."), word("Sign in to the proxy to go on."), cureSignIn},
	transfer.KindWrongSignIn:  {word("{place} does not accept the user name or the password."), word("Sign in again."), cureSignIn},
	transfer.KindClearSignIn:  {word("{place} takes a password only as readable text, and the connection is not encrypted: everybody on the way could read it."), word("Sign in and allow that, or use an https address."), cureSignIn},
	transfer.KindNoSignIn:     {word("{place} asks for a sign-in that does not work here: {schemes}."), word("Ask its admin for another way to sign in."), cureAdmin},
	transfer.KindLateSignIn:   {word("{place} says each time that the sign-in came too late."), word("Retry when the connection is better."), cureRetry},
	transfer.KindDenied:       {word("{host} does not allow it: there is no right to upload here, or a file of that name exists and may not be replaced."), word("Upload under another name, or ask its admin for the right to upload."), cureName},
	transfer.KindNotFound:     {word("{host} found nothing to upload to: the address is wrong, uploads are switched off there, or the file is over its limit."), word("Test the server, or change the address."), cureTest},
	transfer.KindExists:       {word("A file with this name is already on {host}."), word("Upload under another name, or have the file there removed and retry."), cureName},
	transfer.KindBadName:      {word("{host} refused the upload. The name may be why: {oddity}."), word("Upload under another name, or ask its admin."), cureName},
	transfer.KindTooLarge:     {word("The file ({size}) is larger than {host} allows."), word("Ask its admin to raise the limit, then retry."), cureAdmin},
	transfer.KindDisabled:     {word("The address exists, but BITS uploads are not switched on there."), word("Ask the admin of {host} to switch them on, then retry."), cureAdmin},
	transfer.KindNotBITS:      {word("What answered at {host} does not take BITS uploads. It may be a proxy, a sign-in page or another web server."), word("Test the server, or change the address."), cureTest},
	transfer.KindRedirect:     {word("{host} says that the address has moved."), word("Change the address to the one that it names."), cureAddress},
	transfer.KindBusy:         {word("{host} is busy."), word("Retry later."), cureRetry},
	transfer.KindServerDisk:   {word("The disk of {host} is full."), word("Its admin has to make room, then retry."), cureAdmin},
	transfer.KindHeld:         {word("Another program on {host} has the file open that this upload is to replace."), word("Have it closed there; Sendoff tries again."), cureRetry},
	transfer.KindVersion:      {word("{host} does not speak the same version of BITS uploads."), word("Its admin has to update it, then retry."), cureAdmin},
	transfer.KindExecute:      {word("The upload folder of {host} must not have the Execute right."), word("Its admin has to take it away, then retry."), cureAdmin},
	transfer.KindLostSession:  {word("{host} loses the upload each time, and it has to begin anew. Perhaps several servers share this address, and none says which of them has the upload (no host ID)."), word("Tell its admin, or start over from the beginning."), cureStartOver},
	transfer.KindForgotten:    {word("{host} answers, but takes nothing more of this upload. It may have forgotten it."), word("Start over from the beginning."), cureStartOver},
	transfer.KindTrickle:      {word("{host} takes next to nothing of each part that is sent to it, so that most of it has to be sent again."), word("Tell its admin, then retry."), cureAdmin},
	transfer.KindNoProgress:   {word("{host} answers but takes nothing."), word("Retry later, or tell its admin."), cureRetry},
	transfer.KindGone:         {word("{host} says that the uploaded file is gone. Nothing on this computer is lost."), word("Upload it again."), cureUploadAgain},
	transfer.KindUnfinished:   {word("{host} took the whole file, and then refused to finish the upload. The file may be complete there."), word("See whether the file is there, or ask its admin; then retry."), cureAdmin},
	transfer.KindNoHandover:   {word("The whole file is on {host}, but it does not hand out its reply."), word("Retry, or ask its admin."), cureAdmin},
	transfer.KindNoCancel:     {word("{host} refused to cancel the upload."), word("Cancel again when the reason is gone, or tell its admin."), cureAdmin},
	transfer.KindNoReply:      {word("The whole file is on {host}. A reply was wanted, and {host} gave none."), word("Ask its admin, or do without a reply the next time."), cureAdmin},
	transfer.KindReplyClear:   {word("The whole file is on {host}. Its reply was not fetched: the address that it named, {detail}, is without encryption, and the upload went over https."), word("Ask its admin to name an https address."), cureAdmin},
	transfer.KindReplyURL:     {word("The whole file is on {host}. Its reply was not fetched: the address that it named cannot be used: {detail}."), word("Ask its admin to name a web address."), cureAdmin},
	transfer.KindReplyEndless: {word("The whole file is on {host}, but its reply is larger than Sendoff takes, or has no end."), word("Tell its admin, or do without a reply the next time."), cureAdmin},
	transfer.KindReplySave:    {word("The reply of {host} cannot be saved on this computer."), word("Make room, or see that its folder is there and can be written to, then retry."), cureRetry},
	transfer.KindApplication:  {word("The program behind {host} refused the file."), word("Ask its admin what it expects, then retry."), cureAdmin},
	transfer.KindEmptyFile:    {word("{host} did not take the file. It is empty, and many servers take no empty files."), word("Put something into the file and start over, or skip it."), cureStartOver},
	transfer.KindFileChanged:  {word("The file changed after it was added. Your file is fine."), word("Start over with the new version."), cureStartOver},
	transfer.KindFileBusy:     {word("{file} is still being written, or another program holds it."), word("Close that program, then retry."), cureRetry},
	transfer.KindFileAway:     {word("Cannot find {file}: its folder is gone too. A disk or a share may not be connected."), word("Connect it and retry, or find the file elsewhere."), cureFind},
	transfer.KindFileMissing:  {word("Cannot find {file}. It was moved, renamed or removed."), word("Find it, or put it back and retry."), cureFind},
	transfer.KindFileDenied:   {word("Cannot read {file}: you have no right to."), word("Get that right, then retry."), cureRetry},
	transfer.KindFilePath:     {word("Cannot read {file}: no file of this computer can have that name."), word("Find the right one, or skip it."), cureFind},
	transfer.KindFileCloud:    {word("Cannot read {file}: it is kept in a cloud or an archive, and the program that brings it back does not answer."), word("Start that program, or open the file once, then retry."), cureRetry},
	transfer.KindFileFailed:   {word("Cannot read {file}. The system says: {detail}."), word("Find the file elsewhere, or retry."), cureFind},
	transfer.KindOwnLimit:     {word("This computer lets Sendoff open no more files, or has no memory left."), word("Close other programs or raise that limit, then retry."), cureRetry},
	transfer.KindFileStuck:    {word("The disk or share with {file} does not answer."), word("Connect it again, then retry."), cureRetry},
	transfer.KindFileSize:     {word("{file} does not hold as many bytes as its size says: it is no ordinary file."), word("Copy its content into one, and upload that."), cureFind},
	transfer.KindNotFile:      {word("{file} is not a file."), word("Only files can be uploaded: find the right one, or skip it."), cureFind},
	transfer.KindBadURL:       {word("The address cannot be used: it is no web address that names a server."), word("Change the address."), cureAddress},
	transfer.KindOwnDisk:      {word("The queue cannot be saved on this computer; its disk may be full. Uploads wait so that nothing is lost."), word("Make room, then retry."), cureRetry},
	transfer.KindRefused:      {word("{host} refused the upload."), word("Ask its admin, then retry."), cureAdmin},
}

// faultSentence is FaultText without the code.
func faultSentence(f *transfer.Fault, subject *transfer.Job) string {
	w := causeOf(f)
	if f.Kind == transfer.KindDenied && onPracticeTop(subject.Target.URL) {
		w = causes[transfer.KindExists]
	}
	parts := []string{tr(w.what)}
	if f.Kind == transfer.KindApplication && f.Detail != "" {
		parts = []string{tr("The program behind {host} refused the file: \"{detail}\".")}
	}
	if f.Kind == transfer.KindDenied && f.Ask.User != "" && w == causes[f.Kind] {
		parts = []string{tr("Signed in as {user}, but {host} does not allow it: there is no right to upload here, or a file of that name exists and may not be replaced.")}
	}
	if f.Kind == transfer.KindBadName && f.HTTP == 404 { // which has more causes
		parts = []string{tr("{host} found nothing to upload to. The name may be why: {oddity}. Or the address is wrong, or uploads are switched off there.")}
	}
	if strings.Contains(parts[0], "{host") && handedOn(f, subject) {
		parts = append(parts, tr("{host} was named by {server} for this upload."))
	}
	if subject.MayHaveArrived() {
		parts = append(parts, tr("It may be this very file: an earlier try had sent it to its end, and its answer was lost."))
	}
	if f.GivenUp > 0 {
		parts = append(parts, givenUpText(f))
	}
	if f.Final {
		parts = append(parts, tr(w.cure))
	} else {
		parts = append(parts, patience(f, subject))
	}
	return fill(strings.Join(parts, " "), f, subject)
}

// patience is said while the program goes on trying.
func patience(f *transfer.Fault, j *transfer.Job) string {
	switch {
	case j.Want == transfer.Drop:
		return tr("Sendoff goes on trying to tell it that the upload is cancelled.")
	case f.Kind == transfer.KindLostSession:
		return tr("Trying again by itself, from the beginning.")
	case f.Kind == transfer.KindForgotten && (j.Abandoned || j.Session.IsZero()):
		return tr("Starting over from the beginning by itself.")
	case f.Kind == transfer.KindForgotten || f.Kind == transfer.KindTrickle: // what is confirmed may be of no use
		return tr("Trying again by itself.")
	case j.Acked > 0:
		return fmt.Sprintf(tr("Trying again by itself. Nothing is lost: %s confirmed."), Size(j.Acked))
	}
	return tr("Trying again by itself.")
}

func fill(s string, f *transfer.Fault, j *transfer.Job) string {
	asked := addressAsked(f, j)
	fresh := strings.HasPrefix(s, "{host") && isPractice(asked)
	s = Plain(strings.NewReplacer(append(hostNames(asked),
		"{proxy}", cmp.Or(HostText(f.Proxy), "-"),
		"{server}", serverText(j.Target.URL),
		"{file}", j.Source.Path,
		"{size}", Size(j.Source.Size),
		"{place}", placeOr(f.Ask.Origin, j.Target.URL),
		"{user}", f.Ask.User,
		"{oddity}", oddityText(j.Target.Name()),
		"{schemes}", cmp.Or(f.Ask.Schemes, "-"),
		"{detail}", cmp.Or(strings.TrimSuffix(f.Detail, "."), "-"),
	)...).Replace(s))
	if fresh {
		return capital(s)
	}
	return s
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
