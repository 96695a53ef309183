package queue

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/source"
	"sendoff/ui/words"
)

const (
	helloTimeout   = 2 * time.Second // for a first answer of the owner
	commandTimeout = 2 * time.Minute // for one answer, including its turn; storing takes milliseconds
	wordAfter      = 3 * time.Second // after so long a wait the user is told
	placeEvery     = time.Second     // interval of asking a full owner again
	placeWait      = 5 * time.Minute // how long a watcher waits for a place
	maxProblem     = 64 << 10        // bytes of an error's text
)

// Remote is the queue owned by another process. Each request has its own connection.
type Remote struct {
	OwnerInfo
	http *http.Client
	slow func() // called when an answer takes long; may be nil
}

// Dial connects to an owner that answers. It fails with errNobody if there is none, errStranger if it is another
// user's, and ErrOtherVersion if it speaks another protocol.
func Dial(ctx context.Context, dir string) (*Remote, error) {
	r := &Remote{http: &http.Client{
		Transport: &http.Transport{
			DisableKeepAlives: true, DisableCompression: true,
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return DialControl(ctx, dir) },
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	ctx, cancel := context.WithTimeout(ctx, helloTimeout)
	defer cancel()
	if err := r.get(ctx, "", &r.OwnerInfo); err != nil {
		return nil, err
	}
	return r, nil
}

// Do implements Queue.
func (r *Remote) Do(ctx context.Context, c transfer.Command) error {
	return r.post(ctx, "/commands", c, nil)
}

// Transcript implements Queue.
func (r *Remote) Transcript(ctx context.Context, id uuid.UUID) (notes []bits.Note, err error) {
	err = r.get(ctx, "/transcripts/"+id.String(), &notes)
	return notes, err
}

// SignIn implements Queue.
func (r *Remote) SignIn(ctx context.Context, s SignIn) (bool, error) {
	var is kept
	err := r.post(ctx, "/sign-in", s, &is)
	return is.Kept, err
}

// SignOut implements Queue.
func (r *Remote) SignOut(ctx context.Context, at string) (bool, error) {
	var was kept
	err := r.post(ctx, "/sign-out", place{at}, &was)
	return was.Kept, err
}

// Accounts implements Queue.
func (r *Remote) Accounts(ctx context.Context) (list []AccountInfo, err error) {
	err = r.get(ctx, "/accounts", &list)
	return list, err
}

// Pins implements Queue.
func (r *Remote) Pins(ctx context.Context) (pins []transfer.Pin, err error) {
	err = r.get(ctx, "/pins", &pins)
	return pins, err
}

// Diagnostics implements Queue.
func (r *Remote) Diagnostics(ctx context.Context) (text string, err error) {
	err = r.get(ctx, "/diagnostics", &text)
	return text, err
}

// Raise implements Queue.
func (r *Remote) Raise(ctx context.Context, paths []string) error {
	return r.post(ctx, "/window", raised{source.Paths(paths)}, nil)
}

// handOver asks an owner that does less than a to close the queue. It fails with errWorks if it does as much.
func (r *Remote) handOver(ctx context.Context, a Aim) error {
	return r.post(ctx, "/hand-over", wanted{a}, nil)
}

// Quit asks the owner to end and waits until its process is gone.
func (r *Remote) Quit(ctx context.Context) error {
	body, err := r.ask(ctx, http.MethodPost, "/quit", nil)
	if err != nil {
		return err
	}
	defer body.Close()               //nolint:errcheck // all was read
	_, _ = io.Copy(io.Discard, body) // any end means that the process is gone
	return ctx.Err()
}

// Start implements Queue.
func (r *Remote) Start(context.Context) error { return nil }

// StartCancels implements Queue.
func (r *Remote) StartCancels() {}

// Close implements Queue.
func (r *Remote) Close() error { return nil }

// Watch waits for a place if there are too many watchers.
func (r *Remote) Watch(ctx context.Context, f func(transfer.Update) error) error {
	body, err := r.watch(ctx)
	if err != nil {
		return err
	}
	defer body.Close() //nolint:errcheck // nothing is left to be said
	for in := json.NewDecoder(body); ; {
		u, err := readUpdate(in)
		if err != nil {
			return lost(ctx, err)
		}
		if err := f(u); err != nil {
			return err
		}
	}
}

// All implements Queue.
func (r *Remote) All(ctx context.Context) (transfer.Update, error) {
	all := transfer.Update{}
	err := r.Each(ctx, func(j *transfer.Job) { all[j.ID] = j })
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Each needs no watcher's place.
func (r *Remote) Each(ctx context.Context, see func(*transfer.Job)) error {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	defer time.AfterFunc(wordAfter, r.word).Stop()
	body, err := r.ask(ctx, http.MethodGet, "/snapshot", nil)
	if err != nil {
		return err
	}
	defer body.Close() //nolint:errcheck // all was read
	for in := json.NewDecoder(body); ; {
		var line wireUpdate
		err := in.Decode(&line)
		if err == nil {
			err = line.Jobs.Each(see)
		}
		if err != nil || !line.More {
			return lost(ctx, err)
		}
	}
}

// readUpdate joins the lines of one update.
func readUpdate(in *json.Decoder) (transfer.Update, error) {
	for u := (transfer.Update{}); ; {
		var line wireUpdate
		if err := in.Decode(&line); err != nil {
			return nil, err
		}
		if err := line.into(u); err != nil {
			return nil, err
		}
		if !line.More {
			return u, nil
		}
	}
}

func (r *Remote) watch(ctx context.Context) (io.ReadCloser, error) {
	wait := time.NewTimer(placeWait)
	defer wait.Stop()
	again := time.NewTicker(placeEvery)
	defer again.Stop()
	for {
		body, err := r.ask(ctx, http.MethodGet, "/watch", nil)
		if !errors.Is(err, ErrFull) {
			return body, err
		}
		r.word()
		select {
		case <-again.C:
		case <-wait.C:
			return nil, err
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// word tells the user about a wait, and for what.
func (r *Remote) word() {
	if r.slow != nil {
		r.slow()
	}
}

func (r *Remote) get(ctx context.Context, path string, into any) error {
	return r.one(ctx, http.MethodGet, path, nil, into)
}

func (r *Remote) post(ctx context.Context, path string, v, into any) error {
	body, err := json.Marshal(v)
	if err == nil && len(body) > maxBody {
		err = errors.New(words.Tr("too many files at once; add them in several steps"))
	}
	if err != nil {
		return err
	}
	return r.one(ctx, http.MethodPost, path, body, into)
}

// one sends a request and decodes the answer.
func (r *Remote) one(ctx context.Context, method, path string, body []byte, into any) error {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	defer time.AfterFunc(wordAfter, r.word).Stop()
	answer, err := r.ask(ctx, method, path, body)
	if err != nil {
		return err
	}
	defer answer.Close() //nolint:errcheck // all was read
	if into == nil {
		_, err = io.Copy(io.Discard, answer)
	} else {
		err = json.NewDecoder(answer).Decode(into)
	}
	return lost(ctx, err)
}

// ask sends a request and returns the body of its answer. A refusal becomes an error with the owner's text.
func (r *Remote) ask(ctx context.Context, method, path string, body []byte) (io.ReadCloser, error) {
	began := false
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotFirstResponseByte: func() { began = true }})
	q, err := http.NewRequestWithContext(traced, method, "http://sendoff"+controlVersion+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	a, err := r.http.Do(q)
	switch {
	case errors.Is(err, errNobody), errors.Is(err, ErrStranger):
		return nil, err
	case err != nil && began && !errors.Is(err, io.ErrUnexpectedEOF) && ctx.Err() == nil:
		return nil, fmt.Errorf("%w: %w", ErrOtherVersion, err) // it answered, but not in HTTP
	case err != nil:
		return nil, lost(ctx, err)
	case a.StatusCode == http.StatusOK:
		return a.Body, nil
	}
	defer a.Body.Close() //nolint:errcheck // all was read
	var p problem
	if err := json.NewDecoder(io.LimitReader(a.Body, maxProblem)).Decode(&p); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOtherVersion, err)
	}
	return nil, p.err()
}

// err is the problem as an error of this process.
func (p problem) err() error {
	if p.Unsaved {
		return UnavailableError{refusedByOwner(p.Error)}
	}
	if known := knownErrors[p.Known]; known != nil {
		return fmt.Errorf("%w: %w", known, refusedByOwner(p.Error))
	}
	return refusedByOwner(p.Error)
}

// refusedByOwner is the text of the owner's refusal.
type refusedByOwner string

func (e refusedByOwner) Error() string { return string(e) }

// lost distinguishes a request cancelled here from one whose owner ended.
func lost(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return fmt.Errorf("%w: %w", ErrOwnerGone, err)
}
