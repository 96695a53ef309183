package receiver

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sendoff/transfer/bits"
)

// Defaults and limits of a Receiver.
const (
	// DefaultSessionTimeout is how long a session lives without progress. It is the default of IIS
	// (BITSSessionTimeout).
	DefaultSessionTimeout = 14 * 24 * time.Hour

	// DefaultCleanup is the longest time between two searches for expired sessions. It is the default of IIS.
	DefaultCleanup = 12 * time.Hour

	headerTimeout = 30 * time.Second // for the header of one request
	idleTimeout   = 5 * time.Minute  // for a connection between two requests
	maxHeader     = 64 << 10         // bytes of all header fields of a request together
)

// Options are the settings of a Receiver; only Dir has no default.
type Options struct {
	// Dir is the folder that uploads appear in. It must exist. Folders below it take uploads if they are on the same
	// file system and writable. Others are refused with 403.
	Dir string
	// Overwrite lets an upload replace a file. Without it an existing name is refused with 403 and
	// 0x80070005, at Create-Session and again when the upload is complete.
	Overwrite bool
	// MakeFolders makes the folders of a name that are missing, when the upload is complete. Without it a missing
	// folder is answered with 404.
	MakeFolders bool
	// MaxSize is the largest upload in bytes, 0 for no limit. A larger one is refused with 500 and
	// 0x80200020 on its first fragment, which is the first packet that names a size.
	MaxSize int64
	// MaxFragment is the largest fragment in bytes, 0 for no limit. A larger one is answered with 413; the session
	// goes on.
	MaxFragment int64
	// SessionTimeout is how long a session lives without progress; 0 is DefaultSessionTimeout.
	SessionTimeout time.Duration
	// HostID is the host that clients are to send the rest of a session to (BITS-Host-Id, a name or
	// an address without a port, at most 300 characters); "" names none.
	HostID string
	// HostIDFallback is how long a client tries HostID before it returns to the first host, rounded up to whole
	// seconds. 0 leaves the header out: then the client never returns.
	HostIDFallback time.Duration
	// MinRate is the lowest rate of a fragment's body, in bytes a second; at least 64. A body that has fallen five minutes
	// behind it is cut off. What came of it counts.
	MinRate int64
	// Users are who may upload; nil lets everybody. A request without the right name and password is answered with 401
	// and asked for them by the Basic scheme. A session is only valid for the user who created it.
	Users *Users
	// SessionsPerUser is how many uploads that are not complete a user may have at once, or an address without Users; 0
	// for no limit. One more is answered with 503 and Retry-After.
	SessionsPerUser int
	// Sessions is the same for all together.
	Sessions int
	// UserFolders gives each user a folder of that name below Dir, in which the user's uploads appear. It is made when it
	// is needed. A user whose name is no plain name of a folder is answered with 403.
	UserFolders bool
	// Accounts are folders and limits of users that differ from those of others, by name.
	Accounts map[string]Account
	// Application is told of each complete upload before its last fragment is acknowledged; nil = none is.
	Application Application
	// PublishFirst gives an upload its name before the application is told of it. Else that is only done if the
	// application says so, as in IIS.
	PublishFirst bool
	// External is this server's address for its clients, for the URLs of replies, with scheme and host; "" = as a request
	// names it, with https where it came over TLS.
	External string
	// NoHidden refuses names that begin with a dot, with 400.
	NoHidden bool
	// Hosts are the names under which clients may reach the receiver at a loopback address, without a port, besides
	// that address and localhost. Other requests there are refused with 403: a web page whose own name leads to this
	// computer could make a browser send packets. nil allows every name.
	Hosts []string
	// Strict refuses packets without a Content-Length with 411. [MC-BUP] 2.2.1 demands one of each packet, but some
	// clients leave it out where there is no body.
	Strict bool
	// Conflict answers a name that is taken with 409 in place of 403.
	Conflict bool
	// Cleanup is the time between two searches for expired sessions; 0 is DefaultCleanup, or a quarter of
	// SessionTimeout if that is less.
	Cleanup time.Duration
	// Disabled refuses every packet with 501 and 0x80070005.
	Disabled bool
	// Log is called once for each packet, when its answer is decided and before it is sent. Several goroutines may
	// call it at once. nil means no log.
	Log func(Entry)
}

