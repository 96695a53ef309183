package words

import (
	"cmp"
	"fmt"
	"strings"

	"sendoff/transfer"
)

// FaultText says what happened, why and what to do, with the code in parentheses at the end. subject is the job
// that met the fault.
func FaultText(f *transfer.Fault, subject *transfer.Job) string {
	if f == nil {
		return ""
	}
	s := FaultSentence(f, subject)
	if code := CodeText(f); code != "" {
		s += " (" + code + ")"
	}
	return s
}

// cause is what is said about a cause of faults, in one line and in two halves, and its likely cure.
type cause struct {
	short  string // the cause in at most 48 characters, in each language; no placeholders
	what   string // what happened and why; placeholders are filled by fill
	cure   string // what to do once nothing more is retried automatically
	button Cure
}

// causes is the one table of texts and cures for every cause, for the window, the command line and the log.
var causes = map[transfer.Kind]cause{
	transfer.KindName:         {Mark("Server name not found"), Mark("Cannot find {host}. The name is wrong, or this computer is offline."), Mark("Change the address, or retry."), CureAddress},
	transfer.KindNameService:  {Mark("The name service does not answer"), Mark("Cannot look up {host}: the name service of this computer does not answer, or this computer is offline."), Mark("Retry when the network is back."), CureRetry},
	transfer.KindOwnNetwork:   {Mark("No network connection to the server"), Mark("This computer has no network connection to {host}."), Mark("Retry when the network is back."), CureRetry},
	transfer.KindProxy:        {Mark("The proxy does not answer"), Mark("The proxy {proxy} on the way to {host} does not answer. It may be down, or the setting for the proxy is wrong."), Mark("Correct the setting, or retry when the proxy is back."), CureRetry},
	transfer.KindProxyName:    {Mark("The proxy's name was not found"), Mark("Cannot find the proxy {proxy} on the way to {host}. The setting for the proxy is wrong, or this computer is offline."), Mark("Correct the setting, or retry when the network is back."), CureRetry},
	transfer.KindProxyTLS:     {Mark("No secure connection to the proxy"), Mark("No secure connection to the proxy {proxy} on the way to {host} can be made: it does not speak TLS."), Mark("Correct the setting for the proxy, or ask its admin; then retry."), CureRetry},
	transfer.KindProxyTrust:   {Mark("The proxy's certificate is not trusted"), Mark("The certificate of the proxy {proxy} on the way to {host} is not trusted."), Mark("Look at it, and trust it for this proxy if it is the right one."), CureCertificate},
	transfer.KindStrayProxy:   {Mark("It asks for a proxy's sign-in without being one"), Mark("{host} asks for a sign-in as only a proxy does, but Sendoff uses no proxy on the way there."), Mark("Correct the address if it is that of a proxy, or tell its admin."), CureAddress},
	transfer.KindProxySetting: {Mark("The setting for the proxy cannot be used"), Mark("What is set as the proxy on the way to {host} cannot be used: {setting}."), Mark("Correct it, then retry."), CureRetry},
	transfer.KindProxyFetch:   {Mark("The proxy script cannot be fetched"), Mark("The script that names the proxy on the way to {host} cannot be fetched: {setting}."), Mark("Correct its address in the settings, or retry when the network is back."), CureRetry},
	transfer.KindProxyLate:    {Mark("No answer yet which proxy to use"), Mark("Which proxy is on the way to {host} cannot be found out at the moment: {setting}. This computer or its network may be slow."), Mark("Retry when the network is back."), CureRetry},
	transfer.KindProxyScript:  {Mark("The proxy script does not work"), Mark("The script that names the proxy on the way to {host} fails, or names none that can be used: {setting}."), Mark("Tell the admin of the network, or set another proxy; then retry."), CureAdmin},
	transfer.KindProxyRefused: {Mark("The proxy does not let uploads through"), Mark("The proxy {proxy} lets nothing through to {host}."), Mark("Ask the admin of the proxy, then retry."), CureAdmin},
	transfer.KindProxyBeyond:  {Mark("The proxy cannot reach the server"), Mark("The proxy {proxy} does not get through to {host}."), Mark("Retry when {host} is back, or ask the admin of the proxy."), CureRetry},
	transfer.KindTLS:          {Mark("The server broke off the secure connection"), Mark("{host} ended the connection before it was secure."), Mark("Retry later, or tell its admin."), CureRetry},
	transfer.KindTLSOld:       {Mark("The server's version of TLS is too old"), Mark("{host} speaks only versions of TLS that are too old to be secure: 1.1 or older."), Mark("Ask its admin to switch on TLS 1.2, then retry."), CureAdmin},
	transfer.KindTLSCipher:    {Mark("No cipher in common with the server"), Mark("{host} and Sendoff have no way of encrypting in common: it takes none of the ciphers that are offered."), Mark("Ask its admin to allow newer ciphers, then retry."), CureAdmin},
	transfer.KindTLSPlain:     {Mark("The server speaks http here, not https"), Mark("The address begins with https, but {host} speaks http there."), Mark("Change the address to http, or to the port of https."), CureAddress},
	transfer.KindTLSStrange:   {Mark("What answers there does not speak https"), Mark("The address begins with https, but what answers at {host} does not speak it."), Mark("Change the address: the port is likely wrong."), CureAddress},
	transfer.KindTLSWanted:    {Mark("The server wants https, not http"), Mark("The address begins with http, but {host} speaks https there."), Mark("Change the address to https."), CureAddress},
	transfer.KindConnect:      {Mark("The server does not answer"), Mark("{host} does not answer. It may be down or behind a firewall."), Mark("Retry when it is back."), CureRetry},
	transfer.KindStalled:      {Mark("The server stopped answering"), Mark("{host} stopped answering."), Mark("Retry when the connection is better."), CureRetry},
	transfer.KindTrust:        {Mark("The server's certificate is not trusted"), Mark("The certificate of {host} is not trusted."), Mark("Look at it, and trust it for this server if it is the right one."), CureCertificate},
	transfer.KindTrustChanged: {Mark("The server's certificate has changed"), Mark("{host} shows another certificate than the one that is trusted for it. It was changed, or somebody else answers."), Mark("Compare the old one with the new one, and trust the new one only if its admin confirms it."), CureCertificate},
	transfer.KindClientCert:   {Mark("The server asks for a certificate of yours"), Mark("{host} asks for a certificate of yours."), Mark("Choose the file with that certificate and its key; its admin can tell you where you get it."), CureOwnCertificate},
	transfer.KindOwnIssuer:    {Mark("The server takes certificates of others"), Mark("{host} asks for a certificate of yours, and the one for it was not shown: it takes only those issued by {issuer}."), Mark("Choose another certificate, or ask its admin for one."), CureOwnCertificate},
	transfer.KindOwnRefused:   {Mark("The server refuses your certificate"), Mark("{host} does not accept the certificate that this computer showed: it may be blocked or ended, or its issuer is not known there."), Mark("Ask its admin, or choose another certificate."), CureOwnCertificate},
	transfer.KindOwnDates:     {Mark("Your certificate has expired"), Mark("{host} asks for your certificate, and the one in {own} has expired: it was valid until {until}."), Mark("Renew it in that file and retry, or choose another certificate."), CureOwnCertificate},
	transfer.KindOwnLocked:    {Mark("Your certificate's passphrase is needed"), Mark("{host} asks for your certificate, and the passphrase of the one in {own} is not known."), Mark("Give the passphrase to go on."), CureOwnCertificate},
	transfer.KindOwnWrong:     {Mark("Your certificate's passphrase is wrong"), Mark("{host} asks for your certificate, and the passphrase of the one in {own} is wrong."), Mark("Give the right passphrase to go on."), CureOwnCertificate},
	transfer.KindOwnMissing:   {Mark("Your certificate's file is not there"), Mark("{host} asks for your certificate, and there is no file {own}."), Mark("Put it back and retry, or choose another certificate."), CureOwnCertificate},
	transfer.KindOwnUnread:    {Mark("Your certificate cannot be read"), Mark("{host} asks for your certificate, and the file {own} cannot be read. The system says: {detail}."), Mark("Get the right to read it and retry, or choose another certificate."), CureOwnCertificate},
	transfer.KindOwnShape:     {Mark("The file holds no certificate with its key"), Mark("{host} asks for your certificate, and the file {own} does not hold one with its key, as PEM or PKCS #12."), Mark("Choose another file, or name the file of the key beside it."), CureOwnCertificate},
	transfer.KindOwnMismatch:  {Mark("Certificate and key do not belong together"), Mark("{host} asks for your certificate, and the key in {own} belongs to another one."), Mark("Choose the files that belong together."), CureOwnCertificate},
	transfer.KindSignIn:       {Mark("The server asks you to sign in"), Mark("{place} asks you to sign in."), Mark("Sign in to go on; its admin can tell you with which account."), CureSignIn},
	transfer.KindProxySignIn:  {Mark("The proxy asks you to sign in"), Mark("The proxy {place} on the way to {host} asks you to sign in."), Mark("Sign in to the proxy to go on."), CureSignIn},
	transfer.KindWrongSignIn:  {Mark("User name or password not accepted"), Mark("{place} does not accept the user name or the password."), Mark("Sign in again."), CureSignIn},
	transfer.KindUntold:       {Mark("Another host lacks what is for this one"), Mark("{server} hands the upload on to {host}, which refuses it. Secrets that were given for one server go to no other: {host} did not get what follows the ? in the address, nor secret headers."), Mark("If {host} belongs to the same server, name it on the server's card among the hosts that secrets go to, then retry."), CureAddress},
	transfer.KindClearSignIn:  {Mark("The password would be sent unencrypted"), Mark("{place} takes a password only as readable text, and the connection is not encrypted: everybody on the way could read it."), Mark("Sign in and allow that, or use an https address."), CureSignIn},
	transfer.KindNoSignIn:     {Mark("No way to sign in works here"), Mark("{place} asks for a sign-in that does not work here: {schemes}."), Mark("Ask its admin for another way to sign in."), CureAdmin},
	transfer.KindLateSignIn:   {Mark("The sign-in comes too late each time"), Mark("{place} says each time that the sign-in came too late."), Mark("Retry when the connection is better."), CureRetry},
	transfer.KindDenied:       {Mark("No right to upload, or the name is taken"), Mark("{host} does not allow it: there is no right to upload here, or a file of that name exists and may not be replaced."), Mark("Upload under another name, or ask its admin for the right to upload."), CureName},
	transfer.KindNotFound:     {Mark("The server does not accept uploads here"), Mark("{host} does not accept uploads at this address: it is wrong, uploads are switched off there, or the file is over its limit."), Mark("Test the server, or change the address."), CureTest},
	transfer.KindExists:       {Mark("A file with this name is already there"), Mark("A file with this name is already on {host}."), Mark("Upload under another name, or ask for that file to be removed, then retry."), CureName},
	transfer.KindBadName:      {Mark("Refused, perhaps because of the name"), Mark("{host} refused the upload. The name may be why: {oddity}."), Mark("Upload under another name, or ask its admin."), CureName},
	transfer.KindTooLarge:     {Mark("The file is larger than the server allows"), Mark("The file ({size}) is larger than {host} allows."), Mark("Ask its admin to raise the limit, then retry."), CureAdmin},
	transfer.KindDisabled:     {Mark("BITS uploads are not switched on there"), Mark("The address exists, but BITS uploads are not switched on there."), Mark("Ask the admin of {host} to switch them on, then retry."), CureAdmin},
	transfer.KindNotBITS:      {Mark("What answered does not take BITS uploads"), Mark("What answered at {host} does not take BITS uploads. It may be a proxy, a sign-in page or another web server."), Mark("Test the server, or change the address."), CureTest},
	transfer.KindRedirect:     {Mark("The address has changed"), Mark("{host} says that the address has changed."), Mark("Use the new address."), CureAddress},
	transfer.KindBusy:         {Mark("The server is busy"), Mark("{host} is busy."), Mark("Retry later."), CureRetry},
	transfer.KindServerDisk:   {Mark("The server's disk is full"), Mark("The disk of {host} is full."), Mark("Its admin has to make room, then retry."), CureAdmin},
	transfer.KindHeld:         {Mark("The file is open in another program there"), Mark("Another program on {host} has the file open that this upload is to replace."), Mark("Have it closed there; Sendoff tries again."), CureRetry},
	transfer.KindVersion:      {Mark("The server speaks another version of BITS"), Mark("{host} does not speak the same version of BITS uploads."), Mark("Its admin has to update it, then retry."), CureAdmin},
	transfer.KindExecute:      {Mark("The server's folder has the Execute right"), Mark("The upload folder of {host} must not have the Execute right."), Mark("Its admin has to take it away, then retry."), CureAdmin},
	transfer.KindLostSession:  {Mark("The server keeps losing the upload"), Mark("{host} loses the upload each time, and it has to begin anew. Perhaps several servers share this address, and none says which of them has the upload (no host ID)."), Mark("Tell its admin, or start over from the beginning."), CureStartOver},
	transfer.KindForgotten:    {Mark("The server takes nothing more of it"), Mark("{host} answers, but takes nothing more of this upload. It may have forgotten it."), Mark("Start over from the beginning."), CureStartOver},
	transfer.KindTrickle:      {Mark("The server takes next to nothing of each part"), Mark("{host} takes next to nothing of each part that is sent to it, so that most of it has to be sent again."), Mark("Tell its admin, then retry."), CureAdmin},
	transfer.KindNoProgress:   {Mark("The server answers but takes nothing"), Mark("{host} answers but takes nothing."), Mark("Retry later, or tell its admin."), CureRetry},
	transfer.KindGone:         {Mark("The server says that the file is gone"), Mark("{host} says that the uploaded file is gone. Nothing on this computer is lost."), Mark("Upload it again."), CureUploadAgain},
	transfer.KindDiffers:      {Mark("What arrived differs"), Mark("{host} received something else than what was sent: the checksum that it names, or the file that it hands out, is another one. The upload does not count as done."), Mark("Start over from the beginning, and tell its admin."), CureStartOver},
	transfer.KindUnfinished:   {Mark("The server refused to finish the upload"), Mark("{host} took the whole file, and then refused to finish the upload. The file may be complete there."), Mark("See whether the file is there, or ask its admin; then retry."), CureAdmin},
	transfer.KindNoHandover:   {Mark("The server does not hand out its reply"), Mark("The whole file is on {host}, but it does not hand out its reply."), Mark("Retry, or ask its admin."), CureAdmin},
	transfer.KindNoCancel:     {Mark("The server refused to cancel the upload"), Mark("{host} refused to cancel the upload."), Mark("Cancel again when the reason is gone, or tell its admin."), CureAdmin},
	transfer.KindNoReply:      {Mark("The server gave no reply"), Mark("The whole file is on {host}. A reply was wanted, and {host} gave none."), Mark("Ask its admin, or do without a reply the next time."), CureAdmin},
	transfer.KindReplyClear:   {Mark("The reply would come without encryption"), Mark("The whole file is on {host}. Its reply was not fetched: the address that it named, {detail}, is without encryption, and the upload went over https."), Mark("Ask its admin to name an https address."), CureAdmin},
	transfer.KindReplyURL:     {Mark("The address of the reply cannot be used"), Mark("The whole file is on {host}. Its reply was not fetched: the address that it named cannot be used: {detail}."), Mark("Ask its admin to name a web address."), CureAdmin},
	transfer.KindReplyEndless: {Mark("The reply is too large or has no end"), Mark("The whole file is on {host}, but its reply is larger than Sendoff takes, or has no end."), Mark("Tell its admin, or do without a reply the next time."), CureAdmin},
	transfer.KindReplySave:    {Mark("The reply cannot be saved here"), Mark("The reply of {host} cannot be saved on this computer."), Mark("Make room, or see that its folder is there and can be written to, then retry."), CureRetry},
	transfer.KindApplication:  {Mark("The program behind the server refused it"), Mark("The program behind {host} refused the file."), Mark("Ask its admin what it expects, then retry."), CureAdmin},
	transfer.KindEmptyFile:    {Mark("The server takes no empty files"), Mark("{host} did not take the file. It is empty, and many servers take no empty files."), Mark("Put something into the file and start over, or skip it."), CureStartOver},
	transfer.KindFileChanged:  {Mark("The file changed after it was added"), Mark("The file changed after it was added. Your file is fine."), Mark("Start over with the new version."), CureStartOver},
	transfer.KindFileBusy:     {Mark("The file is in use by another program"), Mark("{file} is still being written, or another program holds it."), Mark("Close that program, then retry."), CureRetry},
	transfer.KindFileAway:     {Mark("The file's disk or share is not connected"), Mark("Cannot find {file}: its folder is gone too. A disk or a share may not be connected."), Mark("Connect it and retry, or find the file elsewhere."), CureFind},
	transfer.KindFileMissing:  {Mark("The file was moved, renamed or removed"), Mark("Cannot find {file}. It was moved, renamed or removed."), Mark("Find it, or put it back and retry."), CureFind},
	transfer.KindFileDenied:   {Mark("You have no right to read the file"), Mark("Cannot read {file}: you have no right to."), Mark("Get that right, then retry."), CureRetry},
	transfer.KindFilePath:     {Mark("No file can have this name here"), Mark("Cannot read {file}: no file of this computer can have that name."), Mark("Find the right one, or skip it."), CureFind},
	transfer.KindFileCloud:    {Mark("The file is in a cloud that does not answer"), Mark("Cannot read {file}: it is kept in a cloud or an archive, and the program that brings it back does not answer."), Mark("Start that program, or open the file once, then retry."), CureRetry},
	transfer.KindFileFailed:   {Mark("The file cannot be read"), Mark("Cannot read {file}. The system says: {detail}."), Mark("Find the file elsewhere, or retry."), CureFind},
	transfer.KindOwnLimit:     {Mark("Too many files are open, or memory is short"), Mark("This computer lets Sendoff open no more files, or has no memory left."), Mark("Close other programs or raise that limit, then retry."), CureRetry},
	transfer.KindFileStuck:    {Mark("The disk with the file does not answer"), Mark("The disk or share with {file} does not answer."), Mark("Connect it again, then retry."), CureRetry},
	transfer.KindFileSize:     {Mark("The file is shorter than its size says"), Mark("{file} holds fewer bytes than its size says: it is no ordinary file."), Mark("Copy its content into one, and upload that."), CureFind},
	transfer.KindFileZero:     {Mark("The file says it is empty, but it is not"), Mark("{file} claims to be empty (0 bytes), and yet has content: it is no ordinary file."), Mark("Copy its content into one, and upload that."), CureFind},
	transfer.KindNotFile:      {Mark("This is not a file"), Mark("{file} is not a file."), Mark("Only files can be uploaded: find the right one, or skip it."), CureFind},
	transfer.KindBadURL:       {Mark("The address cannot be used"), Mark("The address cannot be used: it is no web address that names a server."), Mark("Change the address."), CureAddress},
	transfer.KindOwnDisk:      {Mark("The queue cannot be saved on this computer"), Mark("The queue cannot be saved on this computer; its disk may be full. Uploads wait so that nothing is lost."), Mark("Make room, then retry."), CureRetry},
	transfer.KindOwnQueue:     {Mark("The queue on this computer is damaged"), Mark("The queue on this computer is damaged and cannot be saved. Uploads wait so that nothing is lost."), Mark("Close Sendoff and start it again: it restores what can be read."), CureRetry},
	transfer.KindRefused:      {Mark("The server refused the upload"), Mark("{host} refused the upload."), Mark("Ask its admin, then retry."), CureAdmin},
}

