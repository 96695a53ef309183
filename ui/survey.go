package ui

import (
	"github.com/google/uuid"

	"sendoff/transfer"
)

// survey counts all uploads that have not ended, whatever is filtered and chosen.
type survey struct{ running, waiting, paused, needs, failed int }

func (m *model) survey() survey {
	var s survey
	for _, e := range m.order {
		switch e.state {
		case transfer.Connecting, transfer.Uploading, transfer.Finishing, transfer.GettingReply:
			s.running++
		case transfer.Waiting, transfer.Retrying:
			s.waiting++
		case transfer.Paused:
			s.paused++
		case transfer.NeedsYou:
			s.needs++
		case transfer.Failed:
			s.failed++
		case transfer.Cancelling, transfer.Done, transfer.Cancelled:
		}
	}
	return s
}

// busy tells whether uploads go on by themselves.
func (s survey) busy() bool { return s.running+s.waiting > 0 }

// all are the IDs of the uploads that a test lets through, in the order of the queue.
func (m *model) all(test func(*transfer.Job) bool) []uuid.UUID { return ids(m.order, test) }