// Check returns an error for settings that do not work, without looking at the folder.
func (o *Options) Check() error {
	switch {
	case o.Dir == "":
		return errors.New("no folder given")
	case o.MaxSize < 0 || o.MaxFragment < 0 || o.MinRate < 0 || o.Sessions < 0 || o.SessionsPerUser < 0:
		return errors.New("a limit is negative")
	case o.SessionTimeout < 0 || o.HostIDFallback < 0 || o.Cleanup < 0:
		return errors.New("a timeout is negative")
	case len(o.HostID) > bits.MaxHostID:
		return fmt.Errorf("host id has %d characters, %d are allowed", len(o.HostID), bits.MaxHostID)
	case o.HostID != "" && !bits.ValidHostID(o.HostID):
		return fmt.Errorf("host id %q is neither a host name nor an IP address, or has a port", o.HostID)
	case o.External != "" && !isAddress(o.External):
		return fmt.Errorf("external address %q is none of http or https", o.External)
	}
	for user, a := range o.Accounts {
		if err := a.check(); err != nil {
			return fmt.Errorf("user %s: %w", user, err)
		}
	}
	return nil
}

// complete fills in what has a default.
func (o *Options) complete() {
	if o.SessionTimeout == 0 {
		o.SessionTimeout = DefaultSessionTimeout
	}
}

// Receiver is a BITS upload server over one folder. Its methods may be called from any goroutine.
type Receiver struct {
	o     atomic.Pointer[Options] // of requests that begin now
	disk  *disk
	table *table
	stop  func() // ends the reaper
}

// Open starts a Receiver over o.Dir and loads the sessions of an earlier one. Call Close when it is done.
func Open(o Options) (*Receiver, error) {
	if err := o.Check(); err != nil {
		return nil, fmt.Errorf("open receiver: %w", err)
	}
	o.complete()
	d, err := openDisk(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("open receiver: %w", err)
	}
	records, err := d.load()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open receiver: %w", err), d.close())
	}
	r := &Receiver{disk: d, table: newTable(records)}
	r.disk.makes.Store(o.MakeFolders)
	r.o.Store(&o)
	r.reap()
	done := make(chan struct{})
	r.stop = sync.OnceFunc(func() { close(done) })
	go r.reapUntil(done) // Close ends it
	return r, nil
}

// now returns the settings of a request that begins now. Nobody changes them.
func (r *Receiver) now() *Options { return r.o.Load() }

// Change replaces the settings, for requests that begin from now on. The folder stays, and so does what is under way:
// sessions that exist already keep their place where the new limits are lower. After an error nothing has changed.
func (r *Receiver) Change(o Options) error {
	if err := o.Check(); err != nil {
		return fmt.Errorf("change settings: %w", err)
	}
	if o.Dir != r.now().Dir {
		return errors.New("change settings: another folder needs another receiver")
	}
	o.complete()
	r.disk.makes.Store(o.MakeFolders)
	r.o.Store(&o)
	return nil
}

// Close ends the Receiver without waiting for requests. A running one may fail with 500, which a client retries.
// Later ones get 503. Sessions stay on disk for the next Open.
func (r *Receiver) Close() error {
	r.stop()
	r.table.shut()
	return r.disk.close()
}

// Session describes an upload that has not been closed or cancelled.
type Session struct {
	ID       string    // GUID in braces, as sent to the client
	Path     string    // name below Options.Dir, with slashes
	Received int64     // bytes on disk, 0 or more
	Total    int64     // bytes of the whole file; -1 until the first fragment
	Touched  time.Time // last progress
}

// Sessions lists the sessions that were not closed or cancelled, complete ones included, sorted by path.
func (r *Receiver) Sessions() []Session {
	var list []Session
	for _, s := range r.table.all() {
		rec := s.view()
		if rec.State == ended {
			continue
		}
		list = append(list, Session{rec.ID, rec.Path, rec.Received, rec.Total, rec.Touched})
	}
	slices.SortFunc(list, func(a, b Session) int {
		return strings.Compare(a.Path+"\x00"+a.ID, b.Path+"\x00"+b.ID)
	})
	return list
}

// NewServer wraps r in an HTTP server that suits BITS. It speaks HTTP/1.1 only ([MC-BUP] 2.2.1), bounds headers and
// does not limit the time of a whole request; r ends stalled and crawling ones. The caller sets Addr, TLSConfig and
// ErrorLog.
func NewServer(r *Receiver) *http.Server {
	var only1 http.Protocols
	only1.SetHTTP1(true)
	return &http.Server{
		Handler:           r,
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		Protocols:         &only1,
		// "OPTIONS *" is answered as any other method.
		DisableGeneralOptionsHandler: true,
	}
}

