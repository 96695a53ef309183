package transfer

// Standing groups the states by what they mean for a waiting user. Everything that groups states uses it: side
// column, sums, groups, colours, command line.
type Standing int8

// The standings.
const (
	Runs    Standing = iota + 1 // a worker has it
	Waits                       // it goes on by itself: when a slot is free, or at the next try
	Rests                       // it goes on when the user resumes it
	Stuck                       // it goes on only after the user has done something about it
	Leaves                      // it is cancelled here, but the server has not answered
	HasDone                     // it has ended, and the server has the file
	HasLeft                     // it has ended otherwise
)

// standings decides the standing of every state.
var standings = map[State]Standing{
	Waiting:      Waits,
	NeedsYou:     Stuck,
	Connecting:   Runs,
	Uploading:    Runs,
	Finishing:    Runs,
	GettingReply: Runs,
	Retrying:     Waits,
	Paused:       Rests,
	Failed:       Stuck,
	Cancelling:   Leaves,
	Done:         HasDone,
	Cancelled:    HasLeft,
}

// States lists all states, in the order a job usually meets them.
var States = []State{
	Waiting, NeedsYou, Connecting, Uploading, Finishing, GettingReply, Retrying, Paused, Failed, Cancelling, Done, Cancelled,
}

// Outcomes lists all outcomes: that of an upload, and the seven of a cancel.
var Outcomes = []Outcome{Delivered, Confirmed, AlreadyGone, NeverReached, NotTold, TooLate, Unknown, Refused}

// Standing returns what the state means; 0 for an unknown state.
func (s State) Standing() Standing { return standings[s] }

// Ended reports whether the upload is over.
func (s State) Ended() bool { return s.Standing() >= HasDone }

// GoesOn reports whether an upload goes on by itself.
func (s State) GoesOn() bool { return s.Standing() == Runs || s.Standing() == Waits }
