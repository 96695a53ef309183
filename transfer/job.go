package transfer

import (
	"cmp"
	"encoding/json"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/proxies"
	"sendoff/transfer/receipt"
	"sendoff/transfer/source"
)

// Job is one file on its way to one URL. It is a value: the engine hands out copies, and only the engine changes the
// original. Everything but Counted, Phase, Sent, Found, Rate and Quiet is stored.
type Job struct {
	ID       uuid.UUID   `json:"id"`     // version 7: sorts by time of adding
	Source   source.File `json:"source"` // as it was when it was queued
	Target   Target      `json:"target"`
	Want     Want        `json:"want"`
	Priority Priority    `json:"priority"`
	Order    int64       `json:"order"` // place in the queue among jobs of one priority, lowest first

	Session bits.Session `json:"session,omitzero"` // zero: none is open
	Opened  time.Time    `json:"opened,omitzero"`  // when the server assigned Session
	Heard   time.Time    `json:"heard,omitzero"`   // when a byte of Session was last acknowledged
	Acked   int64        `json:"acked"`            // bytes the server said it has; the server decides
	Reach   int64        `json:"reach"`            // how far bytes of Session may have been sent: Acked if none are under way, or reachUnknown
	// Checksum covers what was sent in Session, up to Acked or less. Left covers the furthest that was sent beyond
	// it. Zero = not known.
	Checksum source.Checksum `json:"checksum,omitzero"`
	Left     source.Checksum `json:"left,omitzero"`
	// Tells is set if the system would have reported any change of the file since Session was opened. Otherwise the
	// file is read again before the job is done.
	Tells bool `json:"tells,omitempty"`
	// Unseen is set if the file changed after bytes were sent that neither Checksum nor Left covers.
	Unseen       bool `json:"unseen,omitempty"`
	LastFragment Last `json:"last"`
	Earlier      Last `json:"earlier,omitempty"` // the furthest that a last fragment came in lost sessions
	Closing      bool `json:"closing,omitempty"` // Close-Session may have been sent
	// Named is what the server said of its reply when it had every byte; nil = not known.
	Named *NamedReply `json:"named,omitempty"`
	// Proof is what is known of the content that arrived; nil = nothing.
	Proof *receipt.Proof `json:"proof,omitempty"`
	// ReplyAt is where the reply was saved, if not at Target.Reply.
	ReplyAt source.Path `json:"reply_at,omitempty"`
	// MaybeOpen is set when a Create-Session got no answer: the server may have a session with an unknown id.
	MaybeOpen bool `json:"maybe_open,omitempty"`
	// Abandoned is set when nothing more may be sent in Session. It is cancelled before another one is opened.
	Abandoned bool `json:"doomed,omitempty"`
	// Restarted counts the sessions that this job lost and replaced, from offset 0. RestartedFor is why the last of
	// them was: an event after which a new session begins, "" = not known.
	Restarted    int        `json:"restarted,omitempty"`
	RestartedFor bits.Event `json:"restarted_for,omitempty"`
	// Sending is how long the acknowledged fragments of Session took, answers included: what a cancel would throw away.
	Sending time.Duration `json:"sending,omitempty"`

	Headway Headway `json:"headway,omitzero"`

	Attempt  int       `json:"attempt,omitempty"` // failures since the last headway
	RetryAt  time.Time `json:"retry_at,omitzero"` // when to try again; zero: as soon as a slot is free
	Since    time.Time `json:"since,omitzero"`    // first failure since the last headway
	Patience Patience  `json:"patience,omitzero"`
	Fault    *Fault    `json:"fault,omitempty"` // last failure; nil while healthy

	// Refusal is the server's refusal of the cancel, while the cancel is retried.
	Refusal *Fault `json:"refusal,omitempty"`

	Added   time.Time `json:"added"`
	Started time.Time `json:"started,omitzero"` // when the first session was opened
	Dropped time.Time `json:"dropped,omitzero"` // when the user cancelled
	Ended   time.Time `json:"ended,omitzero"`
	Outcome Outcome   `json:"outcome,omitempty"` // set exactly when Ended is
	// Cut sums up, by outcome, members of this job's group that were removed from the history. A group's sums are
	// those of all its jobs.
	Cut map[Outcome]Cut `json:"cut,omitempty"`

	// Counted is set if Acked, Checksum and Left cover every byte that may have been sent in Session. After a restart of
	// the program that is not known until the server has named an offset that covers Reach.
	Counted bool `json:"-"`

	Phase Phase   `json:"-"` // what its worker is doing now
	Sent  int64   `json:"-"` // bytes handed to the network, Acked or more, Source.Size at most
	Found int64   `json:"-"` // bytes of Acked that the server already had beyond the stored offset
	Rate  float64 `json:"-"` // acknowledged bytes a second over the last 30 s, until the first those sent; 0 if unknown or while Quiet
	// Quiet is how long a request has waited without a byte moved, in whole seconds; 0 below minQuiet.
	Quiet time.Duration `json:"-"`
}

