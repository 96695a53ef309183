package transfer

import (
	"cmp"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
)

// Job is one file on its way to one URL. It is a value: the engine hands out copies, and only the
// engine changes the original. Everything but Phase, Sent and Rate is stored.
type Job struct {
	ID       uuid.UUID `json:"id"` // version 7: sorts by the time it was added
	Source   Source    `json:"source"`
	Target   Target    `json:"target"`
	Want     Want      `json:"want"`
	Priority Priority  `json:"priority"`
	Order    int64     `json:"order"` // place in the queue among jobs of one priority, lowest first

	Session bits.Session `json:"session,omitzero"` // zero: none is open
	Opened  time.Time    `json:"opened,omitzero"`  // when Session was given out
	Heard   time.Time    `json:"heard,omitzero"`   // when a byte of Session was last acknowledged
	Acked   int64        `json:"acked"`            // bytes the server said it has; the server decides
	Reach   int64        `json:"reach"`            // how far bytes of Session may have left: Acked when none is under way, or reachUnknown
	// Checksum is of what was sent in Session, up to Acked or less, and Left of the furthest that was sent beyond
	// it; zero = not known.
	Checksum Checksum `json:"checksum,omitzero"`
	Left     Checksum `json:"left,omitzero"`
	// Tells is set when the file cannot have changed since Session was opened without Source telling. A file that
	// does not tell is read again before the job is done.
	Tells bool `json:"tells,omitempty"`
	// Unseen is set when the file was touched after bytes had left that neither Checksum nor Left is of.
	Unseen       bool `json:"unseen,omitempty"`
	LastFragment Last `json:"last"`
	Earlier      Last `json:"earlier,omitempty"` // the most that became of a last fragment in sessions that were lost
	Closing      bool `json:"closing,omitempty"` // Close-Session may have been sent
	// Named is what the server said of its reply when it had every byte; nil = that is not known.
	Named *NamedReply `json:"named,omitempty"`
	// ReplyAt is where the reply was saved, if not at Target.Reply.
	ReplyAt Path `json:"reply_at,omitempty"`
	// MaybeOpen is set when a Create-Session went out and no answer came: the server may hold a
	// session whose id nobody knows.
	MaybeOpen bool `json:"maybe_open,omitempty"`
	// Abandoned is set when nothing more may be sent in Session: it is cancelled before another is opened.
	Abandoned bool `json:"doomed,omitempty"`
	// Restarted counts the sessions that this job lost and began anew from offset 0.
	Restarted int `json:"restarted,omitempty"`

	Headway Headway `json:"headway,omitzero"`

	Attempt  int       `json:"attempt,omitempty"` // failures since there was headway
	RetryAt  time.Time `json:"retry_at,omitzero"` // when to try again; zero: as soon as there is a slot
	Since    time.Time `json:"since,omitzero"`    // first failure since there was headway
	Patience Patience  `json:"patience,omitzero"`
	Fault    *Fault    `json:"fault,omitempty"` // last refusal; nil while healthy

	// Refusal is what the server said when it refused the cancel, while that is tried again.
	Refusal *Fault `json:"refusal,omitempty"`

	Added   time.Time `json:"added"`
	Started time.Time `json:"started,omitzero"` // when the first session was opened
	Dropped time.Time `json:"dropped,omitzero"` // when the user cancelled
	Ended   time.Time `json:"ended,omitzero"`
	Outcome Outcome   `json:"outcome,omitempty"` // set exactly when Ended is
	// Cut sums up, by outcome, members of this job's group that the history had no room for. The sums of a
	// group are those of all its jobs together.
	Cut map[Outcome]Cut `json:"cut,omitempty"`

	Phase Phase   `json:"-"` // what a worker is doing with it at this moment
	Sent  int64   `json:"-"` // bytes handed to the network, Acked or more, Source.Size at most
	Found int64   `json:"-"` // bytes of Acked that the server had from before, beyond the offset on disk
	Rate  float64 `json:"-"` // acknowledged bytes a second over the last 30 s, 0 if unknown
}

// Watched reports whether the job waits for its file to be finished by whoever writes it, which is no failure.
func (j *Job) Watched() bool {
	return j.State() == Retrying && j.Fault.Kind == KindFileBusy && j.Attempt == 0
}