// FaultSentence is FaultText without the code.
func FaultSentence(f *transfer.Fault, subject *transfer.Job) string {
	w := causeFor(f, subject)
	parts := []string{Tr(w.what)}
	if f.Kind == transfer.KindApplication && detailText(f, subject) != "" {
		parts = []string{Tr("The program behind {host} refused the file: \"{detail}\".")}
	}
	if f.Kind == transfer.KindDenied && f.Ask.User != "" && w == causes[f.Kind] {
		parts = []string{Tr("Signed in as {user}, but {host} does not allow it: there is no right to upload here, or a file of that name exists and may not be replaced.")}
	}
	if f.Kind == transfer.KindBadName && f.HTTP == 404 { // a 404 has other causes too
		parts = []string{Tr("{host} does not accept this upload. The name may be why: {oddity}. Or the address is wrong, or uploads are switched off there.")}
	}
	if strings.Contains(parts[0], "{host}") && handedOn(f, subject) {
		parts = append(parts, Tr("{host} was named by {server} for this upload."))
	}
	if subject.MayHaveArrived() {
		parts = append(parts, Tr("It may be this very file: an earlier try had sent it to its end, and its answer was lost."))
	}
	if f.GivenUp > 0 {
		parts = append(parts, givenUpText(f))
	}
	if f.Final {
		parts = append(parts, Tr(w.cure))
	} else {
		parts = append(parts, patience(f, subject))
	}
	return fill(strings.Join(parts, " "), f, subject)
}

