package cli

import (
	"errors"
	"io"
	"time"

	"sendoff/app/queue"
	"sendoff/ui/words"

	"github.com/zalando/go-keyring"
)

// Process is one start of the program, with all that it takes from the system.
type Process struct {
	Release        string // version of this program
	Args           []string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	begin          func()          // called once the arguments are parsed; may be nil
	quit           func()          // ends the process as Ctrl+C does; nil = others may not
	Ring           keyring.Keyring // nil: passwords stay in memory
	Screen         *Screen         // nil: this build has no window
	files          uint64          // open files at once; 0 = as the system says
	Patience       time.Duration   // for a queue's owner that does not answer; 0 = the default
}

// call is what a command works with.
type call struct {
	Process
	*queue.Config
	color bool
}

// errSaid marks a failure that was already printed.
var errSaid = errors.New("already reported")

// coded gives an error its own exit code.
type coded struct {
	error
	code int
}

func (e coded) Unwrap() error { return e.error }

func wrongUsage(format string, a ...any) error { return coded{queue.Plainly(format, a...), exitUsage} }

// sentence explains an error to the user.
func sentence(err error) string {
	var own coded
	if errors.As(err, &own) {
		return own.Error()
	}
	if text, ok := queue.InWords(err); ok {
		return text
	}
	return words.ErrorText(err)
}