// MayHaveArrived reports whether the job was refused a new session although the file may be whole on the server:
// the fragment that ends it had left in a session that was lost. Whether what is there is this file the protocol
// cannot tell ([MC-BUP] has no digest).
func (j *Job) MayHaveArrived() bool {
	return j.Outcome == "" && j.Fault != nil && j.Fault.Final && j.Session.IsZero() && j.Earlier >= LastLeft &&
		j.Fault.Packet == string(bits.CreateSession) && (j.Fault.Kind == KindExists || j.Fault.Kind == KindDenied)
}

// Name is the local file name, for people.
func (j *Job) Name() string { return filepath.Base(j.Source.Path) }

// ReplyPath is where the server's reply is or will be, "" if none is wanted.
func (j *Job) ReplyPath() string { return cmp.Or(string(j.ReplyAt), j.Target.Reply) }

// Source is the file as it was when it was queued.
type Source struct {
	Path    string    `json:"path"` // absolute
	Size    int64     `json:"size"` // bytes
	ModTime time.Time `json:"mtime"`
	Root    bool      `json:"root,omitempty"` // it lay where a disk is mounted, not in a folder of that disk

	FileID  string    `json:"file_id,omitempty"` // inode or file index; "" = not known
	Changed time.Time `json:"changed,omitzero"`  // when the system last changed the file or what it keeps of it; zero = not known
	// Unproven is set when somebody named this file after the beginning of one was sent. It is read again
	// before anything more leaves.
	Unproven bool `json:"unproven,omitempty"`
	// Written is set when bytes of more than one version of the file may have left, whatever it holds by now.
	Written bool `json:"written,omitempty"`
}

// Target is where a job goes and how.
type Target struct {
	URL   string `json:"url"`             // the file's own URL, percent-encoded; no user, password or fragment
	Reply string `json:"reply,omitempty"` // where the server's reply is to be saved; "" = no reply is wanted
	Group string `json:"group,omitempty"` // the drop that this job came with; "" = none
	// Override sends POST with X-Http-Method-Override for servers behind something that blocks BITS_POST.
	Override     bool         `json:"override,omitempty"`
	AfterUnclear AfterUnclear `json:"after_unclear,omitempty"`
	// Headers go out with each request. The queue file, readable by its owner alone, holds their values;
	// the transcript does not. They are not in the keyring as passwords are: a job belongs to no account
	// that could be asked for again, and it, and above all its cancel, has to go on by itself after a
	// restart, where a keyring may be locked, wait for somebody to unlock it, or not be there at all. The
	// address beside them can hold a token too, and needs the same file.
	Headers bits.CustomLines `json:"headers,omitempty"`
	// NoProgress is how long tries without a single acknowledged byte go on; 0 = Options.NoProgress,
	// below 0 = the first failure is final, as a NoProgressTimeout of 0 is to BITS.
	NoProgress time.Duration `json:"no_progress,omitempty"`
}

// Server is the part of the URL that decides which machine answers: scheme, host and port, in ASCII and lower
// case. Jobs of one Server share its slots, its connections and what was learned about it. It is ""
// for a URL that cannot be read. It parses nothing, because a schedule asks it of every waiting job.
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

// The three wishes. Drop is final: a dropped job never runs again.
const (
	Run Want = iota
	Hold
	Drop
)

// Priority orders jobs in the queue as BITS does; a job of a higher priority takes the slot of a
// lower one at that one's next fragment.
type Priority int8

// The priorities of BITS, with its numbers (BG_JOB_PRIORITY).
const (
	Foreground Priority = iota
	High
	Normal
	Low
)

// Last says what became of the fragment that ends the file.
type Last int8

// The fates of the last fragment.
const (
	LastUnsent Last = iota
	LastLeft        // it may have left this computer; no answer was seen
	LastAcked       // the server acknowledged it: the file is complete there
)

// Phase is what a worker is doing with a job.
type Phase int8

// The phases of a conversation; Idle means that no worker has the job.
const (
	Idle Phase = iota
	Opening
	Sending
	Completing // the last fragment left, or Close-Session is on its way
	Replying   // the server's reply is being fetched
	Stopping   // the worker was told to end and has not yet
)

// State is what people are told about a job. It is computed from the facts and the wish, never stored.
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

// State derives the state that people are shown.
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
	case Completing:
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

// BITS is the name of the state in the Windows job model, for people who know it (BG_JOB_STATE).
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

// Outcome is how a job ended. A cancel has seven endings, and each says only what the server said.
type Outcome string