// patience is the second half of the text while the program keeps trying.
func patience(f *transfer.Fault, j *transfer.Job) string {
	switch {
	case j.Want == transfer.Drop:
		return Tr("Sendoff goes on trying to tell it that the upload is cancelled.")
	case j.Want == transfer.Hold:
		return Tr("Paused by you: nothing is tried until you resume it.")
	case f.Kind == transfer.KindLostSession:
		return Tr("Trying again automatically, from the beginning.")
	case j.Abandoned || f.Kind == transfer.KindForgotten && j.Session.IsZero():
		return Tr("Starting over from the beginning automatically.")
	case f.Kind == transfer.KindForgotten || f.Kind == transfer.KindTrickle: // the acknowledged bytes may be lost
		return Tr("Trying again automatically.")
	case j.Acked > 0:
		return fmt.Sprintf(Tr("Trying again automatically. Nothing is lost: %s confirmed."), Size(j.Acked))
	}
	return Tr("Trying again automatically.")
}

func fill(s string, f *transfer.Fault, j *transfer.Job) string {
	server := asked(f, j)
	fresh := strings.HasPrefix(s, "{host}") && server.Practice
	s = Plain(strings.NewReplacer(append(certificatePlaceholders(f.Cert),
		"{host}", nameInSentence(server),
		"{proxy}", cmp.Or(HostText(f.Proxy), "-"),
		"{setting}", proxySettingText(f),
		"{server}", ServerText(j.Target),
		"{file}", j.Source.Path,
		"{folder}", j.Target.Folder,
		"{size}", Size(j.Source.Size),
		"{place}", placeOr(f.Ask.Place(), j.Target.URL),
		"{user}", f.Ask.User,
		"{oddity}", oddityText(j.Target),
		"{schemes}", cmp.Or(f.Ask.Schemes, "-"),
		"{address}", HostText(f.Address),
		"{title}", f.Title,
		"{wait}", Lasted(f.Wait),
		"{detail}", cmp.Or(strings.TrimSuffix(detailText(f, j), "."), "-"),
	)...).Replace(s))
	if fresh {
		return Capital(s)
	}
	return s
}
