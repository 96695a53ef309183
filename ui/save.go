package ui

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/safefile"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// saveText asks for a place and writes a file there, away from the screen's goroutine. done is the
// sentence when it is written.
func (a *actions) saveText(name string, data []byte, done string) {
	a.saveAs(name, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}, func(string) string { return done })
}

// saveAs asks for a place and has write fill a file there; done makes the sentence when it is written.
func (a *actions) saveAs(name string, write func(io.Writer) error, done func(path string) string) {
	a.w.host.ChooseSave(name, func(path string, err error) {
		switch {
		case err != nil:
			a.w.Message(words.ErrorText(err))
		case path != "":
			a.saveTo(chosenPlace(path), write, done)
		}
	})
}

// savePlace is where people want a file. there is what they agreed to lose for it; nil = nothing was there.
type savePlace struct {
	path  string
	there fs.FileInfo
}

// chosenPlace is called when a chooser has just ended: it asks before it takes a name that is taken.
func chosenPlace(path string) savePlace {
	info, err := os.Lstat(path)
	if err != nil {
		info = nil
	}
	return savePlace{path, info}
}

func (a *actions) saveTo(to savePlace, write func(io.Writer) error, done func(path string) string) {
	post := a.w.host.Post
	go func() { // ends with the file
		path, err := writeFile(to, write)
		post(func() {
			switch {
			case err != nil:
				a.w.Message(words.ErrorText(err))
			case path != to.path:
				a.w.Message(words.SavedBesideText(to.path, path))
			default:
				a.w.news(done(path))
			}
		})
	}()
}

// writeFile writes a file beside its place first, so that what was there stays whole if the disk is full.
// What has come to be there meanwhile stays: the file gets another name, which is returned.
func writeFile(to savePlace, write func(io.Writer) error) (path string, err error) {
	path = to.path
	f, err := os.CreateTemp(filepath.Dir(path), ".sendoff-*")
	if err != nil {
		return "", fmt.Errorf("save %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name()) // what is left of it is of no use
		}
	}()
	var b bytes.Buffer
	if err = write(&b); err == nil {
		_, err = f.Write(b.Bytes())
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o644) // what people save is theirs to share
	}
	saved := ""
	if err == nil {
		saved, err = safefile.Replace(f.Name(), path, to.there)
	}
	if err != nil {
		return "", fmt.Errorf("save %s: %w", path, err)
	}
	return saved, nil
}

// exportHistory writes the history that is shown as a table.
func (a *actions) exportHistory() {
	var jobs []*transfer.Job
	servers := map[*transfer.Job]string{}
	for _, e := range a.w.model.Past() {
		if list.HasEnded(e.Job) {
			jobs = append(jobs, e.Job)
			servers[e.Job] = a.w.model.Destination(e)
		}
	}
	if len(jobs) == 0 {
		return
	}
	a.saveAs(list.HistoryFile(time.Now()), func(w io.Writer) error {
		return list.WriteHistory(w, jobs, func(j *transfer.Job) string { return servers[j] })
	}, func(path string) string { return words.ExportedText(len(jobs), path) })
}
