package list

import "sendoff/ui/words"

// PracticeFault is something that the practice server does wrong on purpose.
type PracticeFault int

// The faults, in the order of the screen. The first two happen once and are over.
const (
	LoseAck     PracticeFault = iota // the next fragment is stored, but its answer is lost
	LoseSession                      // the next fragment is told that its session is not known
	Busy                             // every packet is answered with 503
	NameTaken                        // Create-Session is answered with 409
	TooLarge                         // fragments above a size are answered with 413
	Slow                             // bodies are read slowly
	CloseGone                        // Close-Session is answered with 404
	MoveHost                         // clients are sent to another name of this computer for the rest of a session
	AskSignIn                        // a name and a password are asked for
	PracticeFaultCount
)

// PracticeFaults are those that are switched on.
type PracticeFaults struct {
	On   [PracticeFaultCount]bool
	Most int64 // bytes of a fragment with TooLarge
}

// PracticeUser is the name that the practice server takes with AskSignIn, and the password.
const PracticeUser = "practice"

// PracticeSizes are the sizes that can be chosen for TooLarge, in bytes.
var PracticeSizes = []int64{16 << 10, 64 << 10, 256 << 10, 1 << 20}

// practiceFaults are the faults in words.
var practiceFaults = [PracticeFaultCount]string{
	LoseAck:     words.Mark("Lose one answer: the next part is stored, but nothing says so"),
	LoseSession: words.Mark("Lose the session: the next part is told that nobody knows it"),
	Busy:        words.Mark("Be busy (503)"),
	NameTaken:   words.Mark("Say that the name is taken (409)"),
	TooLarge:    words.Mark("Refuse parts that are larger (413) than"),
	Slow:        words.Mark("Be slow: about 40 kB a second"),
	CloseGone:   words.Mark("Not find what is to be closed (404)"),
	MoveHost:    words.Mark("Send the rest to another name of this computer (Host-Id)"),
	AskSignIn:   words.Mark("Ask for a name and a password: both are \"practice\""),
}

// PracticeFaultText is a fault in words.
func PracticeFaultText(f PracticeFault) string { return words.Tr(practiceFaults[f]) }
