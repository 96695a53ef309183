package queue

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/source"
	"sendoff/ui/words"
)

// asked handles a request: its result becomes the body of the answer.
type asked func(r *http.Request, body []byte) (any, error)

func (c *control) routes() http.Handler {
	m := http.NewServeMux()
	for pattern, f := range map[string]asked{
		"GET /v1":                    func(*http.Request, []byte) (any, error) { return c.q.Owner(), nil },
		"GET /v1/jobs":               c.list,
		"GET /v1/jobs/{job}":         c.job,
		"POST /v1/jobs/{job}/{verb}": c.act,
		"GET /v1/transcripts/{id}":   c.transcript,
		"GET /v1/snapshot":           c.snapshot,
		"GET /v1/pins":               func(r *http.Request, _ []byte) (any, error) { return c.q.Pins(r.Context()) },
		"GET /v1/servers":            func(r *http.Request, _ []byte) (any, error) { return c.q.Servers(r.Context()) },
		"GET /v1/accounts":           func(r *http.Request, _ []byte) (any, error) { return c.q.Accounts(r.Context()) },
		"GET /v1/diagnostics":        func(r *http.Request, _ []byte) (any, error) { return c.q.Diagnostics(r.Context()) },
		"POST /v1/commands":          with(checkCommand, c.do),
		"POST /v1/window":            with(checkPaths, c.raise),
		"POST /v1/sign-in":           with(checkSignIn, c.signIn),
		"POST /v1/sign-out":          with(checkPlace, c.signOut),
		"POST /v1/hand-over":         with(checkAim, c.handOver),
		"POST /v1/try":               with(checkOrder, c.try),
		"GET /v1/proxy":              func(r *http.Request, _ []byte) (any, error) { return c.q.Proxy(r.Context()) },
		"POST /v1/proxy":             with(checkProxy, c.setProxy),
		"POST /v1/certificate":       with(checkLook, c.look),
		"GET /v1/own":                func(r *http.Request, _ []byte) (any, error) { return c.q.Certificates(r.Context()) },
		"POST /v1/own":               with(checkOwn, c.give),
		"POST /v1/own-taken":         with(checkPlace, c.take),
	} {
		m.HandleFunc(pattern, c.answering(f))
	}
	m.HandleFunc("GET /v1/watch", c.watch)
	m.HandleFunc("POST /v1/test", c.test)
	m.HandleFunc("POST /v1/verify", c.verify)
	m.HandleFunc("POST /v1/quit", c.leave)
	m.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, badRequest("%s %s is not known", r.Method, r.URL.Path))
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(headerControl, c.version)
		m.ServeHTTP(w, r)
	})
}

// answering makes a handler that waits for a turn, reads the body in bounded time and writes the answer.
func (c *control) answering(f asked) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := c.turn(r.Context()); err != nil {
			refuse(w, err)
			return
		}
		defer func() { <-c.turns }()
		body, err := readBody(w, r)
		var result any
		if err == nil {
			result, err = f(r, body)
		}
		// A client that stops reading is dropped.
		if late := http.NewResponseController(w).SetWriteDeadline(time.Now().Add(answerTimeout)); err == nil {
			err = late
		}
		if err != nil {
			refuse(w, err)
			return
		}
		reply(w, http.StatusOK, result)
	}
}

// turn waits until fewer than maxTurns requests are running.
func (c *control) turn(ctx context.Context) error {
	select {
	case c.turns <- struct{}{}:
		return nil
	case <-c.ending:
		return ErrOwnerGone
	case <-ctx.Done():
		return ctx.Err()
	}
}

func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	within := http.NewResponseController(w)
	if err := within.SetReadDeadline(time.Now().Add(requestTimeout)); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return nil, badRequest("request cannot be read: %w", err)
	}
	return body, within.SetReadDeadline(time.Time{}) // the end of the connection is still noticed
}

// with decodes the body as a T for f.
func with[T any](check func(*T) error, f func(context.Context, *T) (any, error)) asked {
	return func(r *http.Request, body []byte) (any, error) {
		v, err := understood(body, check)
		if err != nil {
			return nil, err
		}
		return f(r.Context(), v)
	}
}

// understood decodes a T and checks it: what passes is safe for the engine.
func understood[T any](body []byte, check func(*T) error) (*T, error) {
	v := new(T)
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return nil, badRequest("request is not understood: %w", err)
	}
	return v, check(v)
}

func (c *control) do(ctx context.Context, command *transfer.Command) (any, error) {
	return struct{}{}, c.q.Do(ctx, *command)
}

func (c *control) raise(ctx context.Context, r *raised) (any, error) {
	return struct{}{}, c.q.Raise(ctx, source.PathStrings(r.Paths))
}

func (c *control) signIn(ctx context.Context, s *SignIn) (any, error) {
	is, err := c.q.SignIn(ctx, *s)
	return kept{is}, err
}

func (c *control) signOut(ctx context.Context, p *place) (any, error) {
	was, err := c.q.SignOut(ctx, p.Place)
	return kept{was}, err
}

func (c *control) handOver(_ context.Context, w *wanted) (any, error) {
	if !c.q.Yield(w.Aim) {
		return nil, errWorks
	}
	return struct{}{}, nil
}

