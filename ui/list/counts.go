package list

import (
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
)

// Survey counts all uploads that have not ended, whatever is filtered and chosen.
type Survey struct {
	Running, waiting, Paused, Needs, Failed int

	retrying int // waiting for their next try
	brief    int // of retrying, those that began to fail a moment ago
}

// Briefly is how long an upload that fails counts as one that runs: a network that drops for a minute is no
// reason to leave 40 GB behind.
const Briefly = time.Minute

// Survey counts the uploads by what they do.
func (m *Model) Survey() Survey {
	var s Survey
	now := time.Now()
	for _, e := range m.Order {
		switch e.State.Standing() {
		case transfer.Runs:
			s.Running++
		case transfer.Waits:
			s.waits(e, now)
		case transfer.Rests:
			s.Paused++
		case transfer.Stuck:
			if e.State == transfer.NeedsYou {
				s.Needs++
			} else {
				s.Failed++
			}
		case transfer.Leaves, transfer.HasDone, transfer.HasLeft:
		}
	}
	return s
}

func (s *Survey) waits(e *Entry, now time.Time) {
	if e.State != transfer.Retrying {
		s.waiting++
		return
	}
	s.retrying++
	if now.Sub(e.Job.Since) < Briefly {
		s.brief++
	}
}

// Busy tells whether uploads go on by themselves.
func (s Survey) Busy() bool { return s.Running+s.waiting+s.retrying > 0 }

// Gets reports whether an upload runs, or will when it is its turn. One that has failed for a while gets
// nowhere until something else changes.
func (s Survey) Gets() bool { return s.Running+s.waiting+s.brief > 0 }

// All are the IDs of the uploads that a test lets through, in the order of the queue.
func (m *Model) All(test func(*transfer.Job) bool) []uuid.UUID { return IDs(m.Order, test) }

// CutOff counts the uploads that wait and whose server is not on this computer.
func (m *Model) CutOff() int {
	here, n := map[string]bool{}, 0
	for _, e := range m.Order {
		if e.filter != FilterWaiting {
			continue
		}
		server := e.Job.Target.Server()
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

// Open tells whether uploads of a group still go on, or will when the user resumes them.
func (m *Model) Open(group string) bool {
	for _, e := range m.Order {
		if e.Job.Target.Group == group && (e.State.GoesOn() || e.State == transfer.Paused) {
			return true
		}
	}
	return false
}
