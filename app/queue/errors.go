package queue

import (
	"errors"
	"fmt"

	"sendoff/transfer"
	"sendoff/ui/words"
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
			return words.ErrorText(errors.New(tr(known.Error()))), true
		}
	}
	return "", false
}
