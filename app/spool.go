package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
)

// The spool keeps what was piped into a command until it is uploaded. Each of its folders holds one file, under
// the name that it gets on the server. They are Sendoff's own, and the only files it ever removes.
const spoolFolder = "spool"

// spoolAge is when a folder that no job knows of is left over from a command that was killed.
const spoolAge = 24 * time.Hour

// spoolRoom is kept free on the disk, so that the queue itself can be written.
const spoolRoom = 64 << 20

var errNoRoom = errors.New("the disk would be full")

// spool stores what from brings and returns the path of the file. What cannot be stored whole is removed.
func spool(dir, name string, from io.Reader) (path string, err error) {
	folder := filepath.Join(dir, spoolFolder, uuid.NewString())
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	path = filepath.Join(folder, name)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		err = errors.Join(fill(f, from), f.Sync(), f.Close())
	}
	if err != nil {
		return "", errors.Join(err, os.RemoveAll(folder))
	}
	return path, nil
}

// fill copies, and stops before the disk is full.
func fill(f *os.File, from io.Reader) error {
	const step = 16 << 20
	for {
		if free, known := freeSpace(filepath.Dir(f.Name())); known && free < spoolRoom+step {
			return errNoRoom
		}
		switch _, err := io.CopyN(f, from, step); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// unspool removes the folder of a file of the spool; other files are let alone.
func unspool(dir, path string) error {
	folder, ok := spooled(dir, path)
	if !ok {
		return nil
	}
	return os.RemoveAll(folder)
}

// spooled is the folder in the spool that a file lies in.
func spooled(dir, path string) (folder string, ok bool) {
	folder = filepath.Dir(path)
	_, err := uuid.Parse(filepath.Base(folder))
	return folder, err == nil && filepath.Dir(folder) == filepath.Join(dir, spoolFolder)
}

// sweepSpool removes what no job needs any more.
func sweepSpool(dir string, all transfer.Update, now time.Time) error {
	entries, err := os.ReadDir(filepath.Join(dir, spoolFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	needed := map[string]bool{} // false: its job has ended
	for _, j := range all {
		if folder, ok := spooled(dir, j.Source.Path); ok {
			needed[folder] = needed[folder] || j.Outcome == ""
		}
	}
	for _, e := range entries {
		folder := filepath.Join(dir, spoolFolder, e.Name())
		open, known := needed[folder]
		info, infoErr := e.Info()
		old := infoErr == nil && now.Sub(info.ModTime()) > spoolAge
		if known && !open || !known && old {
			err = errors.Join(err, os.RemoveAll(folder))
		}
	}
	return err
}

// keepSpool follows the queue and removes what was spooled for jobs that have ended.
func (l *local) keepSpool() {
	feed := l.engine.Watch()
	feed.Rest = watchRest
	l.followed.Go(func() { // ends with the engine's feeds, in Close
		defer feed.Close()
		for {
			u, err := feed.Next(context.Background()) //nolint:forbidigo // the feed ends it
			if err != nil {
				return
			}
			if l.endedSpooled(u) {
				l.tidySpool(context.Background()) //nolint:forbidigo // as above
			}
		}
	})
}

func (l *local) endedSpooled(u transfer.Update) bool {
	for _, j := range u {
		if j == nil || j.Outcome == "" {
			continue
		}
		if folder, ok := spooled(l.dir, j.Source.Path); ok {
			if _, err := os.Stat(folder); err == nil {
				return true
			}
		}
	}
	return false
}

// tidySpool removes at once what has no job to wait for. It is for the beginning and the end of an owner.
func (l *local) tidySpool(ctx context.Context) {
	if !l.spooling() {
		return
	}
	feed := l.engine.Watch()
	defer feed.Close()
	all, err := feed.Next(ctx)
	if err == nil {
		err = sweepSpool(l.dir, all, time.Now())
	}
	if err != nil {
		l.log.Warn("spool", "error", err)
	}
}

// spooling reports whether anything was ever piped in.
func (l *local) spooling() bool {
	_, err := os.Stat(filepath.Join(l.dir, spoolFolder))
	return err == nil
}

// piped stores standard input for a job.
func (u *uploads) piped(c *call) (string, error) {
	name := u.Name
	if name == "" && !strings.HasSuffix(mustPath(u.To), "/") {
		name = transfer.Target{URL: u.To}.Name()
	}
	if name == "" || name == "." || name == ".." || strings.ContainsAny(name, `/\`+"\x00") {
		return "", wrongUsage("%s", tr("what - sends needs a name: say --name NAME, without a folder"))
	}
	path, err := spool(c.dir, name, c.stdin)
	switch {
	case errors.Is(err, errNoRoom):
		return "", fmt.Errorf(tr("the disk of %s has no room for what - sends; nothing was added: %w"), c.dir, err)
	case err != nil:
		return "", fmt.Errorf(tr("what - sends cannot be stored, and nothing was added: %w"), err)
	}
	u.spooled = path
	return path, nil
}
