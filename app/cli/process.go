package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"sendoff/app/queue"
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
	p := Process{
		Release: version, begin: func() { debug.SetGCPercent(gc) },
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv,
		quit: quit, Ring: queue.SystemRing{}, Screen: screen,
	}
	return p.Run(ctx)
}

// Process is one start of the program, with all it takes from the system.
type Process struct {
	Release        string // version of this program
	Args           []string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	begin          func()          // called when the arguments are read; nil where nobody wants to know
	quit           func()          // ends the process as Ctrl+C does; nil where others may not ask for it
	Ring           keyring.Keyring // nil: passwords stay in memory
	Screen         *Screen         // nil: this build has no window
	files          uint64          // open at once; 0 = as the system says
	Patience       time.Duration   // for an owner of the queue that does not answer; 0 = the usual one
}

// LanguageEnv names the language of everything that is said, "en" or "ru", whatever the system and the
// settings say.
const LanguageEnv = "SENDOFF_LANG"

// language is what the environment names, else what the window's settings say of this queue; "" is the
// system's. It is wanted before the arguments are read, whose flaws are said in it.
func (p Process) language() string {
	if named := p.Getenv(LanguageEnv); named != "" {
		return named
	}
	dir := p.namedDir()
	if dir == "" {
		if queue.HomeError() != nil {
			return ""
		}
		dir = defaultDir()
	}
	return queue.KeptLanguage(dir)
}

// namedDir is the folder that the arguments name for the queue, "" if they name none.
func (p Process) namedDir() (dir string) {
	for i, a := range p.Args {
		if rest, ok := strings.CutPrefix(a, "--dir="); ok {
			dir = rest
		} else if a == "--dir" && i+1 < len(p.Args) {
			dir = p.Args[i+1]
		}
	}
	return dir
}

// Run does what the arguments ask for and returns the exit code.
func (p Process) Run(ctx context.Context) int {
	words.Speak(p.language())
	out := &checked{Writer: p.Stdout}
	p.Stdout = out
	err := p.command(ctx)
	if lost := out.failed(); lost != nil {
		err = lost
	}
	if err == nil {
		return ExitDone
	}
	code := ExitCode(ctx, err)
	if !errors.Is(err, errSaid) && code != exitInterrupted {
		fmt.Fprintf(p.Stderr, "sendoff: %s\n", words.PlainLines(sentence(err)))
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

func wrongUsage(format string, a ...any) error { return coded{queue.Plainly(format, a...), exitUsage} }

// sentence uses the window's words where it has some.
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
