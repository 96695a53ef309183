package transfer

import (
	"errors"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/mailbox"
)

// message is what reaches the owner loop: exactly one of command, event, note, left and call
// is set.
type message struct {
	id      uuid.UUID
	event   event      // a fact about the job id
	note    *bits.Note // a line for its transcript
	command *Command
	left    *worker      // this worker ended; nothing of it runs any more
	call    func()       // runs on the loop: reads, subscriptions
	reply   chan<- error // gets exactly one value if not nil; must have room for it
}

func (m message) answer(err error) {
	if m.reply == nil {
		return
	}
	if m.command != nil && m.command.looked != nil {
		err = errors.Join(err, m.command.looked.failed)
	}
	m.reply <- err
}

// inbox is the owner loop's mailbox. Putting never blocks, so that neither the screen nor a worker
// can be held up by a slow disk.
type inbox struct{ *mailbox.Box[[]message] }

func newInbox() *inbox { return &inbox{mailbox.New[[]message](0)} }

// put adds a message; after close its sender gets ErrClosed instead.
func (b *inbox) put(m message) {
	if !b.Put(func(all *[]message) { *all = append(*all, m) }) {
		m.answer(ErrClosed)
	}
}

// take returns all that waits.
func (b *inbox) take() []message {
	all, _ := b.Take()
	return all
}

// close refuses what comes from here on and answers what still waits.
func (b *inbox) close() {
	b.Close()
	for _, m := range b.take() {
		m.answer(ErrClosed)
	}
}
