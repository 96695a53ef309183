package transfer

import (
	"errors"
	"slices"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/mailbox"
)

// message is what the owner loop receives. One of command, event, note, left and call is set, or left with the event
// that the worker has concluded with.
type message struct {
	id      uuid.UUID
	event   event      // a fact about the job id
	note    *bits.Note // a line for its transcript
	command *Command
	left    *worker      // this worker has ended
	call    func()       // runs on the loop: reads, subscriptions
	reply   chan<- error // gets exactly one value unless nil; must have room for it

	rest *Command // what is left of a command that is carried out in parts
	done bool     // an earlier part of it found jobs
}

// maxPart is how many jobs of one command are changed in one transaction, where each of them is changed by itself. So a
// command for a long queue takes little memory, and facts of workers are stored in between.
const maxPart = 2000

// cut leaves the first part of a long command in m.
func (m *message) cut() {
	c := m.command
	if c == nil || len(c.IDs) <= maxPart || c.Verb != VerbDrop && c.Verb != VerbHold && c.Verb != VerbRun {
		return
	}
	first, rest := *c, *c
	first.IDs, rest.IDs = c.IDs[:maxPart], c.IDs[maxPart:]
	m.command, m.rest = &first, &rest
}

// goOn puts the rest of a command back into the inbox, after what came meanwhile. It reports whether there is one.
func (b *inbox) goOn(m message, err error) bool {
	if m.rest == nil || err != nil && !errors.Is(err, ErrNoJob) {
		return false
	}
	b.put(message{command: m.rest, reply: m.reply, done: m.done || err == nil})
	return true
}

// allIDs returns the jobs of the command and of its rest.
func (m message) allIDs() []uuid.UUID {
	if m.rest == nil {
		return m.command.IDs
	}
	return slices.Concat(m.command.IDs, m.rest.IDs)
}

func (m message) answer(err error) {
	if m.reply == nil {
		return
	}
	if m.done && errors.Is(err, ErrNoJob) {
		err = nil
	}
	if m.command != nil && m.command.looked != nil {
		err = errors.Join(err, m.command.looked.failed)
	}
	m.reply <- err
}

// inbox is the owner loop's mailbox. Putting never blocks, so a slow disk delays neither the screen nor a worker.
type inbox struct {
	*mailbox.Box[mail]
	all   chan struct{} // holds one token when all workers have stopped
	spare []message     // empty, with room; used by the loop only
}

// mail is what is in the inbox.
type mail struct {
	messages []message
	stopped  int // workers that wait for an answer or have ended: they do nothing before the next turn
	enough   int // so many of them are all; 0 = unknown
}

func newInbox() *inbox { return &inbox{Box: mailbox.New[mail](0), all: make(chan struct{}, 1)} }

// put adds a message. After close its sender gets ErrClosed.
func (b *inbox) put(m message) {
	full := false
	if !b.Put(func(in *mail) {
		in.messages = append(in.messages, m)
		if m.left != nil || m.event != nil && m.reply != nil {
			in.stopped++
		}
		full = in.enough > 0 && in.stopped >= in.enough
	}) {
		m.answer(ErrClosed)
	}
	if full {
		b.stop()
	}
}

func (b *inbox) stop() {
	select {
	case b.all <- struct{}{}:
	default:
	}
}

// whole returns a channel that gets a value when so many workers have stopped.
func (b *inbox) whole(workers int) <-chan struct{} {
	select {
	case <-b.all: // of an earlier turn
	default:
	}
	b.Amend(func(in *mail) {
		if in.enough = workers; in.stopped >= workers {
			b.stop()
		}
	})
	return b.all
}

// take returns all waiting messages.
func (b *inbox) take() []message {
	all, _ := b.Take()
	b.Amend(func(in *mail) {
		if in.messages == nil {
			in.messages, b.spare = b.spare, nil
		}
	})
	return all.messages
}

// maxSpare is how many messages the inbox has room for that it keeps.
const maxSpare = 1024

// reuse gives the room of handled messages back, for those after the next ones.
func (b *inbox) reuse(handled []message) {
	if cap(handled) <= maxSpare {
		clear(handled)
		b.spare = handled[:0]
	}
}

// close refuses further messages and answers the waiting ones.
func (b *inbox) close() {
	b.Close()
	for _, m := range b.take() {
		m.answer(ErrClosed)
	}
}
