package queue

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/readback"
	"sendoff/transfer/source"
	"sendoff/ui/words"
)

// Verifier compares an upload with what its server has. Both ends of the queue are one.
type Verifier interface {
	// Verify is transfer.Engine.Verify. Its errors are in the user's words.
	Verify(ctx context.Context, j transfer.Job, tell func(int64)) (readback.Found, error)
}

// Verify implements Verifier.
func (l *Local) Verify(ctx context.Context, j transfer.Job, tell func(int64)) (readback.Found, error) {
	found, err := l.engine.Verify(ctx, j, tell)
	switch {
	case err == nil, ctx.Err() != nil, errors.Is(err, transfer.ErrClosed):
		return found, gone(err)
	case errors.Is(err, readback.ErrChanging):
		return found, words.Said(words.Tr("The file on the server changes while it is read back."))
	case source.FlawOf(err) != "":
		return found, words.Said(words.ErrorText(err))
	}
	fault := transfer.FaultOf(err)
	return found, words.Said(words.TestText(&fault, transfer.Target{URL: bits.SafeAddress(j.Target.URL), Practice: j.Target.Practice}))
}

// toVerify asks for a comparison.
type toVerify struct {
	Job transfer.Job `json:"job"`
}

func checkVerify(v *toVerify) error { return checkJobs([]transfer.Job{v.Job}) }

// verified is a line of the answer: how much was read back so far, or the end.
type verified struct {
	Read    int64           `json:"read,omitempty"`
	Found   *readback.Found `json:"found,omitempty"`
	Problem *problem        `json:"problem,omitempty"`
}

// tellEvery is the time between two lines of an answer.
const tellEvery = 250 * time.Millisecond

// verify answers with lines until the comparison is done or the client leaves. It takes the place of a watcher.
func (c *control) verify(w http.ResponseWriter, r *http.Request) {
	body, err := readBody(w, r)
	if err != nil {
		refuse(w, err)
		return
	}
	ask, err := understood(body, checkVerify)
	if err != nil {
		refuse(w, err)
		return
	}
	select {
	case c.watchers <- struct{}{}:
		defer func() { <-c.watchers }()
	default:
		refuse(w, ErrFull)
		return
	}
	w.Header().Set("Content-Type", jsonLines)
	within, enc := http.NewResponseController(w), json.NewEncoder(w)
	say := func(line verified) { // the end of the connection ends the request
		_ = errors.Join(within.SetWriteDeadline(time.Now().Add(answerTimeout)), enc.Encode(line), within.Flush())
	}
	said := time.Now()
	found, err := c.q.Verify(r.Context(), ask.Job, func(n int64) {
		if time.Since(said) >= tellEvery {
			said = time.Now()
			say(verified{Read: n})
		}
	})
	if err != nil {
		say(verified{Problem: &problem{Error: words.ErrorText(err), Known: knownAs(err)}})
		return
	}
	say(verified{Found: &found})
}

// Verify implements Verifier.
func (r *Remote) Verify(ctx context.Context, j transfer.Job, tell func(int64)) (readback.Found, error) {
	body, err := json.Marshal(toVerify{j})
	if err != nil {
		return readback.Found{}, err
	}
	answer, err := r.ask(ctx, http.MethodPost, "/verify", body)
	if err != nil {
		return readback.Found{}, err
	}
	defer answer.Close() //nolint:errcheck // nothing is left to be said
	for in := json.NewDecoder(answer); ; {
		var line verified
		switch err := in.Decode(&line); {
		case err != nil:
			return readback.Found{}, lost(ctx, err)
		case line.Problem != nil:
			return readback.Found{}, line.Problem.err()
		case line.Found != nil:
			return *line.Found, nil
		}
		tell(line.Read)
	}
}
