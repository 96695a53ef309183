package ui

import (
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
)

// survey counts all uploads that have not ended, whatever is filtered and chosen.
type survey struct {
	running, waiting, paused, needs, failed int

	retrying int // waiting for their next try
	brief    int // of retrying, those that began to fail a moment ago
}

// briefly is how long an upload that fails counts as one that runs: a network that drops for a minute is no
// reason to leave 40 GB behind.
const briefly = time.Minute

func (m *model) survey() survey {
	var s survey
	now := time.Now()
	for _, e := range m.order {
		switch e.state {
		case transfer.Connecting, transfer.Uploading, transfer.Finishing, transfer.GettingReply:
			s.running++
		case transfer.Waiting:
			s.waiting++
		case transfer.Retrying:
			s.retrying++
			if now.Sub(e.job.Since) < briefly {
				s.brief++
			}
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
func (s survey) busy() bool { return s.running+s.waiting+s.retrying > 0 }

// gets reports whether an upload runs, or will when it is its turn. One that has failed for a while gets
// nowhere until something else changes.
func (s survey) gets() bool { return s.running+s.waiting+s.brief > 0 }

// all are the IDs of the uploads that a test lets through, in the order of the queue.
func (m *model) all(test func(*transfer.Job) bool) []uuid.UUID { return ids(m.order, test) }

// cutOff counts the uploads that wait and whose server is not on this computer.
func (m *model) cutOff() int {
	here, n := map[string]bool{}, 0
	for _, e := range m.order {
		if e.filter != filterWaiting {
			continue
		}
		server := e.job.Target.Server()
		on, known := here[server]
		if !known {
			on = transfer.OnThisComputer(server)
			here[server] = on
		}
		if !on {
			n++
		}
	}
	return n
}

// open tells whether uploads of a group still go on, or will when the user resumes them.
func (m *model) open(group string) bool {
	for _, e := range m.order {
		if e.job.Target.Group != group {
			continue
		}
		switch e.state {
		case transfer.Waiting, transfer.Connecting, transfer.Uploading, transfer.Finishing,
			transfer.GettingReply, transfer.Retrying, transfer.Paused:
			return true
		case transfer.NeedsYou, transfer.Failed, transfer.Cancelling, transfer.Done, transfer.Cancelled:
		}
	}
	return false
}