// Watched reports whether the job waits, without a failure, until its file is no longer being written.
func (j *Job) Watched() bool {
	return j.State() == Retrying && j.Fault.Kind == KindFileBusy && j.Attempt == 0
}

// Behind reports whether the job was started over and has not come as far again.
func (j *Job) Behind() bool {
	return j.Restarted > 0 && j.Outcome == "" && j.Acked < max(j.Headway.Furthest, 1)
}

// MayHaveArrived reports whether a new session was refused although the file may be complete on the server: the last
// fragment was sent in a session that was lost. The protocol cannot tell whether the file there is this one ([MC-BUP]
// has no digest).
func (j *Job) MayHaveArrived() bool {
	return j.Outcome == "" && j.Fault != nil && j.Fault.Final && j.Session.IsZero() && j.Earlier >= LastLeft &&
		j.Fault.Packet == string(bits.CreateSession) && (j.Fault.Kind == KindExists || j.Fault.Kind == KindDenied)
}

// Name returns the local file name, for display.
func (j *Job) Name() string { return filepath.Base(j.Source.Path) }

// ReplyPath returns where the server's reply is or will be saved, "" if none is wanted.
func (j *Job) ReplyPath() string { return cmp.Or(string(j.ReplyAt), j.Target.Reply) }

// Target is where a job goes and how.
type Target struct {
	URL   string `json:"url"`             // the file's own, percent-encoded; no user, password or fragment
	Reply string `json:"reply,omitempty"` // where to save the server's reply; "" = no reply is wanted
	Group string `json:"group,omitempty"` // the group that this job was added with; "" = none
	// Folder is the part of the URL's path that was kept from a dropped folder, "a/b"; "" = none. The server must have it.
	Folder string `json:"folder,omitempty"`
	// Practice marks the server inside this program, which sentences call by its name: its port means nothing to a new
	// user. Who owns that server sets it.
	Practice bool `json:"practice,omitempty"`
	// Override sends POST with X-Http-Method-Override, for networks that block BITS_POST.
	Override     bool         `json:"override,omitempty"`
	AfterUnclear AfterUnclear `json:"after_unclear,omitempty"`
	// Headers are sent with each request. Their values are stored in the queue file, which only its owner can read,
	// not in the transcript. They are not in the keyring: a job, above all its cancel, has to go on by itself after a
	// restart, when the keyring may be locked or missing. The address beside them can hold a token too and needs the
	// same protection.
	Headers bits.CustomLines `json:"headers,omitempty"`
	// NoProgress is how long tries go on without an acknowledged byte; 0 = Options.NoProgress, below 0 = the first
	// failure is final, like a NoProgressTimeout of 0 in BITS.
	NoProgress time.Duration `json:"no_progress,omitempty"`
}

