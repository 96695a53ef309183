package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"

	"sendoff/ui/words"

	"golang.org/x/term"
)

// checked remembers a failed write: a command whose output is lost has failed.
type checked struct {
	io.Writer
	mu  sync.Mutex
	err error
}

func (c *checked) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	if err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.err == nil {
			c.err = err
		}
	}
	return n, err
}

func (c *checked) failed() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil || readerLeft(c.err) {
		return nil
	}
	return fmt.Errorf(words.Tr("what was to be printed is lost: %w"), c.err)
}

// readerLeft reports whether a write failed because the reader has left, as head does. Commands that continue then
// have not failed. 109 and 232 are ERROR_BROKEN_PIPE and ERROR_NO_DATA.
func readerLeft(err error) bool {
	if runtime.GOOS == "windows" {
		return errors.Is(err, syscall.Errno(109)) || errors.Is(err, syscall.Errno(232))
	}
	return errors.Is(err, syscall.EPIPE)
}

// terminal reports whether w is a terminal with cursor movement.
func (p Process) terminal(w any) bool {
	f, ok := fileOf(w)
	if !ok || p.Getenv("TERM") == "dumb" {
		return false
	}
	return drawable(f)
}

// fileOf is the file behind an output.
func fileOf(w any) (*os.File, bool) {
	if c, ok := w.(*checked); ok {
		w = c.Writer
	}
	f, ok := w.(*os.File)
	return f, ok
}

// screenSize is a terminal's number of columns and rows, or the usual minimum if unknown.
func screenSize(w any) (columns, rows int) {
	const usualColumns, usualRows = 80, 24
	f, ok := fileOf(w)
	if !ok {
		return usualColumns, usualRows
	}
	columns, rows, err := term.GetSize(int(f.Fd()))
	if err != nil || columns <= 0 || rows <= 0 {
		return usualColumns, usualRows
	}
	return columns, rows
}

// columns is the maximal width of output lines; 0 = no terminal, unlimited.
func (c *call) columns() int {
	if !c.terminal(c.Stdout) {
		return 0
	}
	columns, _ := screenSize(c.Stdout)
	return columns
}

// A Windows path with a quotation mark, which no file has, and what looks like further arguments.
var (
	quotedPath = regexp.MustCompile(`^(--[\w-]+=)?([A-Za-z]:[\\/]|\\\\)[^"]*"`)
	quotedMore = regexp.MustCompile(`^[^"]+"( +-|$)`)
)

// swallowed is the argument that a Windows shell made of "C:\My Folder\" and the text after it: \" is a quotation
// mark within a word. It is "" if there is none.
func swallowed(args []string) string {
	for i, a := range args {
		header := strings.HasPrefix(a, "--header=") || i > 0 && args[i-1] == "--header" // may contain such marks
		if !header && (quotedPath.MatchString(a) || quotedMore.MatchString(a)) {
			return a
		}
	}
	return ""
}
