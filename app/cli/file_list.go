package cli

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"unicode/utf16"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/source"
	"sendoff/ui/words"
)

// standardInput stands for piped input: a file's content, or a list of files.
const standardInput = "-"

// names are the files of a command: the arguments, those of the list, and the matches of patterns that the shell
// has not expanded. There may be none only in a list, as from a search that has found nothing.
func (u *uploads) names(c *call) ([]string, error) {
	list := u.Files
	if runtime.GOOS == "windows" {
		var err error
		if list, err = u.expandAll(c); err != nil {
			return nil, err
		}
	}
	if u.FilesFrom != "" {
		more, err := u.listed(c)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	if len(list) == 0 && u.FilesFrom == "" {
		return nil, wrongUsage("%s", words.Tr("no file is named"))
	}
	return list, nil
}

// maxList bounds a list of files in bytes.
const maxList = 256 << 20

// listed reads the list of files.
func (u *uploads) listed(c *call) ([]string, error) {
	from := c.Stdin
	if u.FilesFrom != standardInput {
		f, err := os.Open(u.FilesFrom)
		if err != nil {
			return nil, fmt.Errorf("--files-from: %w", err)
		}
		defer func() { _ = f.Close() }() // it was only read
		from = f
	}
	data, err := io.ReadAll(io.LimitReader(from, maxList+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("--files-from: %w", err)
	case len(data) > maxList:
		return nil, wrongUsage(words.Tr("--files-from: the list is longer than %d MiB"), maxList>>20)
	}
	return splitList(data, u.Null), nil
}

// splitList splits a list at NULs, or into lines of any system, also as written by PowerShell.
func splitList(data []byte, null bool) []string {
	separator := "\x00"
	text := string(data)
	if !null {
		separator, text = "\n", decodeLines(data)
	}
	var list []string
	for name := range strings.SplitSeq(text, separator) {
		if !null {
			name = strings.TrimSuffix(name, "\r")
		}
		if name != "" {
			list = append(list, name)
		}
	}
	return list
}

// decodeLines removes a byte order mark, and decodes UTF-16.
func decodeLines(data []byte) string {
	orders := map[string]binary.ByteOrder{"\xff\xfe": binary.LittleEndian, "\xfe\xff": binary.BigEndian}
	if len(data) >= 2 && orders[string(data[:2])] != nil {
		order, units := orders[string(data[:2])], []uint16{}
		for rest := data[2:]; len(rest) >= 2; rest = rest[2:] {
			units = append(units, order.Uint16(rest))
		}
		return string(utf16.Decode(units))
	}
	return string(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
}

// expandAll expands patterns, which cmd and PowerShell pass on as they are.
func (u *uploads) expandAll(c *call) ([]string, error) {
	var list []string
	asides := 0
	for _, name := range u.Files {
		found, aside, err := expand(name, u.Hidden)
		if err != nil {
			return nil, err
		}
		list, asides = append(list, found...), asides+aside
	}
	if asides > 0 && !u.Quiet {
		fmt.Fprintln(c.Stderr, words.Counted("%s file is left out: it is hidden, of the system or the mark of an open document; --hidden takes it",
			"%s files are left out: they are hidden, of the system or marks of open documents; --hidden takes them", asides))
	}
	return list, nil
}

// expand lists the files that match a pattern with * and ? in its last part, ignoring case, and counts those left
// out. A path that is no pattern is returned as it is.
func expand(pattern string, all bool) (found []string, asides int, err error) {
	dir, last := filepath.Split(pattern)
	if !strings.ContainsAny(last, "*?") {
		return []string{pattern}, 0, nil
	}
	entries, err := os.ReadDir(filepath.Clean(dir))
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %w", pattern, err)
	}
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		switch {
		case e.IsDir() || !matches(last, e.Name()):
		case !all && source.LeftOut(name, e):
			asides++
		default:
			found = append(found, name)
		}
	}
	if len(found)+asides == 0 {
		return nil, 0, fmt.Errorf(words.Tr("no file is like %s: %w"), pattern, fs.ErrNotExist)
	}
	return found, asides, nil
}

// matches follows cmd: brackets are ordinary characters, and *.* matches everything.
func matches(pattern, name string) bool {
	if pattern == "*.*" {
		return true
	}
	escaped := strings.NewReplacer(`[`, `\[`, `]`, `\]`, `\`, `\\`).Replace(strings.ToLower(pattern))
	ok, err := path.Match(escaped, strings.ToLower(name))
	return err == nil && ok
}

// piped stores standard input for a job.
func (u *uploads) piped(c *call) (string, error) {
	name := u.Name
	if name == "" && !strings.HasSuffix(mustPath(u.To), "/") {
		name = transfer.Target{URL: u.To}.Name()
	}
	if name == "" || name == "." || name == ".." || strings.ContainsAny(name, `/\`+"\x00") {
		return "", wrongUsage("%s", words.Tr("what - sends needs a name: say --name NAME, without a folder"))
	}
	path, err := queue.Spool(c.Dir, name, c.Stdin)
	err = c.Unkept(err)
	var said queue.UnavailableError
	switch {
	case errors.As(err, &said):
		return "", err
	case errors.Is(err, queue.ErrNoRoom):
		return "", fmt.Errorf(words.Tr("the disk of %s has no room for what - sends; nothing was added: %w"), c.Dir, err)
	case err != nil:
		return "", fmt.Errorf(words.Tr("what - sends cannot be stored, and nothing was added: %w"), err)
	}
	u.spooled = path
	return path, nil
}
