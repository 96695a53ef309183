package queue

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/safefile"
)

// The spool keeps what was piped into a command until it is uploaded. Each of its folders is named by a UUID and
// holds one file, with its name on the server. They are Sendoff's own, and the only files it ever removes: nothing
// with another name, and nothing that a link leads to.
const spoolFolder = "spool"

// spoolAge is the age from which a folder without a job is left over from a killed command.
const spoolAge = 24 * time.Hour

// spoolRoom is kept free on the disk, so that the queue itself can be written.
const spoolRoom = 64 << 20

// ErrNoRoom says that the input does not fit on the disk.
var ErrNoRoom = errors.New("the disk would be full")

var errSpoolLink = errors.New("the folder spool is a link or no folder")

// openSpool opens the spool in the queue's folder dir. It fails with fs.ErrNotExist if there is none, and with
// errSpoolLink if its path is something else.
func openSpool(dir string) (*os.Root, error) {
	info, err := os.Lstat(filepath.Join(dir, spoolFolder))
	switch {
	case err != nil:
		return nil, err
	case !info.IsDir():
		return nil, errSpoolLink
	}
	return os.OpenRoot(filepath.Join(dir, spoolFolder))
}

// Spool stores the data of from and returns the file's path. An incomplete file is removed.
func Spool(dir, name string, from io.Reader) (path string, err error) {
	if err := makeFolder(dir); err != nil {
		return "", err
	}
	if err := os.Mkdir(filepath.Join(dir, spoolFolder), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	root, err := openSpool(dir)
	if err != nil {
		return "", err
	}
	defer func() { _ = root.Close() }()
	folder := uuid.NewString()
	if err := root.Mkdir(folder, 0o700); err != nil {
		return "", err
	}
	place := filepath.Join(dir, spoolFolder, folder)
	err = store(root, filepath.Join(folder, name), from)
	if err == nil {
		err = errors.Join(syncDir(place), syncDir(filepath.Join(dir, spoolFolder)), syncDir(dir))
	}
	if err != nil {
		return "", errors.Join(err, root.RemoveAll(folder))
	}
	return filepath.Join(place, name), nil
}

var syncDir = safefile.SyncDir // a test counts its calls

func store(root *os.Root, path string, from io.Reader) error {
	f, err := root.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(fill(f, from), f.Sync(), f.Close())
}

// fill copies, and stops before the disk is full.
func fill(f *os.File, from io.Reader) error {
	const step = 16 << 20
	for {
		if free, known := freeSpace(filepath.Dir(f.Name())); known && free < spoolRoom+step {
			return ErrNoRoom
		}
		switch _, err := io.CopyN(f, from, step); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// Unspool removes the folder of a spooled file; other files are left alone.
func Unspool(dir, path string) error {
	folder, ok := spooled(path)
	if !ok {
		return nil
	}
	root, err := openSpool(dir)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	return root.RemoveAll(folder)
}

// spooled is the spool folder's name of a file. It identifies the file, while paths to the queue's folder may
// differ by links, relative forms or a move.
func spooled(path string) (folder string, ok bool) {
	parent := filepath.Dir(path)
	folder = filepath.Base(parent)
	return strings.ToLower(folder), uuid.Validate(folder) == nil && strings.EqualFold(filepath.Base(filepath.Dir(parent)), spoolFolder)
}

// sweepSpool removes what no job needs any more.
func sweepSpool(dir string, all transfer.Update, now time.Time) error {
	root, err := openSpool(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	entries, err := fs.ReadDir(root.FS(), ".")
	needed := map[string]bool{} // false: its job has ended
	for _, j := range all {
		if folder, ok := spooled(j.Source.Path); ok {
			needed[folder] = needed[folder] || j.Outcome == ""
		}
	}
	for _, e := range entries {
		folder := e.Name()
		if uuid.Validate(folder) != nil || !e.IsDir() {
			continue // not Sendoff's
		}
		open, known := needed[folder]
		info, infoErr := e.Info()
		old := infoErr == nil && now.Sub(info.ModTime()) > spoolAge
		if known && !open || !known && old {
			err = errors.Join(err, root.RemoveAll(folder))
		}
	}
	return err
}

// spoolKeeper removes spooled files that no job of the owned queue needs any more.
type spoolKeeper struct {
	dir      string // of the queue
	engine   *transfer.Engine
	log      *slog.Logger
	followed *sync.WaitGroup // goroutines that follow the queue
	once     sync.Once       // follows it
}

// follow removes the spooled files of jobs as they end, from the first call on.
func (k *spoolKeeper) follow() {
	k.once.Do(func() {
		feed := k.engine.Watch()
		feed.Rest = watchRest
		k.followed.Go(func() { // ends with the engine's feeds
			defer feed.Close()
			for {
				u, err := feed.Next(context.Background()) //nolint:forbidigo // the feed ends it
				if err != nil {
					return
				}
				if k.unneeded(u) {
					k.tidy(context.Background()) //nolint:forbidigo // as above
				}
			}
		})
	})
}

// unneeded reports whether a job has ended whose file is still in the spool.
func (k *spoolKeeper) unneeded(u transfer.Update) bool {
	for _, j := range u {
		if j == nil || j.Outcome == "" {
			continue
		}
		if folder, ok := spooled(j.Source.Path); ok {
			if _, err := os.Lstat(filepath.Join(k.dir, spoolFolder, folder)); err == nil {
				return true
			}
		}
	}
	return false
}

// tidy removes at once what no job needs. It runs at the start and the end of an owner.
func (k *spoolKeeper) tidy(ctx context.Context) {
	if !k.used() {
		return
	}
	feed := k.engine.Watch()
	defer feed.Close()
	all, err := feed.Next(ctx)
	if err == nil {
		err = sweepSpool(k.dir, all, time.Now())
	}
	if err != nil {
		k.log.Warn("spool", "error", err)
	}
}

// used reports whether anything was ever piped in.
func (k *spoolKeeper) used() bool {
	_, err := os.Lstat(filepath.Join(k.dir, spoolFolder))
	return err == nil
}
