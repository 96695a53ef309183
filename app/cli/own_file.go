package cli

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"runtime"

	"sendoff/ui/words"
)

// Reasons why an open file of this process cannot be uploaded.
var (
	errPiped    = errors.New("what another program writes is no file")
	errNameless = errors.New("the open file has no name any more")
)

// ownPlace matches paths that mean something else in each process.
var ownPlace = regexp.MustCompile(`^/(dev/(fd|stdin|stdout|stderr)|proc/(self|thread-self|[0-9]+))(/|$)`)

// ownFile returns a path by which every process finds the file that path means in this one. Another process may
// work on the queue, now or after a restart: its /dev/stdin, /dev/fd/3 and /proc/self are other files. It fails
// with errPiped or errNameless.
func ownFile(path string) (string, error) {
	if !meansOwn(path) {
		return path, nil
	}
	info, cannot := os.Stat(path)
	switch {
	case cannot != nil || info.IsDir(): // refused like any other
		return path, nil //nolint:nilerr // by who looks at it next
	case !info.Mode().IsRegular():
		return "", errPiped
	}
	name, err := filepath.EvalSymlinks(path)
	if err != nil || meansOwn(name) {
		return "", errNameless
	}
	if named, err := os.Stat(name); err != nil || !os.SameFile(info, named) {
		return "", errNameless // removed; another file may have its name now
	}
	return name, nil
}

// meansOwn reports whether a path, itself or through links, belongs to this process.
func meansOwn(path string) bool {
	const maxLinks = 40 // links in a row, as in systems' limits
	path, err := filepath.Abs(path)
	if err != nil || runtime.GOOS == "windows" {
		return false
	}
	for range maxLinks {
		if ownPlace.MatchString(path) {
			return true
		}
		next, linked := followFirst(path)
		if !linked {
			return false
		}
		path = next
	}
	return false
}

// followFirst replaces the first link in a path by its target.
func followFirst(path string) (next string, linked bool) {
	for end := 1; end <= len(path); end++ {
		if end < len(path) && path[end] != filepath.Separator {
			continue
		}
		target, err := os.Readlink(path[:end])
		if err != nil {
			continue
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(path[:end]), target)
		}
		return filepath.Join(target, path[end:]), true
	}
	return path, false
}

// namedFile is ownFile with errors for the user.
func namedFile(path string) (string, error) {
	name, err := ownFile(path)
	switch {
	case errors.Is(err, errPiped):
		return "", wrongUsage(words.Tr("%s is no file: it is what another program writes into this one. Send that with -, as in: program | sendoff upload --to URL --name NAME -"), path)
	case errors.Is(err, errNameless):
		return "", wrongUsage(words.Tr("%s is an open file without a name that others could find it by. Name the file itself, or send what is in it with - and --name NAME"), path)
	}
	return name, nil
}