// ServeHTTP answers one request. Its answers have no body, but for replies, and are never redirects. If the body of a Fragment is cut
// short there is no answer: the connection is aborted with http.ErrAbortHandler.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	x := &exchange{r: r, o: r.now(), w: w, req: req, rc: http.NewResponseController(w)}
	if x.o.Application != nil && isReply(req) {
		x.serveReply()
		return
	}
	if !isPacket(req) {
		x.refuseMethod()
		return
	}
	a, err := x.decide()
	if errors.Is(err, errCut) {
		panic(http.ErrAbortHandler)
	}
	if err != nil {
		a = answerFor(err)
	}
	if x.o.Conflict && errors.Is(err, errExists) {
		a.status = http.StatusConflict
	}
	x.finish(a)
}

// isPacket reports whether a request is a BITS packet. The POST form passes proxies that block other methods.
func isPacket(req *http.Request) bool {
	return req.Method == bits.Method ||
		req.Method == http.MethodPost && req.Header.Get(bits.HeaderMethodOverride) == bits.Method
}

// exchange is one request while it is being answered.
type exchange struct {
	r          *Receiver
	o          *Options // when it began
	w          http.ResponseWriter
	req        *http.Request
	rc         *http.ResponseController
	packet     bits.PacketType
	user       string // who signed in; "" = nobody had to
	principal  string // user, or the client's address
	name       string // below Options.Dir, with slashes; "" until known
	closeAfter bool   // the connection takes no further request
	bodyRead   bool   // the body has been read from: a client waiting for 100 Continue has got it
	complete   bool   // the request gave a file its name
	taken      int64  // bytes of the body that were stored
}

// decide checks a request in the order of [MC-BUP] 3.2.5.2 and answers it.
func (x *exchange) decide() (answer, error) {
	var known bool
	x.packet, known = bits.ParsePacketType(x.req.Header.Get(bits.HeaderPacketType))
	if !known || x.packet == bits.Ack {
		return answer{}, malformedError("unknown packet type")
	}
	if err := x.checkHeader(); err != nil {
		return answer{}, err
	}
	if err := x.checkHost(); err != nil {
		return answer{}, err
	}
	if err := x.signIn(); err != nil {
		return answer{}, err
	}
	if x.o.Disabled {
		return answer{}, &refusal{status: http.StatusNotImplemented, code: bits.CodeAccessDenied, why: "uploads are disabled"}
	}
	if x.packet == bits.Ping {
		if x.req.ContentLength != 0 {
			return answer{}, malformedError("body on a Ping")
		}
		return answer{session: x.sessionID()}, nil
	}
	name, err := x.o.targetName(x.req.URL.EscapedPath())
	if err != nil {
		return answer{}, err
	}
	if x.name, err = x.o.place(x.user, name); err != nil {
		return answer{}, err
	}
	switch x.packet {
	case bits.CreateSession:
		return x.create()
	case bits.Fragment:
		return x.fragment()
	default:
		return x.end()
	}
}

// checkHeader enforces what holds for every packet: a known length, and no header value above 4 KiB ([MC-BUP] 2.2.1).
// Some clients leave Content-Length out of packets without a body. That is accepted.
func (x *exchange) checkHeader() error {
	// net/http sets -1 for every transfer coding, whatever Content-Length says.
	if x.req.ContentLength < 0 {
		return malformedError("body of unknown length")
	}
	if _, given := x.req.Header[bits.HeaderContentLength]; x.o.Strict && !given {
		return &refusal{status: http.StatusLengthRequired, code: bits.CodeInvalidArgument, why: "no content length"}
	}
	for _, values := range x.req.Header {
		for _, v := range values {
			if len(v) > bits.MaxHeaderValue {
				return malformedError("header value above 4 KiB")
			}
		}
	}
	return nil
}

// sessionID returns the session id of the request, or "" if it is not valid.
func (x *exchange) sessionID() string {
	if id := x.req.Header.Get(bits.HeaderSessionID); bits.ValidSessionID(id) {
		return id
	}
	return ""
}

// path returns the target of the request for a log: the decoded name, or the URL as sent.
func (x *exchange) path() string {
	if x.name != "" {
		return "/" + x.name
	}
	return x.req.URL.EscapedPath()
}
