package transfer

import (
	"errors"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/mailbox"
)

// message is what the owner loop receives. Exactly one of command, event, note, left and call is set.
type message struct {
	id      uuid.UUID
	event   event      // a fact about the job id
	note    *bits.Note // a line for its transcript
	command *Command
	left    *worker      // this worker has ended
	call    func()       // runs on the loop: reads, subscriptions
	reply   chan<- error // gets exactly one value unless nil; must have room for it
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

// inbox is the owner loop's mailbox. Putting never blocks, so a slow disk delays neither the screen nor a worker.
type inbox struct{ *mailbox.Box[[]message] }

func newInbox() *inbox { return &inbox{mailbox.New[[]message](0)} }

// put adds a message. After close its sender gets ErrClosed.
func (b *inbox) put(m message) {
	if !b.Put(func(all *[]message) { *all = append(*all, m) }) {
		m.answer(ErrClosed)
	}
}

// take returns all waiting messages.
func (b *inbox) take() []message {
	all, _ := b.Take()
	return all
}

// close refuses further messages and answers the waiting ones.
func (b *inbox) close() {
	b.Close()
	for _, m := range b.take() {
		m.answer(ErrClosed)
	}
}