// MarshalJSON implements json.Marshaler: the path of the reply keeps its bytes.
func (t Target) MarshalJSON() ([]byte, error) {
	type fields Target
	return json.Marshal(struct {
		fields
		Reply source.Path `json:"reply,omitempty"`
	}{fields(t), source.Path(t.Reply)})
}

// UnmarshalJSON implements json.Unmarshaler.
func (t *Target) UnmarshalJSON(data []byte) error {
	type fields Target
	in := struct {
		*fields
		Reply *source.Path `json:"reply"`
	}{(*fields)(t), (*source.Path)(&t.Reply)}
	return json.Unmarshal(data, &in)
}

// Server returns scheme, host and port of the URL, in ASCII and lower case; "" for an unreadable URL. Jobs of one
// Server share its slots, connections and statistics. It does not parse the URL, because schedule calls it for every
// waiting job.
func (t Target) Server() string {
	scheme, rest, ok := strings.Cut(t.URL, "://")
	host := rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		host = rest[:end]
	}
	if !ok || host == "" {
		return ""
	}
	return bits.LowerHost(t.URL[:len(scheme)+len("://")+len(host)])
}

// Want is the user's wish for a job.
type Want int8

// The wishes. Drop is final: a dropped job never runs again.
const (
	Run Want = iota
	Hold
	Drop
)

// Priority orders jobs in the queue as in BITS. A job of higher priority preempts a lower one at that one's next
// fragment.
type Priority int8

// The priorities of BITS, with its numbers (BG_JOB_PRIORITY).
const (
	Foreground Priority = iota
	High
	Normal
	Low
)

// Last is what became of the fragment that ends the file.
type Last int8

// Values of Last, in order.
const (
	LastUnsent Last = iota
	LastLeft        // it may have been sent; there was no answer
	LastAcked       // the server acknowledged it: the file is complete there
)

// Phase is what a worker is doing with a job.
type Phase int8

// The phases. Idle means that the job has no worker.
const (
	Idle Phase = iota
	Opening
	Sending
	Completing // the last fragment was sent, or Close-Session is being sent
	Replying   // the server's reply is being fetched
	Stopping   // the worker was told to end but has not yet
	Comparing  // what the server has is compared with what was sent
)

// State is what users see of a job. It is computed from facts and wish, never stored.
type State string

// The states, in the order a job usually meets them.
const (
	Waiting      State = "waiting"
	NeedsYou     State = "needs_you"
	Connecting   State = "connecting"
	Uploading    State = "uploading"
	Finishing    State = "finishing"
	GettingReply State = "getting_reply"
	Retrying     State = "retrying"
	Paused       State = "paused"
	Failed       State = "failed"
	Cancelling   State = "cancelling"
	Done         State = "done"
	Cancelled    State = "cancelled"
)

// State computes the state of the job.
func (j *Job) State() State {
	switch {
	case j.Outcome == Delivered:
		return Done
	case j.Outcome != "":
		return Cancelled
	case j.Want == Drop:
		return Cancelling
	case j.Want == Hold:
		return Paused
	case j.Fault != nil && j.Fault.Final && j.Fault.Kind.needsYou():
		return NeedsYou
	case j.Fault != nil && j.Fault.Final:
		return Failed
	}
	switch j.Phase {
	case Opening:
		return Connecting
	case Sending:
		return Uploading
	case Completing, Comparing:
		return Finishing
	case Replying:
		return GettingReply
	case Idle, Stopping:
	}
	if j.Fault != nil && !j.RetryAt.IsZero() {
		return Retrying
	}
	return Waiting
}

