package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"sendoff/transfer"
	"sendoff/transfer/safefile"
	"sendoff/ui"
)

// version is set by the build (-X main.version=...).
var version = "0.1.0-dev"

func main() {
	// A crash ends the process with a signal: the language's own code for it is that of wrong usage.
	debug.SetTraceback("crash")
	forbidCore()
	ctx, end := untilSignal(context.Background())
	quit := func() { end(errAsked) }
	joinConsole(func() { end(context.Canceled) }, quit)
	gc := debug.SetGCPercent(-1) // nearly all that is made before the command begins stays
	p := process{begin: func() { debug.SetGCPercent(gc) }, args: os.Args[1:], stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv, quit: quit, ring: systemRing{}}
	os.Exit(p.run(ctx))
}

// process is one start of the program, with all it takes from the system.
type process struct {
	args           []string
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	begin          func()          // called when the arguments are read; nil where nobody wants to know
	quit           func()          // ends the process as Ctrl+C does; nil where others may not ask for it
	ring           keyring.Keyring // nil: passwords stay in memory
	files          uint64          // open at once; 0 = as the system says
	patience       time.Duration   // for an owner of the queue that does not answer; 0 = the usual one
}

// languageEnv names the language of everything that is said, "en" or "ru", whatever the system and the
// settings say.
const languageEnv = "SENDOFF_LANG"

// language is what the environment names, else what the window's settings say of this queue; "" is the
// system's. It is wanted before the arguments are read, whose flaws are said in it.
func (p process) language() string {
	if named := p.getenv(languageEnv); named != "" {
		return named
	}
	dir := p.namedDir()
	if dir == "" {
		if homeError() != nil {
			return ""
		}
		dir = defaultDir()
	}
	text, err := safefile.Read(filepath.Join(dir, languageFile), maxLanguage)
	if err != nil {
		return "" // nothing was chosen
	}
	return strings.TrimSpace(string(text))
}

// namedDir is the folder that the arguments name for the queue, "" if they name none.
func (p process) namedDir() (dir string) {
	for i, a := range p.args {
		if rest, ok := strings.CutPrefix(a, "--dir="); ok {
			dir = rest
		} else if a == "--dir" && i+1 < len(p.args) {
			dir = p.args[i+1]
		}
	}
	return dir
}

// languageFile keeps the language of the settings beside the queue, which nobody else can read while a
// window has it.
const languageFile = "language"

// maxLanguage bounds it in bytes.
const maxLanguage = 64

// keepLanguage stores the language for the command line; "" is the system's.
func keepLanguage(dir, language string) error {
	path := filepath.Join(dir, languageFile)
	if before, err := safefile.Read(path, maxLanguage); string(before) == language && (err == nil || language == "") {
		return nil
	}
	if language == "" {
		return safefile.Remove(path)
	}
	return safefile.Write(path, []byte(language))
}

// run does what the arguments ask for and returns the exit code.
func (p process) run(ctx context.Context) int {
	ui.Speak(p.language())
	out := &checked{Writer: p.stdout}
	p.stdout = out
	err := p.command(ctx)
	if lost := out.failed(); lost != nil {
		err = lost
	}
	if err == nil {
		return exitDone
	}
	code := exitCode(ctx, err)
	if !errors.Is(err, errSaid) && code != exitInterrupted {
		fmt.Fprintf(p.stderr, "sendoff: %s\n", ui.PlainLines(sentence(err)))
	}
	return code
}

// errSaid marks a failure that the user has been told of.
var errSaid = errors.New("already reported")

// coded gives an error an exit code of its own.
type coded struct {
	error
	code int
}

func (e coded) Unwrap() error { return e.error }

func wrongUsage(format string, a ...any) error { return coded{plainError(format, a), exitUsage} }

func unavailable(format string, a ...any) error { return coded{plainError(format, a), exitQueue} }

// plainError is an error of words and of names that others chose.
func plainError(format string, a []any) error {
	for i := range a {
		if name, ok := a[i].(string); ok {
			a[i] = ui.Plain(name)
		}
	}
	return fmt.Errorf(format, a...)
}

// manyLines is a text whose line breaks are meant.
type manyLines string

// unsaved reports whether the queue could not be written.
func unsaved(err error) bool {
	var storage *transfer.StorageError
	return errors.As(err, &storage)
}

// sentence uses the window's words where it has some.
func sentence(err error) string {
	var own coded
	if errors.As(err, &own) {
		return own.Error()
	}
	for _, known := range []error{errOwnerGone, errNoWindow, errOtherVersion, errStranger, errFull, errWorks, errNoQuit} {
		if errors.Is(err, known) { // what follows it is for who reads the log
			return ui.ErrorText(errors.New(tr(known.Error())))
		}
	}
	return ui.ErrorText(err)
}
