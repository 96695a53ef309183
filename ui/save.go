package ui

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/safefile"
	"sendoff/ui/list"
	"sendoff/ui/sheets"
	"sendoff/ui/words"
)

// saveText asks for a file and writes data to it, off the screen's goroutine. done is the message afterwards.
func (a *actions) SaveText(name string, data []byte, done string) {
	a.SaveAs(name, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}, func(string) string { return done })
}

// SaveAs asks for a file and has write fill it; done makes the message afterwards.
func (a *actions) SaveAs(name string, write func(io.Writer) error, done func(path string) string) {
	a.w.host.ChooseSave(name, func(path string, err error) {
		switch {
		case err != nil:
			a.w.Message(words.ErrorText(err))
		case path != "":
			a.saveTo(chosenPlace(path), write, done)
		}
	})
}

// savePlace is the chosen file. there is the existing file that the user agreed to overwrite; nil = there was none.
type savePlace struct {
	path  string
	there fs.FileInfo
}

// chosenPlace is called right after a chooser, which asks before it accepts an existing file.
func chosenPlace(path string) savePlace {
	info, err := os.Lstat(path)
	if err != nil {
		info = nil
	}
	return savePlace{path, info}
}

func (a *actions) saveTo(to savePlace, write func(io.Writer) error, done func(path string) string) {
	post := a.w.host.Post
	go func() { // ends once the file is written
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

// writeFile writes a temporary file beside the chosen one, so that an existing file stays whole if the disk is
// full. A file that appeared since is kept: the new one gets another name, which is returned.
func writeFile(to savePlace, write func(io.Writer) error) (path string, err error) {
	path = to.path
	f, err := os.CreateTemp(filepath.Dir(path), ".sendoff-*")
	if err != nil {
		return "", fmt.Errorf("save %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name()) // an incomplete file is of no use
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
		err = os.Chmod(f.Name(), 0o644) // readable by others: a saved file is meant to be shared
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

// exportHistory writes the shown history as CSV.
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
	a.SaveAs(list.HistoryFile(time.Now()), func(w io.Writer) error {
		return list.WriteHistory(w, jobs, func(j *transfer.Job) string { return servers[j] })
	}, func(path string) string { return words.ExportedText(len(jobs), path) })
}

// saveReceipt saves one receipt of ended uploads.
func (a *actions) saveReceipt(which []uuid.UUID) {
	var jobs []*transfer.Job
	for _, id := range which {
		if j := a.w.model.Job(id); j != nil {
			jobs = append(jobs, j)
		}
	}
	if len(jobs) > 0 {
		sheets.SaveReceipt(a, jobs)
	}
}