// BITS returns the state's name in the Windows job model (BG_JOB_STATE), for readers who know it.
func (s State) BITS() string {
	switch s {
	case Waiting:
		return "BG_JOB_STATE_QUEUED"
	case Connecting:
		return "BG_JOB_STATE_CONNECTING"
	case Uploading, Finishing, GettingReply:
		return "BG_JOB_STATE_TRANSFERRING"
	case Paused:
		return "BG_JOB_STATE_SUSPENDED"
	case Failed, NeedsYou:
		return "BG_JOB_STATE_ERROR"
	case Retrying:
		return "BG_JOB_STATE_TRANSIENT_ERROR"
	case Done:
		return "BG_JOB_STATE_ACKNOWLEDGED"
	case Cancelling, Cancelled:
		return "BG_JOB_STATE_CANCELLED"
	}
	return ""
}

// Outcome is how a job ended. A cancel has seven outcomes; each claims only what the server said.
type Outcome string

// The outcomes.
const (
	Delivered    Outcome = "done"          // every byte and Close-Session acknowledged
	Confirmed    Outcome = "confirmed"     // Cancel-Session was acknowledged, and the last fragment had not been sent
	AlreadyGone  Outcome = "already_gone"  // the server no longer knew the session
	NeverReached Outcome = "never_reached" // no Create-Session was ever sent
	NotTold      Outcome = "not_told"      // the server did not answer the cancel before the user or 14 days ended the tries
	TooLate      Outcome = "too_late"      // the last fragment had been acknowledged: the file may be there
	Unknown      Outcome = "unknown"       // a packet was under way and its answer was never seen
	Refused      Outcome = "refused"       // the server refused to cancel; Fault says how
)

// Fault is the last failure of a job: by a server, the network or this computer.
type Fault struct {
	Kind    Kind      `json:"kind"`
	HTTP    int       `json:"http,omitempty"`    // HTTP status, 0 if no server answered
	Code    uint32    `json:"code,omitempty"`    // HRESULT
	Context uint32    `json:"context,omitempty"` // BG_ERROR_CONTEXT
	Detail  string    `json:"detail,omitempty"`  // in English, from the system or the server; without secrets
	Flaw    bits.Flaw `json:"flaw,omitempty"`    // a fault of an answer that its status does not show
	Packet  string    `json:"packet,omitempty"`  // the refused packet: a bits.PacketType, "" without an answer
	Head    string    `json:"head,omitempty"`    // headers of the answer that help to find the cause, one "Name: value" a line; no secrets
	At      time.Time `json:"at"`
	Final   bool      `json:"final,omitempty"` // not retried until the user acts
	Host    string    `json:"host,omitempty"`  // the host that was asked, with port if the URL has one; "" = none
	// Proxy is host and port of the proxy that failed, or the name of the setting that cannot be used; "" = none.
	Proxy string `json:"proxy,omitempty"`
	// Source is where the setting stands; set for KindProxySetting, KindProxyFetch, KindProxyLate and KindProxyScript.
	Source proxies.Source `json:"proxy_source,omitempty"`
	// Connected is set when a connection was made but no answer came.
	Connected bool `json:"connected,omitempty"`
	// GivenUp is how long it was tried in vain before the tries ended; 0 = they did not.
	GivenUp time.Duration `json:"given_up,omitempty"`
	Ask     Ask           `json:"ask,omitzero"` // for the sign-in kinds and KindDenied
	// Wait is how long the server asked to wait, 0 = it did not.
	Wait time.Duration `json:"wait,omitempty"`
	// Address is the one that a redirect names, without its query; "" = none.
	Address string `json:"address,omitempty"`
	// Title is of the page of what answered instead of a BITS server; "" = none.
	Title string           `json:"title,omitempty"`
	Cert  CertificateFault `json:"cert,omitzero"` // for the kinds about certificates
}

// Kind names a cause. Package words has the sentences.
type Kind string