// The outcomes.
const (
	Delivered    Outcome = "done"          // every byte and Close-Session acknowledged
	Confirmed    Outcome = "confirmed"     // Cancel-Session acknowledged before the last fragment left
	AlreadyGone  Outcome = "already_gone"  // the server no longer knew the session
	NeverReached Outcome = "never_reached" // no session was ever asked for
	NotTold      Outcome = "not_told"      // the server could not be told, and the user or 14 days ended the trying
	TooLate      Outcome = "too_late"      // the last fragment had been acknowledged: the file may be there
	Unknown      Outcome = "unknown"       // something was on its way and its answer was never seen
	Refused      Outcome = "refused"       // the server refused to cancel; Fault says how
)

// Fault is the last refusal a job met, by a server, the network or this computer.
type Fault struct {
	Kind    Kind      `json:"kind"`
	HTTP    int       `json:"http,omitempty"`    // HTTP status, 0 if no server answered
	Code    uint32    `json:"code,omitempty"`    // HRESULT
	Context uint32    `json:"context,omitempty"` // BG_ERROR_CONTEXT
	Detail  string    `json:"detail,omitempty"`  // for the curious, in English: never a secret
	Flaw    bits.Flaw `json:"flaw,omitempty"`    // what was wrong with an answer that its status does not say
	Packet  string    `json:"packet,omitempty"`  // what was refused: a bits.PacketType, "" if nobody answered
	Head    string    `json:"head,omitempty"`    // what tells of a cause in the answer's head, one "Name: value" a line; no secrets
	At      time.Time `json:"at"`
	Final   bool      `json:"final,omitempty"` // nothing more is tried until the user says so
	Host    string    `json:"host,omitempty"`  // who was asked, with the port if the address has one; "" = nobody was
	Proxy   string    `json:"proxy,omitempty"` // host and port of the proxy that failed; "" = none did
	// Connected is set when a connection had been made and no answer came.
	Connected bool `json:"connected,omitempty"`
	// GivenUp is how long it was tried in vain when the patience ended; 0 = it did not end.
	GivenUp time.Duration `json:"given_up,omitempty"`
	Ask     Ask           `json:"ask,omitzero"` // of the sign-in kinds and of KindDenied
}

// Kind names a cause. The words for it are in package words; the engine knows only the name.
type Kind string

