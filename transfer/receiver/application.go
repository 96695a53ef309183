package receiver

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"sendoff/transfer/bits"
)

// Upload is a complete upload, as the application behind a Receiver is told of it.
type Upload struct {
	URL     string // as the client asked for it
	Path    string // below Options.Dir, with slashes
	File    string // where its bytes are
	Reply   string // where a reply may be written
	User    string // who signed in; "" = nobody had to
	Remote  string // address and port of the client
	Session string // GUID in braces
	Size    int64  // bytes
}

// Verdict is what an application made of an upload. The zero value takes it.
type Verdict struct {
	// Status is the HTTP status of a refusal, 0 for none. One below 400 is answered with 502. 403 is for good, and takes back the name that the upload has by
	// Options.PublishFirst; after any other one the client comes again, and so does the upload.
	Status int
	// Keep gives the upload its name. Else it is deleted once it is taken ([MC-BUP] 2.2.13.1). It has no meaning with
	// Options.PublishFirst.
	Keep bool
	// ReplyURL is where the client finds the reply, absolute; "" = in Upload.Reply, if the application wrote that.
	ReplyURL string
}

// Application is what a Receiver tells of complete uploads, before it acknowledges the last fragment ([MC-BUP] 3.3). It
// may be told of one upload more than once: the process may have ended meanwhile, or the answer was lost.
type Application interface {
	// Take looks at an upload. An error is answered with 500, or with 408 if it is context.DeadlineExceeded, and the
	// client comes again.
	Take(ctx context.Context, u Upload) (Verdict, error)
}

const (
	replySuffix = ".reply"
	replyPath   = "/.bits-replies/" // of the URLs of replies; no upload has such a name, as it would need that folder
	// replyStall is how long a client may take nothing of a reply.
	replyStall = 5 * time.Minute
)

// applicationError is the answer when the application refuses an upload, or fails.
func applicationError(status int, why string) error {
	return &refusal{status: status, context: bits.ContextRemoteApplication, why: why}
}

// conclude ends an upload of which nothing is missing: the application is told, and the file gets its name, in the
// order of Options.PublishFirst.
func (x *exchange) conclude(s *session) error {
	if x.o.Application == nil {
		return x.publish(s)
	}
	if s.rec.State == open && x.o.PublishFirst {
		if err := x.keepReplaced(s); err != nil {
			return err
		}
		if err := x.publish(s); err != nil {
			return err
		}
	}
	if s.rec.Refused != 0 {
		return x.refused(s.rec, nil)
	}
	if !s.rec.Told {
		if err := x.tell(s); err != nil {
			return err
		}
	}
	switch {
	case s.rec.State != open:
		return nil
	case s.rec.Keep:
		return x.publish(s)
	}
	rec := s.rec
	rec.State = complete
	err := x.r.disk.append(rec)
	x.r.change(s, rec)
	return errors.Join(err, x.r.disk.discardData(rec.ID))
}

// tell asks the application, and records what it said.
func (x *exchange) tell(s *session) error {
	if err := ignoreMissing(remove(x.r.disk.state, fileName(s.rec.ID)+replySuffix)); err != nil {
		return err // of an earlier time
	}
	published, _ := x.r.disk.root.Lstat(filepath.FromSlash(s.rec.Path)) // of no meaning unless it has its name
	v, err := x.o.Application.Take(context.WithoutCancel(x.req.Context()), x.upload(s.rec))
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return applicationError(http.StatusRequestTimeout, "application: "+err.Error())
	case err != nil:
		return applicationError(http.StatusInternalServerError, "application: "+err.Error())
	case v.Status != 0 && v.Status < http.StatusBadRequest: // no client could make sense of it, and none is ever redirected
		return applicationError(http.StatusBadGateway, fmt.Sprintf("the application answers %d; only 200 takes an upload", v.Status))
	case v.Status != 0 && v.Status != http.StatusForbidden:
		return applicationError(v.Status, "the application refuses")
	}
	rec := s.rec
	rec.Keep = v.Keep
	if rec.Told = v.Status == 0; !rec.Told {
		rec.Refused, rec.Digest = v.Status, ""
	}
	if rec.ReplyURL = v.ReplyURL; rec.Told && rec.ReplyURL == "" && x.r.disk.hasReply(rec.ID) {
		rec.ReplyToken = rand.Text()
	}
	if err := x.r.disk.append(rec); err != nil {
		return err
	}
	s.set(rec)
	x.r.table.reply(s, rec.ReplyToken)
	if rec.Refused != 0 {
		return x.refused(rec, published)
	}
	return ignoreMissing(remove(x.r.disk.root, aside(rec)))
}