func (c *control) transcript(r *http.Request, _ []byte) (any, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return nil, badRequest("transcript: %w", err)
	}
	return c.q.Transcript(r.Context(), id)
}

// named finds the job of a request by its ID, a prefix of it, or its session.
func (c *control) named(r *http.Request) (*transfer.Job, error) {
	all, err := c.q.All(r.Context())
	if err != nil {
		return nil, err
	}
	return Jobs(all).One(r.PathValue("job"))
}

// job returns what "show --json" prints.
func (c *control) job(r *http.Request, _ []byte) (any, error) {
	j, err := c.named(r)
	if err != nil {
		return nil, err
	}
	notes, err := c.q.Transcript(r.Context(), j.ID)
	if err != nil {
		return nil, err
	}
	return Showing(j, notes)
}

// act runs the command of that name for one job, and answers once it is stored.
func (c *control) act(r *http.Request, _ []byte) (any, error) {
	verb := verbs[r.PathValue("verb")]
	if verb == nil {
		return nil, badRequest("%q cannot be done to a job", r.PathValue("verb"))
	}
	j, err := c.named(r)
	if err != nil {
		return nil, err
	}
	return struct{}{}, c.q.Do(r.Context(), transfer.Command{Verb: verb(j), IDs: []uuid.UUID{j.ID}})
}

// list returns a line for each job, as "list --json" prints it; with ?all=true the history too.
func (c *control) list(r *http.Request, _ []byte) (any, error) {
	all, err := c.q.All(r.Context())
	if err != nil {
		return nil, err
	}
	history := r.URL.Query().Get("all") == "true"
	return stream(func(w io.Writer) error {
		for _, j := range Jobs(all).Sorted() {
			if j.Outcome != "" && !history {
				continue
			}
			if err := WriteJSON(w, ToJSON(j), words.Hostile); err != nil {
				return err
			}
		}
		return nil
	}), nil
}

// stream writes an answer of many lines of JSON.
type stream func(w io.Writer) error

// snapshot is the first update of a watch. Commands read the queue with it, so that watchers cannot use up their
// places.
func (c *control) snapshot(r *http.Request, _ []byte) (any, error) {
	return stream(func(w io.Writer) error {
		enc := json.NewEncoder(w)
		err := c.q.watchPacked(r.Context(), func(line wireUpdate) error {
			if err := enc.Encode(line); err != nil || line.More {
				return err
			}
			return errEnough
		})
		if errors.Is(err, errEnough) {
			return nil
		}
		return err
	}), nil
}

// watch sends every job and the history first, then changes, until the client leaves or the queue closes.
func (c *control) watch(w http.ResponseWriter, r *http.Request) {
	select {
	case c.watchers <- struct{}{}:
		defer func() { <-c.watchers }()
	default:
		refuse(w, ErrFull)
		return
	}
	ctx, cancel := c.untilEnding(r.Context())
	defer cancel()
	w.Header().Set("Content-Type", jsonLines)
	within := http.NewResponseController(w)
	out := bufio.NewWriterSize(w, 64<<10)
	enc := json.NewEncoder(out)
	_ = c.q.watchPacked(ctx, func(line wireUpdate) error { // the end of the stream says enough
		err := errors.Join(within.SetWriteDeadline(time.Now().Add(answerTimeout)), enc.Encode(line))
		if err != nil || line.More {
			return err
		}
		return errors.Join(out.Flush(), within.Flush())
	})
}

// leave ends this process. The connection stays open until the process is gone, which tells the client.
func (c *control) leave(w http.ResponseWriter, _ *http.Request) {
	if c.quit == nil {
		refuse(w, errNoQuit)
		return
	}
	reply(w, http.StatusOK, struct{}{})
	within := http.NewResponseController(w)
	if err := within.Flush(); err != nil {
		return
	}
	conn, _, err := within.Hijack()
	if err != nil {
		refuse(w, err)
		return
	}
	go func() { _, _ = io.Copy(io.Discard, conn) }() // ends with the client or with the process
	c.quit()
}

const jsonLines = "application/x-ndjson"

// reply writes an answer. Errors are ignored: the client may be gone.
func reply(w http.ResponseWriter, code int, v any) {
	lines, many := v.(stream)
	if !many {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_ = WriteJSON(w, v, words.Hostile)
		return
	}
	w.Header().Set("Content-Type", jsonLines)
	out := bufio.NewWriterSize(w, 64<<10)
	if lines(out) == nil {
		_ = out.Flush()
	}
}

// refuse answers with an error's text and, if it has one, its name.
func refuse(w http.ResponseWriter, err error) {
	reply(w, refusal(err), problem{Error: words.ErrorText(err), Known: knownAs(err), Unsaved: Unsaved(err)})
}

// refusal is the HTTP status of an error.
func refusal(err error) int {
	var own UnavailableError
	var name NameError
	switch {
	case errors.Is(err, ErrOtherVersion):
		return http.StatusBadRequest
	case errors.Is(err, transfer.ErrNoJob), errors.As(err, &own), errors.As(err, &name):
		return http.StatusNotFound
	case errors.Is(err, ErrFull), errors.Is(err, ErrOwnerGone), Unsaved(err):
		return http.StatusServiceUnavailable
	}
	return http.StatusConflict
}