// The causes.
const (
	KindName         Kind = "name"          // the host name does not exist
	KindNameService  Kind = "name_service"  // the name service does not say whether it does
	KindOwnNetwork   Kind = "own_network"   // this computer is in no network that leads to the server
	KindProxy        Kind = "proxy"         // the proxy on the way cannot be reached
	KindProxyName    Kind = "proxy_name"    // the name of the proxy cannot be resolved
	KindProxyTLS     Kind = "proxy_tls"     // no secure connection to the proxy can be made
	KindProxyRefused Kind = "proxy_refused" // the proxy does not let anything through to the server
	KindProxyBeyond  Kind = "proxy_beyond"  // the proxy does not get through to the server
	KindTLS          Kind = "tls"           // the server ended the handshake
	KindTLSOld       Kind = "tls_old"       // it speaks only TLS 1.1 or older
	KindTLSCipher    Kind = "tls_cipher"    // it takes none of the ciphers offered
	KindTLSPlain     Kind = "tls_plain"     // the address says https, the port speaks http
	KindTLSStrange   Kind = "tls_strange"   // the address says https, the port speaks something else
	KindTLSWanted    Kind = "tls_wanted"    // the address says http, the port speaks https
	KindConnect      Kind = "connect"       // refused, unreachable, reset before an answer
	KindStalled      Kind = "stalled"       // no byte moved, or no answer came, for too long
	KindTrust        Kind = "trust"         // the server's certificate is not trusted
	KindTrustChanged Kind = "trust_changed" // it is another one than the one that the user trusts for this host
	KindClientCert   Kind = "client_cert"   // the server wants a client certificate
	KindSignIn       Kind = "sign_in"       // 401
	KindProxySignIn  Kind = "proxy_signin"  // 407
	KindWrongSignIn  Kind = "wrong_signin"  // who asked for a sign-in does not accept the account
	KindClearSignIn  Kind = "clear_signin"  // the password would be sent readable over http, and nobody allowed it
	KindNoSignIn     Kind = "no_signin"     // none of the ways to sign in can be used
	KindLateSignIn   Kind = "late_signin"   // each time, the sign-in was out of date when it arrived
	KindDenied       Kind = "denied"        // 403, or 0x80070005
	KindNotFound     Kind = "not_found"     // 404 before any byte was taken
	KindExists       Kind = "exists"        // 409 when the session was asked for
	KindBadName      Kind = "bad_name"      // 400 or 404 to a name that servers tend to refuse
	KindTooLarge     Kind = "too_large"     // 0x80200020, or 413 at the smallest fragment
	KindDisabled     Kind = "disabled"      // 501 with 0x80070005: uploads are switched off there
	KindNotBITS      Kind = "not_bits"      // the answer is not one of a BITS server
	KindRedirect     Kind = "redirect"      // the address moved elsewhere
	KindBusy         Kind = "busy"          // 5xx, 408, 429
	KindServerDisk   Kind = "server_disk"   // the server's disk is full
	KindHeld         Kind = "held"          // another program there holds the file that the upload is to replace
	KindVersion      Kind = "version"       // no common protocol version
	KindExecute      Kind = "execute"       // the upload folder has the Execute right
	KindLostSession  Kind = "lost_session"  // the server keeps losing the session
	KindForgotten    Kind = "forgotten"     // everything is acknowledged but this session's fragment, again and again
	KindTrickle      Kind = "trickle"       // the server takes next to nothing of each fragment
	KindNoProgress   Kind = "no_progress"   // answers come, but no byte is ever acknowledged
	KindGone         Kind = "gone"          // Close-Session: the uploaded file vanished (404)
	KindUnfinished   Kind = "unfinished"    // Close-Session was refused after every byte was taken
	KindNoReply      Kind = "no_reply"      // a reply was wanted and the server named none
	KindReplyClear   Kind = "reply_clear"   // its address is of http, and the upload went over https
	KindReplyURL     Kind = "reply_url"     // its address is none that can be used
	KindNoHandover   Kind = "no_handover"   // a reply was named, and its server does not hand it out
	KindReplyEndless Kind = "reply_endless" // the reply is larger than any that is taken, or has no end
	KindReplySave    Kind = "reply_save"    // the reply cannot be saved on this computer
	KindApplication  Kind = "application"   // the program behind the server refused (context 0x7)
	KindEmptyFile    Kind = "empty_file"    // the server cannot take an empty file
	KindFileChanged  Kind = "file_changed"  // 0x8020001D: it is not the file any more that was sent the beginning of
	KindFileBusy     Kind = "file_busy"     // the file is still being written, or another program holds it
	KindFileAway     Kind = "file_away"     // its folder is gone too: a disk or a share that is not connected
	KindFileMissing  Kind = "file_missing"  // the file is not there any more
	KindFileDenied   Kind = "file_denied"   // the file may not be read by this user
	KindFilePath     Kind = "file_path"     // no file of this computer can have the name
	KindFileCloud    Kind = "file_cloud"    // the file is a placeholder, and what would bring it back does not
	KindFileFailed   Kind = "file_failed"   // reading it fails in another way, which the system has words for
	KindOwnLimit     Kind = "own_limit"     // this computer has no open files or memory left for the program
	KindFileStuck    Kind = "file_stuck"    // reading the file never ends: its disk or share does not answer
	KindFileSize     Kind = "file_size"     // the file has another number of bytes than the system says
	KindNotFile      Kind = "not_file"      // a folder, a device, a pipe
	KindBadURL       Kind = "bad_url"       // the address cannot be used
	KindOwnDisk      Kind = "own_disk"      // the queue cannot be saved on this computer
	KindNoCancel     Kind = "no_cancel"     // Cancel-Session was refused
	KindRefused      Kind = "refused"       // any other refusal of an upload by the server
)

// needsYou reports whether one decision of the user cures a cause; the others are failures.
func (k Kind) needsYou() bool {
	switch k { //nolint:exhaustive // the short list is the point
	case KindSignIn, KindProxySignIn, KindWrongSignIn, KindClearSignIn, KindNoSignIn, KindTrust, KindTrustChanged, KindClientCert, KindExists, KindFileChanged:
		return true
	}
	return false
}

// Update says what changed since the last one: the newest copy of each changed job, nil for one that
// is gone. The first update of a feed holds every job and the whole history. Readers must not
// change the jobs: they are shared.
type Update map[uuid.UUID]*Job
