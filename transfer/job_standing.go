package transfer

// Standing is what a state means to who waits for an upload. Whatever groups states asks for it: the side
// column, sums, groups, colours, the command line.
type Standing int8

// The standings.
const (
	Runs    Standing = iota + 1 // somebody works on it now
	Waits                       // it goes on by itself: for a slot, or at the next try
	Rests                       // it goes on when the user resumes it
	Stuck                       // it goes on only when somebody does something about it
	Leaves                      // it is cancelled here, and the server has not answered
	HasDone                     // it has ended, and the server has the file
	HasLeft                     // it has ended without that
)

// standings is the one table of states.
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

// States are all states, in the order a job usually meets them.
var States = []State{
	Waiting, NeedsYou, Connecting, Uploading, Finishing, GettingReply, Retrying, Paused, Failed, Cancelling, Done, Cancelled,
}

// Standing is what the state means; 0 for no state.
func (s State) Standing() Standing { return standings[s] }

// Ended reports whether nothing more happens to an upload.
func (s State) Ended() bool { return s.Standing() >= HasDone }

// GoesOn reports whether an upload goes on by itself.
func (s State) GoesOn() bool { return s.Standing() == Runs || s.Standing() == Waits }
