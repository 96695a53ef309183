package sheets

import (
	"context"
	"path"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer"
	"sendoff/transfer/source"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// Adder adds files and folders, with a sheet or without.
type Adder struct {
	w    Window
	open *addSheet // nil = none
}

// NewAdder makes an adder without a sheet.
func NewAdder(w Window) *Adder { return &Adder{w: w} }

// Add opens the sheet for files and folders, or adds them to the open one. Where the user chose so, files for the
// chosen server start at once instead.
func (a *Adder) Add(paths []string) {
	if a.open == nil {
		a.start(paths[0], places{a.w}.startsAtOnce(filepath.Dir(paths[0])))
	}
	a.open.walk(paths, "")
}

// AddCopied adds the copied files, and names those that cannot be added.
func (a *Adder) AddCopied(c list.Copied) {
	switch {
	case len(c.Paths) > 0:
		a.Add(c.Paths)
	case len(c.Elsewhere) == 0:
		a.w.Message(words.NothingPasted(list.OnMac))
		return
	case a.open == nil:
		a.w.Message(words.NothingAddedText([]words.SkipCount{{N: len(c.Elsewhere), Why: words.SkipText(source.SkipElsewhere)}}))
		return
	}
	a.open.leaveOut(c.Elsewhere)
}

// addSheet asks where files go. A quiet one opens only if it has to ask.
type addSheet struct {
	guessed bool // https:// was put before the address
	w       Window
	places  places
	of      *Adder
	sheet   *kit.Sheet // nil while quiet
	batch   *list.Batch
	walks   int // number of running walks
	stop    context.CancelFunc
	ctx     context.Context // ends when the sheet closes
	search  search          // the running walks
	roots   []string        // the dropped paths
	others  []string        // what was copied along and is no local file
	from    string          // local folder of the first file, "" = unknown
	waiting bool            // for the practice server to start
	added   bool            // the files were sent to the engine
	looking bool            // files still being written will be checked again
	place   string          // key of the server whose habit is shown, "" = none
	off     map[string]bool // paths that were unticked before the sheet was brought back

	title   *kit.TextLine
	to      *kit.ChoiceField
	preview *widget.Label
	whole   string          // the unshortened preview
	area    *fyne.Container // all but title and buttons; nil while quiet
	form    *addForm
	list    *fileList
	nothing *widget.Label
	options *kit.Button
	later   *kit.Button
	upload  *kit.Button
}

func (a *Adder) start(first string, quiet bool) {
	w := a.w
	s := &addSheet{w: w, places: places{w}, of: a, batch: list.NewBatch(w.Model()), from: filepath.Dir(first)}
	s.batch.Facts = list.LocalFacts()
	s.ctx, s.stop = context.WithCancel(context.Background()) //nolint:forbidigo // the sheet is a root: closing it is the one thing that ends its walks
	s.build()
	a.open = s
	if !quiet {
		s.show()
	}
	s.to.SetText(s.places.destinationFor(s.from))
	s.update()
}

// show opens the sheet.
func (s *addSheet) show() {
	if s.sheet != nil {
		return
	}
	s.sheet = s.w.Sheets().ShowOver(kit.SheetParts{
		Title: s.title, Body: s.body(), Want: fyne.NewSize(760, 600), OnClose: s.closed,
		Enter:   func() { s.submit(transfer.Run) },
		Buttons: []fyne.CanvasObject{s.options, kit.NewButton(words.Tr(words.Back), s.dismiss, s.dismiss), s.later, s.upload},
	})
	s.w.Canvas().Focus(s.to)
}

func (s *addSheet) dismiss() {
	if s.sheet == nil {
		s.closed()
		return
	}
	s.sheet.Dismiss()
}

// closed stops the walks, and names what was not added.
func (s *addSheet) closed() {
	s.stop()
	s.of.open = nil
	switch n := s.count(); {
	case s.added:
	case n > 0 || s.walks > 0:
		s.w.Offer(words.LeftOutText(n), words.Tr(words.BringBack), s.bringBack)
	case len(s.batch.List) > 0:
		s.w.Message(words.NothingAddedText(s.batch.Skipped()))
	}
}

// bringBack opens the sheet again with what was dropped and chosen. The files are read anew.
func (s *addSheet) bringBack() {
	if s.of.open == nil {
		s.of.start(s.roots[0], false)
		again := s.of.open
		again.off = s.unticked()
		again.form.aside.Checked = s.form.aside.Checked
		again.to.SetText(s.to.Text)
		again.form.naming.SetText(s.form.naming.Text)
		again.form.setKeep(s.form.keep())
	}
	s.of.open.walk(s.roots, "")
	s.of.open.leaveOut(s.others)
}

func (s *addSheet) build() {
	s.title = kit.NewTitle(words.Tr(words.AddFiles), kit.TextHeading)
	s.to = kit.NewChoiceField(s.places.destinations(), s.dismiss)
	s.to.PlaceHolder = words.Tr(words.UploadToHint)
	s.to.Paste = s.pastesFiles
	s.to.OnChanged = func(string) { s.addressChanged() }
	s.to.OnSubmitted = func(string) { s.submit(transfer.Run) }
	s.preview = widget.NewLabel("")
	s.preview.Wrapping = fyne.TextWrapBreak
	s.preview.SizeName = theme.SizeNameCaptionText
	s.form = newAddForm(s)
	s.list = newFileList(s)
	s.nothing = widget.NewLabel(words.Tr(words.NoFiles))
	s.nothing.Alignment = fyne.TextAlignCenter
	s.nothing.Hide()
	s.options = kit.NewButton(words.Tr(words.Options), s.turn, s.dismiss)
	s.later = kit.NewButton(words.Tr(words.AddPaused), func() { s.submit(transfer.Hold) }, s.dismiss)
	s.upload = kit.NewButton(words.UploadButtonText(0), func() { s.submit(transfer.Run) }, s.dismiss)
	s.upload.Importance = widget.HighImportance
}

// addressChanged updates the sheet for the typed address.
func (s *addSheet) addressChanged() {
	server, known := s.places.serverNamed(s.to.Text)
	if known {
		s.adopt(list.ServerKey(server))
	}
	if known && server.Practice && server.URL == "" {
		s.startPractice()
		return
	}
	address := s.to.Text
	s.guessed = false
	if known {
		address = server.URL
	} else {
		address, s.guessed = list.Completed(address)
	}
	s.batch.Naming = strings.TrimSpace(s.form.naming.Text)
	s.batch.Aim(address, s.form.keep())
	s.update()
}

// adopt shows the habit of a server.
func (s *addSheet) adopt(key string) {
	if key == s.place {
		return
	}
	s.place = key
	s.form.set(s.w.Settings().Habits[key])
}

// startPractice starts the practice server when it is first chosen.
func (s *addSheet) startPractice() {
	if s.waiting {
		return
	}
	s.waiting = true
	s.w.StartPractice(func(_ list.Server, err error) {
		s.waiting = false
		if s.ctx.Err() == nil && err == nil {
			s.addressChanged()
		}
		s.settle()
	})
	s.update()
}

// update shows counts and preview, and enables the buttons that apply.
func (s *addSheet) update() {
	n, size, first := s.batch.Sum()
	if s.walks > 0 {
		s.title.Set(words.WalkingText(len(s.batch.List)), theme.ColorNameForeground)
	} else {
		s.title.Set(words.SheetTitle(n, size), theme.ColorNameForeground)
	}
	s.upload.SetText(words.UploadButtonText(n))
	for _, b := range []*kit.Button{s.later, s.upload} {
		if s.ready() {
			b.Enable()
		} else {
			b.Disable()
		}
	}
	s.form.twins = s.batch.Twins()
	s.form.showFolders(s.batch.Nested)
	s.form.offerAside(s.batch.Asides())
	s.showPreview(first)
	kit.Show(s.nothing, s.walks == 0 && len(s.batch.List) == 0)
	s.list.Refresh()
}

func (s *addSheet) showPreview(first string) {
	text, importance := "", widget.MediumImportance
	switch {
	case s.waiting:
		text = words.Tr(words.PracticeStarting)
	case s.batch.Flaw != "":
		text, importance = s.batch.Flaw, widget.WarningImportance
	case first != "":
		text = words.PreviewText(first)
		if s.guessed {
			text += ". " + words.Tr(words.HTTPHint)
		}
	}
	if s.whole == text && s.preview.Importance == importance {
		return
	}
	s.whole, s.preview.Importance, s.preview.Wrapping = text, importance, fyne.TextWrapWord
	if s.batch.Flaw == "" && !s.waiting {
		s.preview.Wrapping = fyne.TextWrapBreak // an address has no blanks to break at
	}
	s.preview.SetText(text)
	if s.area != nil {
		s.area.Refresh() // it may take more lines now
	}
}

// ready reports whether something can be added now.
func (s *addSheet) ready() bool {
	n, _, _ := s.batch.Sum()
	return n > 0 && s.walks == 0 && s.batch.Flaw == "" && !s.waiting
}

// submit adds the ticked files.
func (s *addSheet) submit(want transfer.Want) {
	if !s.ready() {
		return
	}
	s.batch.Reply = s.form.reply.Checked
	jobs := s.batch.Jobs(want)
	news := words.AddedText(words.Added{N: len(jobs), Name: jobs[0].Name(), To: s.destinationName()}, s.batch.Skipped())
	if err := transfer.CheckReplies(jobs); err != nil {
		s.show()
		s.batch.Flaw = words.ErrorText(err)
		s.update()
		return
	}
	typed, habit, quiet := s.batch.To, s.form.habit(), s.sheet == nil
	s.added = true
	s.dismiss()
	s.w.Do(transfer.Command{Verb: transfer.VerbAdd, Jobs: jobs}, func(err error) {
		if err != nil {
			return
		}
		key := s.places.remember(s.from, typed)
		s.places.notHidden(typed)
		habit.AfterUnclear = s.w.Settings().Habits[key].AfterUnclear // only the server's form changes that
		s.places.keepHabit(key, habit)
		if quiet {
			s.w.Offer(news, words.Tr(words.AskNextTime), func() { s.places.askAgain(key) })
			s.w.Fade(news, offerTime)
			return
		}
		s.w.News(news)
	})
}

// destinationName is the server that the files go to, as its user calls it.
func (s *addSheet) destinationName() string {
	if server, known := s.places.serverNamed(s.to.Text); known {
		return server.Name
	}
	return words.ServerText(target(s.w, s.batch.To))
}

// toggle follows a click on the tick of a file.
func (s *addSheet) toggle(i int) {
	if i < 0 || i >= len(s.batch.List) || !s.batch.List[i].Tickable() {
		return
	}
	c := s.batch.List[i]
	if c.Aside() { // left out without being checked
		s.batch.Take(i)
		prefix, _ := path.Split(c.Found.Rel)
		s.walk([]string{c.Found.Source.Path}, prefix)
		return
	}
	s.batch.Tick(i, !c.Ticked())
	s.update()
}

func (s *addSheet) count() int {
	n, _, _ := s.batch.Sum()
	return n
}

// offerTime is how long a quiet add offers to ask the next time.
const offerTime = 16 * time.Second
