package queue

import (
	"errors"
	"fmt"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// UnavailableError says in the user's language why a queue, or the window over it, cannot be used.
type UnavailableError struct{ Err error }

func (e UnavailableError) Error() string { return e.Err.Error() }

// Unwrap is what it wraps.
func (e UnavailableError) Unwrap() error { return e.Err }

// NameError says in the user's language that what was to name a job names none, or more than one.
type NameError struct{ Err error }

func (e NameError) Error() string { return e.Err.Error() }

// Unwrap is what it wraps.
func (e NameError) Unwrap() error { return e.Err }

// Unavailable is an UnavailableError of words and of names that others chose.
func Unavailable(format string, a ...any) error { return UnavailableError{Plainly(format, a...)} }

func misnamed(format string, a ...any) error { return NameError{Plainly(format, a...)} }

// Plainly is an error of words and of names that others chose: what in a name would move the cursor of a terminal
// is written as letters.
func Plainly(format string, a ...any) error {
	for i := range a {
		if name, ok := a[i].(string); ok {
			a[i] = words.Plain(name)
		}
	}
	return fmt.Errorf(format, a...)
}

// manyLines is a text whose line breaks are meant.
type manyLines string

// Unsaved reports whether the queue could not be written.
func Unsaved(err error) bool {
	var storage *transfer.StorageError
	return errors.As(err, &storage)
}

// InWords is an error of the queue as the user's language has it; ok is false for those of others.
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
		if errors.Is(err, known) { // what follows it is for who reads the log
			return words.ErrorText(errors.New(tr(known.Error()))), true
		}
	}
	return "", false
}
