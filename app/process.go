package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"sendoff/ui/words"

	"github.com/zalando/go-keyring"
)

// Main runs the program with the arguments of the process, and returns the exit code.
func Main(ctx context.Context, version string, screen *Screen) int {
	// A crash ends the process with a signal: the language's own code for it is that of wrong usage.
	debug.SetTraceback("crash")
	forbidCore()
	ctx, end := untilSignal(ctx)
	quit := func() { end(errAsked) }
	joinConsole(func() { end(context.Canceled) }, quit)
	// Nearly all that is made before the command begins stays. Without collecting it "version" takes 13 % less time on
	// the processor, and "list" 20 % (medians of 41 starts in turn, 27 ms instead of 32, and 30 instead of 38).
	gc := debug.SetGCPercent(-1)
	p := process{
		release: version, begin: func() { debug.SetGCPercent(gc) },
		args: os.Args[1:], stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv,
		quit: quit, ring: systemRing{}, screen: screen,
	}
	return p.run(ctx)
}

// process is one start of the program, with all it takes from the system.
type process struct {
	release        string // version of this program
	args           []string
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	begin          func()          // called when the arguments are read; nil where nobody wants to know
	quit           func()          // ends the process as Ctrl+C does; nil where others may not ask for it
	ring           keyring.Keyring // nil: passwords stay in memory
	screen         *Screen         // nil: this build has no window
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
	return keptLanguage(dir)
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

// run does what the arguments ask for and returns the exit code.
func (p process) run(ctx context.Context) int {
	words.Speak(p.language())
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
		fmt.Fprintf(p.stderr, "sendoff: %s\n", words.PlainLines(sentence(err)))
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

func wrongUsage(format string, a ...any) error { return coded{Plainly(format, a...), exitUsage} }

// sentence uses the window's words where it has some.
func sentence(err error) string {
	var own coded
	if errors.As(err, &own) {
		return own.Error()
	}
	if text, ok := InWords(err); ok {
		return text
	}
	return words.ErrorText(err)
}
