package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui"
)

const (
	helloTimeout   = 2 * time.Second  // for a sign of life of the owner
	commandTimeout = 30 * time.Second // for one answer; storing takes milliseconds
)

// remote is the queue when another process owns it. Each request has a connection of its own.
type remote struct{ dir string }

// dial finds an owner that answers.
func dial(ctx context.Context, dir string) (*remote, error) {
	r := &remote{dir: dir}
	ctx, cancel := context.WithTimeout(ctx, helloTimeout)
	defer cancel()
	a, err := r.one(ctx, request{Ask: askHello})
	if err != nil {
		return nil, err
	}
	ui.KnowPractice(a.Practice)
	return r, nil
}

func (r *remote) Do(ctx context.Context, c transfer.Command) error {
	_, err := r.one(ctx, request{Ask: askDo, Command: &c})
	return err
}

func (r *remote) Transcript(ctx context.Context, id uuid.UUID) ([]bits.Note, error) {
	a, err := r.one(ctx, request{Ask: askTranscript, Job: id})
	return a.Notes, err
}

func (r *remote) SignIn(ctx context.Context, s signIn) (kept bool, err error) {
	a, err := r.one(ctx, request{Ask: askSignIn, SignIn: &s})
	return a.Kept, err
}

func (r *remote) SignOut(ctx context.Context, place string) (was bool, err error) {
	a, err := r.one(ctx, request{Ask: askSignOut, Place: place})
	return a.Kept, err
}

func (r *remote) Pins(ctx context.Context) ([]transfer.Pin, error) {
	a, err := r.one(ctx, request{Ask: askPins})
	return a.Pins, err
}

func (r *remote) Diagnostics(ctx context.Context) (string, error) {
	a, err := r.one(ctx, request{Ask: askDiagnose})
	return a.Text, err
}

func (r *remote) Raise(ctx context.Context, paths []string) error {
	a, err := r.one(ctx, request{Ask: askRaise, Paths: transfer.Paths(paths)})
	if a.NoWindow {
		return errNoWindow
	}
	return err
}

// Quit asks the owner to end and waits until its process is gone.
func (r *remote) Quit(ctx context.Context) error {
	s, err := r.ask(ctx, request{Ask: askQuit})
	if err != nil {
		return err
	}
	defer s.close()
	if _, err := s.next(); err != nil {
		return ended(ctx, err)
	}
	for s.in.Scan() { // nothing follows but the end
	}
	return ctx.Err()
}

func (r *remote) Start(context.Context) error { return nil }

func (r *remote) StartCancels() {}

func (r *remote) Close() error { return nil }

func (r *remote) Watch(ctx context.Context, f func(transfer.Update) error) error {
	s, err := r.ask(ctx, request{Ask: askWatch})
	if err != nil {
		return err
	}
	defer s.close()
	for u := (transfer.Update{}); ; {
		a, err := s.next()
		if err != nil {
			return ended(ctx, err)
		}
		if a.into(u); a.More {
			continue
		}
		if err := f(u); err != nil {
			return err
		}
		u = transfer.Update{}
	}
}

// one asks and reads the one answer.
func (r *remote) one(ctx context.Context, q request) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	s, err := r.ask(ctx, q)
	if err != nil {
		return answer{}, err
	}
	defer s.close()
	a, err := s.next()
	return a, ended(ctx, err)
}

// conversation is one request and what comes back.
type conversation struct {
	conn net.Conn
	in   *bufio.Scanner
	stop func() bool // ends the link between the context and the connection
}

func (r *remote) ask(ctx context.Context, q request) (*conversation, error) {
	conn, err := dialControl(ctx, r.dir)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errOwnerGone, err)
	}
	s := &conversation{conn: conn, in: bufio.NewScanner(conn)}
	s.in.Buffer(nil, 4*maxLine)
	s.stop = context.AfterFunc(ctx, func() { _ = conn.Close() })
	line, err := json.Marshal(q)
	if err == nil && len(line) >= maxLine {
		err = errors.New(tr("too many files at once; add them in several steps"))
	}
	if err != nil {
		s.close()
		return nil, err
	}
	if _, err = conn.Write(append(line, '\n')); err != nil {
		s.close()
		return nil, ended(ctx, err)
	}
	return s, nil
}

func (s *conversation) close() {
	s.stop()
	_ = s.conn.Close()
}

// next reads a line. The owner's refusal is an error with the owner's words.
func (s *conversation) next() (answer, error) {
	if !s.in.Scan() {
		return answer{}, errors.Join(s.in.Err(), io.EOF)
	}
	var a answer
	if err := json.Unmarshal(s.in.Bytes(), &a); err != nil {
		return answer{}, fmt.Errorf("%w: %w", errOtherVersion, refusedByOwner(err.Error()))
	}
	if a.Unsaved {
		return a, coded{refusedByOwner(a.Error), exitQueue}
	}
	if known := knownErrors[a.Known]; known != nil {
		return a, fmt.Errorf("%w: %w", known, refusedByOwner(a.Error))
	}
	if a.Error != "" {
		return a, refusedByOwner(a.Error)
	}
	return a, nil
}

// refusedByOwner is what the owner of the queue answered instead of doing what it was asked.
type refusedByOwner string

func (e refusedByOwner) Error() string { return string(e) }

// ended tells a conversation that this process gave up from one that the owner ended.
func ended(ctx context.Context, err error) error {
	var refused refusedByOwner
	switch {
	case err == nil, errors.As(err, &refused):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return errOwnerGone
}
