package queue

import (
	"errors"
	"fmt"

	"sendoff/transfer"
	"sendoff/ui/words"
)

var (
	// ErrOwnerGone says that the queue's owner ended during a request.
	ErrOwnerGone = errors.New(words.Mark("the Sendoff that worked on the queue has ended"))
	// errNobody says that no process listens at the queue's control channel.
	errNobody = fmt.Errorf("nobody answers: %w", ErrOwnerGone)
	// ErrNoWindow says that the owner shows no window.
	ErrNoWindow = errors.New(words.Mark("the Sendoff that works on the queue has no window"))
	// ErrOtherVersion says that the two ends of the control channel are of incompatible versions.
	ErrOtherVersion = errors.New(words.Mark("the Sendoff that works on the queue is of another version"))
	// ErrStranger says that the other end is another user's process. It was sent nothing.
	ErrStranger = errors.New(words.Mark("the Sendoff that answers for this queue belongs to another user"))
	// ErrFull says that the owner has no place for another watcher.
	ErrFull = errors.New(words.Mark("too many programs watch the queue at the moment"))
	// errWorks says that the owner already does as much with the queue.
	errWorks  = errors.New(words.Mark("another Sendoff works on the queue already"))
	errNoQuit = errors.New(words.Mark("this Sendoff can only be ended where it was started"))
	// errEnough ends a watch that has seen what it wanted.
	errEnough = errors.New("enough seen")
)

// UnavailableError says in the user's language why a queue, or the window for it, cannot be used.
type UnavailableError struct{ Err error }

func (e UnavailableError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e UnavailableError) Unwrap() error { return e.Err }

// NameError says in the user's language that an argument matches no job, or more than one.
type NameError struct{ Err error }

func (e NameError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e NameError) Unwrap() error { return e.Err }

// Unavailable makes an UnavailableError; see Plainly.
func Unavailable(format string, a ...any) error { return UnavailableError{Plainly(format, a...)} }

func misnamed(format string, a ...any) error { return NameError{Plainly(format, a...)} }

// Plainly formats an error with names from outside: characters in them that a terminal would act on are replaced.
func Plainly(format string, a ...any) error {
	for i := range a {
		if name, ok := a[i].(string); ok {
			a[i] = words.Plain(name)
		}
	}
	return fmt.Errorf(format, a...)
}

// manyLines is a text whose line breaks are kept.
type manyLines string

// Unsaved reports whether the queue could not be written.
func Unsaved(err error) bool {
	var storage *transfer.StorageError
	return errors.As(err, &storage)
}

// InWords is an error of the queue in the user's language; ok is false for other errors.
func InWords(err error) (text string, ok bool) {
	var unavailable UnavailableError
	var name NameError
	switch {
	case errors.As(err, &unavailable):
		return unavailable.Error(), true
	case errors.As(err, &name):
		return name.Error(), true
	}
	for _, known := range []error{ErrOwnerGone, ErrNoWindow, ErrOtherVersion, ErrStranger, ErrFull, errWorks, errNoQuit} {
		if errors.Is(err, known) { // the rest of the text is for readers of the log
			return words.ErrorText(errors.New(words.Tr(known.Error()))), true
		}
	}
	return "", false
}