// The causes.
const (
	KindName         Kind = "name"          // the host name does not exist
	KindNameService  Kind = "name_service"  // the name service does not answer
	KindOwnNetwork   Kind = "own_network"   // no network of this computer leads to the server
	KindProxy        Kind = "proxy"         // the proxy cannot be reached
	KindProxyName    Kind = "proxy_name"    // the proxy's name cannot be resolved
	KindProxyTLS     Kind = "proxy_tls"     // no secure connection to the proxy
	KindProxyTrust   Kind = "proxy_trust"   // the certificate of an https proxy is not trusted
	KindStrayProxy   Kind = "stray_proxy"   // 407 although no proxy is on the way
	KindProxySetting Kind = "proxy_setting" // what is set as a proxy cannot be used
	KindProxyFetch   Kind = "proxy_fetch"   // the proxy script cannot be fetched
	KindProxyLate    Kind = "proxy_late"    // the proxy script or the system does not say in time which proxy to use
	KindProxyScript  Kind = "proxy_script"  // the proxy script fails, or names no proxy
	KindProxyRefused Kind = "proxy_refused" // the proxy refuses to connect to the server
	KindProxyBeyond  Kind = "proxy_beyond"  // the proxy cannot reach the server
	KindTLS          Kind = "tls"           // the server ended the handshake
	KindTLSOld       Kind = "tls_old"       // it supports only TLS 1.1 or older
	KindTLSCipher    Kind = "tls_cipher"    // it accepts none of the offered ciphers
	KindTLSPlain     Kind = "tls_plain"     // the address says https, the port speaks http
	KindTLSStrange   Kind = "tls_strange"   // the address says https, the port speaks something else
	KindTLSWanted    Kind = "tls_wanted"    // the address says http, the port speaks https
	KindConnect      Kind = "connect"       // refused, unreachable, reset before an answer
	KindStalled      Kind = "stalled"       // no byte moved for too long, or no answer came in time
	KindTrust        Kind = "trust"         // the server's certificate is not trusted
	KindTrustChanged Kind = "trust_changed" // the certificate is another one than the trusted one
	KindClientCert   Kind = "client_cert"   // the server requires a client certificate, and none is given for it
	KindOwnIssuer    Kind = "own_issuer"    // it requires one of another issuer than the given one
	KindOwnRefused   Kind = "own_refused"   // it refuses the given one
	KindOwnDates     Kind = "own_dates"     // the given one is not valid now
	KindOwnLocked    Kind = "own_locked"    // the passphrase of its key is not known
	KindOwnWrong     Kind = "own_wrong"     // the passphrase of its key is wrong
	KindOwnMissing   Kind = "own_missing"   // its file is not there
	KindOwnUnread    Kind = "own_unread"    // its file cannot be read
	KindOwnShape     Kind = "own_shape"     // its file holds no certificate with its key
	KindOwnMismatch  Kind = "own_mismatch"  // its key belongs to another certificate
	KindSignIn       Kind = "sign_in"       // 401
	KindProxySignIn  Kind = "proxy_signin"  // 407
	KindWrongSignIn  Kind = "wrong_signin"  // the account was not accepted
	KindUntold       Kind = "untold"        // another host of the upload refuses it without the secrets that are for the first one
	KindClearSignIn  Kind = "clear_signin"  // the password would be sent readable, which the account does not allow
	KindNoSignIn     Kind = "no_signin"     // none of the offered schemes can be used
	KindLateSignIn   Kind = "late_signin"   // each time the sign-in was out of date when it arrived
	KindDenied       Kind = "denied"        // 403, or 0x80070005
	KindNotFound     Kind = "not_found"     // 404 before any byte was accepted
	KindExists       Kind = "exists"        // 409 to Create-Session
	KindBadName      Kind = "bad_name"      // 400 or 404 to a name of a kind that servers often refuse
	KindTooLarge     Kind = "too_large"     // 0x80200020, or 413 at the smallest fragment
	KindDisabled     Kind = "disabled"      // 501 with 0x80070005: uploads are switched off there
	KindNotBITS      Kind = "not_bits"      // the answer is not a BITS server's
	KindRedirect     Kind = "redirect"      // the address redirects elsewhere
	KindBusy         Kind = "busy"          // 5xx, 408, 429
	KindServerDisk   Kind = "server_disk"   // the server's disk is full
	KindHeld         Kind = "held"          // another program on the server has the file open that is to be replaced
	KindVersion      Kind = "version"       // no common protocol version
	KindExecute      Kind = "execute"       // the upload folder has the Execute right
	KindLostSession  Kind = "lost_session"  // the server keeps losing the session
	KindForgotten    Kind = "forgotten"     // again and again everything is acknowledged but this session's fragment
	KindTrickle      Kind = "trickle"       // the server takes very little of each fragment
	KindNoProgress   Kind = "no_progress"   // answers come, but no byte is ever acknowledged
	KindGone         Kind = "gone"          // Close-Session: the uploaded file vanished (404)
	KindDiffers      Kind = "differs"       // the server has received something else than what was sent
	KindUnfinished   Kind = "unfinished"    // Close-Session was refused although every byte had been accepted
	KindNoReply      Kind = "no_reply"      // a reply was wanted but the server named none
	KindReplyClear   Kind = "reply_clear"   // the reply's address is http, but the upload used https
	KindReplyURL     Kind = "reply_url"     // the reply's address cannot be used
	KindNoHandover   Kind = "no_handover"   // the reply's server does not hand it out
	KindReplyEndless Kind = "reply_endless" // the reply is larger than allowed, or endless
	KindReplySave    Kind = "reply_save"    // the reply cannot be saved on this computer
	KindApplication  Kind = "application"   // the program behind the server refused (context 0x7)
	KindEmptyFile    Kind = "empty_file"    // the server cannot take an empty file
	KindBadURL       Kind = "bad_url"       // the address cannot be used
	KindOwnDisk      Kind = "own_disk"      // the queue cannot be saved on this computer
	KindOwnQueue     Kind = "own_queue"     // the queue cannot be saved because its file is damaged
	KindNoCancel     Kind = "no_cancel"     // Cancel-Session was refused
	KindRefused      Kind = "refused"       // any other refusal of an upload by the server
)

