package sheets

import (
	"context"
	"slices"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/source"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// How the add sheet finds files, and checks them again.

// search holds the walks of a sheet. They end with the sheet, and when it searches again.
type search struct {
	ctx  context.Context // lives as long as the walks
	stop context.CancelFunc
}

// walk finds files off the screen's goroutine. prefix is the folder they get in the list.
func (s *addSheet) walk(paths []string, prefix string) {
	s.roots = append(s.roots, paths...)
	s.look(paths, prefix)
}

func (s *addSheet) look(paths []string, prefix string) {
	if s.search.ctx == nil {
		s.search.ctx, s.search.stop = context.WithCancel(s.ctx)
	}
	s.walks++
	s.update()
	post, ctx, walk := s.w.Host().Post, s.search.ctx, source.Walk
	if s.form.aside.Checked {
		walk = source.WalkAll
	}
	go func() { // ends with the walk, at the latest when the sheet closes
		err := walk(ctx, paths, func(found []source.Found) error {
			found = slices.Clone(found)
			for i := range found {
				found[i].Rel = prefix + found[i].Rel
			}
			post(func() { s.foundIn(ctx, found) })
			return ctx.Err()
		})
		post(func() {
			if ctx.Err() == nil {
				s.walked(err)
			}
		})
	}()
}

func (s *addSheet) foundIn(ctx context.Context, list []source.Found) {
	if ctx.Err() == nil {
		s.found(list)
	}
}

// searchAgain walks everything anew after the choice about left-out files changed. Unticked files stay unticked.
func (s *addSheet) searchAgain() {
	if s.search.stop == nil {
		return
	}
	s.search.stop()
	s.search, s.walks = search{}, 0
	s.off = s.unticked()
	s.batch.Forget()
	s.look(s.roots, "")
	if len(s.others) > 0 {
		others := s.others
		s.others = nil
		s.leaveOut(others)
	}
}

// unticked are the paths that the user unticked.
func (s *addSheet) unticked() map[string]bool {
	off := map[string]bool{}
	for _, c := range s.batch.List {
		if c.Off {
			off[c.Found.Source.Path] = true
		}
	}
	return off
}

// pastesFiles adds files pasted while the address has the focus: copied files without text, or a text of paths.
// Neither can be an address.
func (s *addSheet) pastesFiles(text string) bool {
	files := text == "" || len(list.PathsIn(text).Paths) > 0
	if files {
		s.w.Paste()
	}
	return files
}

// leaveOut lists what cannot be added because it is no local file.
func (s *addSheet) leaveOut(names []string) {
	if len(names) == 0 {
		return
	}
	s.others = append(s.others, names...)
	list := make([]source.Found, len(names))
	for i, name := range names {
		list[i] = source.Found{Source: source.File{Path: name}, Rel: name, Skip: source.SkipElsewhere}
	}
	s.found(list)
}

func (s *addSheet) found(list []source.Found) {
	if s.ctx.Err() != nil {
		return
	}
	first := len(s.batch.List)
	s.batch.Add(list)
	for _, c := range s.batch.List[first:] {
		c.Off = c.Off || s.off[c.Found.Source.Path]
	}
	s.update()
}

func (s *addSheet) walked(err error) {
	if s.ctx.Err() != nil {
		return
	}
	s.walks--
	if err != nil {
		s.w.Message(words.ErrorText(err))
	}
	s.update()
	s.settle()
	s.lookAgain()
}

// settle decides about a drop that should start at once: it starts, or there is nothing to start, or the user must
// be asked.
func (s *addSheet) settle() {
	if s.sheet != nil || s.walks > 0 || s.waiting || s.ctx.Err() != nil {
		return
	}
	switch {
	case s.ready() && !s.batch.Paired:
		s.submit(transfer.Run)
	case s.batch.Flaw == "" && s.batch.Files == 0:
		s.dismiss()
		s.w.Message(words.NothingAddedText(s.batch.Skipped()))
	default:
		s.show()
		s.update()
	}
}

// lookAgain checks files that are still being written until they no longer change.
func (s *addSheet) lookAgain() {
	paths := s.batch.Fresh(time.Now())
	if s.looking || len(paths) == 0 || s.ctx.Err() != nil {
		return
	}
	s.looking = true
	post, ctx := s.w.Host().Post, s.ctx
	time.AfterFunc(source.QuietTime, func() { // ends by itself after one check of each file
		var list []source.File
		for _, p := range paths {
			if ctx.Err() != nil {
				return
			}
			if source, err := source.Stat(p); err == nil { // a vanished file is refused when its turn comes
				list = append(list, source)
			}
		}
		post(func() { s.renewed(list) })
	})
}

func (s *addSheet) renewed(list []source.File) {
	if s.ctx.Err() != nil {
		return
	}
	s.looking = false
	s.batch.Renew(list)
	s.update()
	s.lookAgain()
}