// refused takes back what has its name already, and returns the answer to an upload that is refused for good.
func (x *exchange) refused(rec record, published fs.FileInfo) error {
	if rec.State == complete {
		x.complete = false
		if err := x.r.disk.takeBack(rec, published); err != nil {
			return err
		}
	}
	return applicationError(rec.Refused, "the application refuses")
}

func (x *exchange) upload(rec record) Upload {
	u := Upload{
		URL: x.base() + x.req.URL.RequestURI(), Path: rec.Path, Reply: x.r.disk.statePath(rec.ID, replySuffix),
		File: x.r.disk.statePath(rec.ID, dataSuffix), User: rec.User, Remote: x.req.RemoteAddr, Session: rec.ID, Size: rec.Total,
	}
	if x.o.PublishFirst {
		u.File = filepath.Join(x.r.disk.dir, filepath.FromSlash(rec.Path))
	}
	return u
}

// base returns the address of this server as the client knows it, without a slash at the end.
func (x *exchange) base() string {
	if x.o.External != "" {
		return strings.TrimSuffix(x.o.External, "/")
	}
	u := url.URL{Scheme: "http", Host: x.req.Host}
	if x.req.TLS != nil {
		u.Scheme = "https"
	}
	return u.String()
}

// replyURL returns the address of a session's reply, "" if there is none.
func (x *exchange) replyURL(rec record) string {
	if rec.ReplyURL != "" || rec.ReplyToken == "" {
		return rec.ReplyURL
	}
	return x.base() + replyPath + rec.ReplyToken
}

// statePath returns the path of a file of a session.
func (d *disk) statePath(id, suffix string) string {
	return filepath.Join(d.dir, stateDir, fileName(id)+suffix)
}

// hasReply reports whether the application wrote a reply.
func (d *disk) hasReply(id string) bool {
	info, err := d.state.Lstat(fileName(id) + replySuffix)
	return err == nil && info.Mode().IsRegular()
}

// reply makes a session known by its reply.
func (t *table) reply(s *session, token string) {
	if token == "" {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.replies[token] = s
}

// answering returns the session of a reply.
func (t *table) answering(token string) *session {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.replies[token]
}

// isReply reports whether a request asks for a reply.
func isReply(req *http.Request) bool {
	return (req.Method == http.MethodGet || req.Method == http.MethodHead) && strings.HasPrefix(req.URL.Path, replyPath)
}

// serveReply serves the reply to an upload until its session ends, with ranges ([MC-BUP] 3.5).
func (x *exchange) serveReply() {
	if x.checkHost() != nil {
		x.w.WriteHeader(http.StatusForbidden)
		return
	}
	if err := x.signIn(); err != nil {
		x.w.WriteHeader(http.StatusUnauthorized)
		return
	}
	token := strings.TrimPrefix(x.req.URL.Path, replyPath)
	s := x.r.table.answering(token)
	if s == nil {
		x.w.WriteHeader(http.StatusNotFound)
		return
	}
	rec := s.view()
	if rec.State == ended || rec.User != x.user || rec.ReplyToken != token {
		x.w.WriteHeader(http.StatusNotFound)
		return
	}
	f, err := x.r.disk.state.Open(fileName(rec.ID) + replySuffix)
	if err != nil {
		status := http.StatusInternalServerError
		if errors.Is(err, fs.ErrNotExist) {
			status = http.StatusNotFound
		}
		x.w.WriteHeader(status)
		return
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		x.w.WriteHeader(http.StatusInternalServerError)
		return
	}
	h := x.w.Header()
	bits.Put(h, bits.HeaderContentType, "application/octet-stream")
	bits.Put(h, "X-Content-Type-Options", "nosniff")
	http.ServeContent(&replyWriter{x.w, x.rc}, x.req, "", info.ModTime(), f)
}

// replyWriter ends a client that takes nothing of a reply.
type replyWriter struct {
	http.ResponseWriter
	rc *http.ResponseController
}

func (w *replyWriter) Write(p []byte) (int, error) {
	_ = w.rc.SetWriteDeadline(time.Now().Add(replyStall))
	return w.ResponseWriter.Write(p)
}
