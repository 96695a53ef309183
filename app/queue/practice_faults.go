package queue

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/ui/list"
)

const (
	faultyWait   = "5"                    // seconds that a client is told to wait with a 503
	slowPiece    = 4 << 10                // bytes that a slow body is read in one go
	slowPause    = 100 * time.Millisecond // between two of them: about 40 kB/s
	practiceMove = "localhost"            // the other name of 127.0.0.1, as a Host-Id
)

// faulty is the practice server's handler. It does wrong what is switched on, and passes all else to the receiver.
type faulty struct {
	next http.Handler

	mu  sync.Mutex
	now list.PracticeFaults
}

// set replaces the faults.
func (f *faulty) set(now list.PracticeFaults) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = now
}

func (f *faulty) get() list.PracticeFaults {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// once reports whether a fault that happens only once is switched on, and switches it off.
func (f *faulty) once(fault list.PracticeFault) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	was := f.now.On[fault]
	f.now.On[fault] = false
	return was
}

// ServeHTTP answers one request.
func (f *faulty) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	packet, _ := bits.ParsePacketType(req.Header.Get(bits.HeaderPacketType))
	if !receiver.KnownHost(req, nil) {
		f.next.ServeHTTP(w, req) // it refuses foreign names
		return
	}
	if f.wrong(w, req, packet) {
		return
	}
	if f.get().On[list.Slow] {
		req.Body = &slowBody{req.Body, req.Context()}
	}
	if packet == bits.Fragment && f.once(list.LoseAck) {
		f.next.ServeHTTP(silent{w}, req)
		panic(http.ErrAbortHandler) // the connection ends without an answer
	}
	f.next.ServeHTTP(w, req)
}

// wrong gives the wrong answer, if one is due.
func (f *faulty) wrong(w http.ResponseWriter, req *http.Request, packet bits.PacketType) bool {
	on := f.get().On
	user, password, _ := req.BasicAuth()
	switch {
	case on[list.AskSignIn] && (user != list.PracticeUser || password != list.PracticeUser):
		bits.Put(w.Header(), bits.HeaderWWWAuthenticate, `Basic realm="practice", charset="UTF-8"`)
		answerWrong(w, req, http.StatusUnauthorized, bits.CodeAccessDenied)
	case on[list.Busy]:
		bits.Put(w.Header(), bits.HeaderRetryAfter, faultyWait)
		answerWrong(w, req, http.StatusServiceUnavailable, 0)
	case on[list.NameTaken] && packet == bits.CreateSession:
		answerWrong(w, req, http.StatusConflict, bits.CodeAccessDenied)
	case on[list.CloseGone] && packet == bits.CloseSession:
		answerWrong(w, req, http.StatusNotFound, 0)
	case packet == bits.Fragment && f.once(list.LoseSession):
		answerWrong(w, req, http.StatusInternalServerError, bits.CodeSessionNotFound)
	default:
		return false
	}
	return true
}

// answerWrong answers a packet with an error, once its body is read.
func answerWrong(w http.ResponseWriter, req *http.Request, status int, code uint32) {
	_, _ = io.Copy(io.Discard, req.Body)
	h := w.Header()
	bits.Put(h, bits.HeaderPacketType, string(bits.Ack))
	bits.Put(h, bits.HeaderContentLength, "0")
	if code != 0 {
		bits.Put(h, bits.HeaderErrorCode, bits.FormatCode(code))
		bits.Put(h, bits.HeaderError, bits.FormatCode(code))
		bits.Put(h, bits.HeaderErrorContext, bits.FormatContext(bits.ContextRemoteFile))
	}
	w.WriteHeader(status)
}

// silent takes an answer and sends nothing of it.
type silent struct{ http.ResponseWriter }

func (silent) WriteHeader(int)             {}
func (silent) Write(p []byte) (int, error) { return len(p), nil }

// Unwrap is for http.ResponseController.
func (s silent) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// slowBody is a body that comes slowly, however fast it is sent.
type slowBody struct {
	io.ReadCloser
	ctx context.Context // of the request
}

func (b *slowBody) Read(p []byte) (int, error) {
	pause := time.NewTimer(slowPause)
	defer pause.Stop()
	select {
	case <-pause.C:
	case <-b.ctx.Done():
		return 0, b.ctx.Err()
	}
	return b.ReadCloser.Read(p[:min(len(p), slowPiece)])
}