// What is wrong with a source, in the words of package source.
const (
	KindFileChanged = Kind(source.FlawChanged) // 0x8020001D
	KindFileBusy    = Kind(source.FlawBusy)
	KindFileAway    = Kind(source.FlawAway)
	KindFileMissing = Kind(source.FlawMissing)
	KindFileDenied  = Kind(source.FlawDenied)
	KindFilePath    = Kind(source.FlawPath)
	KindFileCloud   = Kind(source.FlawCloud)
	KindFileFailed  = Kind(source.FlawFailed)
	KindOwnLimit    = Kind(source.FlawOwnLimit)
	KindFileStuck   = Kind(source.FlawStuck)
	KindFileSize    = Kind(source.FlawSize)
	KindFileZero    = Kind(source.FlawZero)
	KindNotFile     = Kind(source.FlawNotFile)
)

// needsYou reports whether one decision of the user resolves a cause; the others are failures.
func (k Kind) needsYou() bool {
	switch k { //nolint:exhaustive // the short list is the point
	case KindSignIn, KindProxySignIn, KindWrongSignIn, KindClearSignIn, KindNoSignIn, KindTrust, KindTrustChanged, KindProxyTrust, KindExists, KindFileChanged:
		return true
	}
	return k.OwnCertificate()
}

// OwnCertificate reports whether a cause is about a certificate of this computer, which another one may resolve.
func (k Kind) OwnCertificate() bool {
	switch k { //nolint:exhaustive // the others are about something else
	case KindClientCert, KindOwnIssuer, KindOwnRefused, KindOwnDates, KindOwnLocked, KindOwnWrong, KindOwnMissing, KindOwnUnread, KindOwnShape, KindOwnMismatch:
		return true
	}
	return false
}

// Update is what changed since the last one: the newest copy of each changed job, nil for a removed one. A feed's
// first update holds every job and the whole history. The jobs are shared: readers must not change them.
type Update map[uuid.UUID]*Job
