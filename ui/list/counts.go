package list

import (
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
)

// Survey counts all unfinished uploads, whatever is filtered and chosen.
type Survey struct {
	Running, waiting, Paused, Needs, Failed int

	retrying int // waiting for their next try
	brief    int // part of retrying: those that began to fail less than Briefly ago
}

// Briefly is how long a failing upload still counts as running: a network that drops for a minute is no reason to
// abandon 40 GB.
const Briefly = time.Minute

// Survey counts the uploads by state.
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

// Busy reports whether uploads continue by themselves.
func (s Survey) Busy() bool { return s.Running+s.waiting+s.retrying > 0 }

// Gets reports whether an upload makes progress, or will when its turn comes. One that has been failing for a while
// makes none until something else changes.
func (s Survey) Gets() bool { return s.Running+s.waiting+s.brief > 0 }

// All are the IDs of the uploads that pass a test, in the order of the queue.
func (m *Model) All(test func(*transfer.Job) bool) []uuid.UUID { return IDs(m.Order, test) }

// CutOff counts the waiting uploads to servers on other computers.
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

// Open reports whether uploads of a group continue, or will when the user resumes them.
func (m *Model) Open(group string) bool {
	for _, e := range m.Order {
		if e.Job.Target.Group == group && (e.State.GoesOn() || CanResume(e.Job)) {
			return true
		}
	}
	return false
}
